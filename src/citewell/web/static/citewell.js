// Citewell's own module. Every page works without it; with it, a proof opens beside the text, and links and citations
// can be copied. Nothing from the server is read as markup but our own proof page, in which every value is escaped.

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
    if (event.target.closest?.('a[href*="#reference-"]')) panel.close();
  });
  panel.addEventListener("close", () => { opener?.focus(); });
  document.body.append(panel);
  return panel;
}

let opener = null;

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
