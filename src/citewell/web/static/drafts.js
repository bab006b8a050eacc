// What is written in a box is kept in this tab until it has been sent and taken: a refusal, a lost sign-in, a closed
// page or a step to another one loses no words. It goes with the tab, at signing out, and is shown to nobody else who
// signs in; passwords are never kept.

const sent = "draft-sent";
// A refused step is shown under its own address: the dossier's boxes go by the dossier, a claim's by the claim.
const path = location.pathname;
const place = path.includes("/claims/") ? path : path.split("/").slice(0, 3).join("/");
const boxes = [...document.querySelectorAll('main form[method="post"] textarea[id]:not([data-saved])')];
const whose = document.querySelector('a[href="/account"]')?.textContent ?? "";
const keyOf = (box) => `draft:${whose}:${place}#${box.id}`;

try {
  settle();
  for (const box of boxes) restore(box);
  document.addEventListener("input", (event) => {
    if (boxes.includes(event.target)) keep(event.target);
  });
  document.addEventListener("submit", (event) => {
    if (path === "/sign-out") sessionStorage.clear();
    const keys = boxes.filter((box) => event.target.contains(box)).map(keyOf);
    sessionStorage.setItem(sent, JSON.stringify(keys));
  });
} catch { /* a browser that keeps nothing works as without a script */ }

// What was sent is forgotten once a page says nothing against it; before a sign-in or behind a refusal it stays.
function settle() {
  const refused = document.querySelector('.trouble, main [role="alert"]') || place.startsWith("/sign-in");
  const lost = document.referrer && new URL(document.referrer).pathname.startsWith("/sign-in");
  if (!refused && !lost) for (const key of JSON.parse(sessionStorage.getItem(sent) ?? "[]")) sessionStorage.removeItem(key);
  if (!place.startsWith("/sign-in")) sessionStorage.removeItem(sent);
}

function restore(box) {
  const kept = sessionStorage.getItem(keyOf(box));
  if (!kept || kept === box.value) return;
  box.value = kept;
  for (let fold = box.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const note = document.createElement("span");
  note.className = "soft";
  note.textContent = "As you had begun to write it; not sent yet. ";
  const drop = document.createElement("button");
  drop.type = "button";
  drop.textContent = "Discard";
  drop.addEventListener("click", () => {
    box.value = box.defaultValue;
    sessionStorage.removeItem(keyOf(box));
    note.remove();
    box.focus();
  });
  note.append(drop);
  box.after(note);
}

function keep(box) {
  if (box.value === box.defaultValue) sessionStorage.removeItem(keyOf(box));
  else sessionStorage.setItem(keyOf(box), box.value);
}
