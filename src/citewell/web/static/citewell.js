// Citewell's own module. Every page works without it; with it, a proof opens beside the text, the steps of an
// answer come in as they happen, and links and citations can be copied. Nothing from the server is read as markup
// but our own proof page, in which every value is escaped.

for (const element of document.querySelectorAll("[data-script]")) element.hidden = false;

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-copy], [data-print]");
  if (!target) return;
  if (target.hasAttribute("data-print")) window.print();
  else copy(target);
});

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
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
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

// The steps of an answer, as they happen.

const asking = document.querySelector("[data-question]");
if (asking) follow(asking.dataset.question);

function follow(id) {
  const state = document.getElementById("state");
  const bar = document.getElementById("bar");
  const place = document.getElementById("place");
  const log = document.getElementById("log");
  const sections = document.getElementById("sections");
  log.replaceChildren();
  sections.replaceChildren();
  const stream = new EventSource(`/questions/${id}/events`);
  const on = (name, act) => stream.addEventListener(name, (event) => act(JSON.parse(event.data)));
  on("waiting", () => {});
  on("place", (data) => { place.textContent = data.message; });
  for (const name of ["understood", "searched", "written", "checked"]) {
    on(name, (data) => {
      place.textContent = "";
      state.textContent = "Answering";
      bar.value = data.done;
      log.append(step(data));
      for (const section of data.sections ?? []) showSection(sections, section);
    });
  }
  on("done", (data) => { bar.value = data.done; stream.close(); location.replace(data.address); });
  for (const name of ["failed", "cancelled"]) on(name, () => { stream.close(); location.reload(); });
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 3000);
  });
}

function step(data) {
  const item = document.createElement("li");
  const words = document.createElement("p");
  words.textContent = data.message;
  item.append(words);
  if (data.found?.length) {
    const found = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = "Publications found";
    found.append(summary, list(data.found));
    item.append(found);
  }
  return item;
}

function showSection(place, section) {
  document.getElementById("checked").hidden = false;
  const heading = document.createElement("h3");
  heading.textContent = section.heading;
  place.append(heading, list(section.claims));
}

function list(texts) {
  const items = document.createElement("ul");
  for (const text of texts) {
    const item = document.createElement("li");
    item.textContent = text;
    items.append(item);
  }
  return items;
}
