// Citewell's own module. Every page works without it; with it, a proof opens beside the text, and links and citations
// can be copied. Nothing from the server is read as markup but our own proof page, in which every value is escaped.

for (const element of document.querySelectorAll("[data-script]")) element.hidden = false;

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-copy], [data-print]");
  if (!target) return;
  if (target.hasAttribute("data-print")) window.print();
  else copy(target);
});

// Parts are folded on a narrow window, and open on a wide one and on paper. Whatever a link leads to is unfolded.

const folds = (chosen) => [...document.querySelectorAll(chosen)];
const wide = matchMedia("(min-width: 64rem)");

function unfold() {
  if (wide.matches) for (const part of folds(".part:not([data-held])")) part.open = true;
}

function reveal(hash, go) {
  const place = document.getElementById(hash.slice(1));
  let fold = place?.closest("details:not([open])");
  if (!fold) return;
  for (; fold; fold = fold.parentElement.closest("details")) fold.open = true;
  if (go) place.scrollIntoView();
}

unfold();
wide.addEventListener("change", unfold);
document.documentElement.dataset.ready = "";
reveal(location.hash, true);

// A term leads to the list of words at the foot; with a script its meaning opens beside it, in one box for all of them.
// It closes by Escape, a click elsewhere, or the term again; the focus stays on the term.

const meaning = document.createElement("span");
meaning.className = "meaning";
meaning.id = "meaning";
let asked = null;
let pressed = null;

if (meaning.showPopover) {
  meaning.popover = "auto";
  meaning.addEventListener("toggle", () => { if (asked && !isOpen()) tell(asked, false); });
  addEventListener("pointerdown", () => { pressed = isOpen() ? asked : null; }, true);
  document.addEventListener("click", (event) => {
    const term = event.target.closest("a.term");
    if (!term || changed(event)) return;
    const place = document.getElementById(term.hash.slice(1));
    if (!place) return;
    event.preventDefault();
    const again = event.detail ? pressed === term : isOpen() && asked === term;
    if (isOpen()) meaning.hidePopover();
    if (asked) tell(asked, false);
    if (again) return;
    const word = document.createElement("b");
    word.textContent = term.textContent;
    meaning.replaceChildren(word, place.lastChild.cloneNode());
    term.after(meaning);
    asked = term;
    tell(term, true);
    meaning.showPopover({ source: term });
  });
}

function isOpen() {
  return meaning.matches(":popover-open");
}

function tell(term, open) {
  term.setAttribute("aria-expanded", String(open));
  if (open) term.setAttribute("aria-describedby", meaning.id);
  else term.removeAttribute("aria-describedby");
}

// Links and buttons that unfold.

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (link && link.hash && link.pathname === location.pathname && !event.defaultPrevented) reveal(link.hash, false);
  const all = event.target.closest("[data-unfold]");
  if (!all) return;
  const parts = folds(".topic > .part, .differ > .part");
  const open = parts.some((part) => !part.open);
  for (const part of parts) part.open = open;
  all.textContent = open ? "Close every section" : "Open every section";
});

let folded = [];
addEventListener("beforeprint", () => {
  folded = folds("article details:not([open])");
  for (const fold of folded) fold.open = true;
});
addEventListener("afterprint", () => { for (const fold of folded) fold.open = false; });

// Where in the contents the reader is.

const entries = new Map(folds(".contents li a").map((link) => [document.querySelector(link.hash), link]));
if (entries.size) {
  const mark = () => {
    if (!wide.matches) return;
    let here = null;
    for (const [place, link] of entries) if (place?.getBoundingClientRect().top < 140) here = link;
    const last = entries.get([...entries.keys()].at(-1));
    if (innerHeight + scrollY >= document.documentElement.scrollHeight - 2) here = last;
    for (const link of entries.values()) {
      if (link === here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; mark(); });
  }, { passive: true });
  mark();
}

// Whether a click asks for something else than to follow a link here, such as a new tab.

function changed(event) {
  return event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form.ask");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(source.textContent.trim().replace(/\s+/g, " "));
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(source);
    button.textContent = "Selected: copy it now";
  }
  setTimeout(() => { button.textContent = label; }, 2500);
}

// A proof beside the text. Escape, the button and a click outside close it; the focus goes back to the number.

let panel = null;

function openPanel() {
  if (panel) return panel;
  panel = document.createElement("dialog");
  panel.className = "panel";
  panel.setAttribute("aria-label", "Proof");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "close";
  close.textContent = "Close";
  close.addEventListener("click", () => panel.close());
  const content = document.createElement("div");
  content.className = "panel-content";
  panel.append(close, content);
  panel.addEventListener("click", (event) => {
    if (event.target === panel) panel.close();
    const link = event.target.closest?.("a:not([data-proof])");
    if (link) leaveFromNumber();
    if (link?.hash.startsWith("#reference-")) {
      opener = null; // the focus goes to the reference, not back to the number
      panel.close();
    }
  });
  panel.addEventListener("close", () => { opener?.focus(); });
  document.body.append(panel);
  return panel;
}

let opener = null;

// Who follows a link out of a proof and comes back is at the number that was opened.

const proofLinks = () => [...document.querySelectorAll("a[data-proof]")].filter((link) => !panel?.contains(link));

function leaveFromNumber() {
  history.replaceState({ ...history.state, number: proofLinks().indexOf(opener) }, "");
}

function returnToNumber() {
  const link = proofLinks()[history.state?.number];
  for (let fold = link?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  if (!link) return;
  link.focus();
  history.replaceState({ ...history.state, number: undefined }, "");
}

addEventListener("pageshow", returnToNumber);
addEventListener("popstate", returnToNumber);

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-proof]");
  if (!link || event.defaultPrevented || changed(event)) return;
  event.preventDefault();
  const inside = panel?.contains(link);
  try {
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const proof = page.getElementById("proof");
    if (!proof) throw new Error("no proof");
    if (!inside) opener = link;
    const dialog = openPanel();
    dialog.querySelector(".panel-content").replaceChildren(document.importNode(proof, true));
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    dialog.querySelector("h1").focus();
  } catch {
    location.assign(link.href);
  }
});
