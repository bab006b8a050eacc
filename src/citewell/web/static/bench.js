// The workbench's own module. Every page works without it: with it, judgements are kept as they are made, the keys
// of the help work, and the checks run while a claim is worded anew.

const form = document.querySelector("form[data-review]");
const editing = document.querySelector("form[data-edit]");
const reading = document.querySelector("[data-dossier]");
if (form) review(form);
if (reading) keys(reading);
if (editing) edit(editing);

// Keeping what is filled in

function review(form) {
  let pending = Promise.resolve();
  const said = document.getElementById("saved");

  const keep = (names) => {
    const data = new URLSearchParams();
    const all = new FormData(form);
    for (const name of ["token", "digest", ...names]) if (all.has(name)) data.set(name, all.get(name));
    pending = pending.then(() => send(form.action, data)).then((told) => {
      document.getElementById("meter").value = told.judged;
      document.getElementById("progress").textContent = told.progress;
      document.getElementById("answered").textContent = told.answered;
      said.textContent = told.saved;
    }).catch(() => { said.textContent = "Not saved: keep this page open, and choose “Save and go on” to see why."; });
  };

  let timer = 0;
  let unsaved = null;
  const save = () => {
    clearTimeout(timer);
    if (unsaved) changed(unsaved);
  };
  form.addEventListener("input", (event) => {
    if (!event.target.matches("textarea")) return;
    if (unsaved && unsaved !== event.target) save();
    unsaved = event.target;
    said.textContent = "Not saved yet";
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  });
  form.addEventListener("change", (event) => changed(event.target));
  form.addEventListener("submit", () => { unsaved = null; clearTimeout(timer); });
  addEventListener("pagehide", save);

  const changed = (box) => {
    if (box === unsaved) unsaved = null;
    const name = box.name ?? "";
    const of = name.replace(/^(verdict|comment|answer|concern)-/, "");
    if (of === name) return;
    keep(/^(verdict|comment)-/.test(name) ? [`verdict-${of}`, `comment-${of}`] : [`answer-${of}`, `concern-${of}`]);
  };
  keys(form);
}

async function send(address, data) {
  const answer = await fetch(address, { method: "POST", body: data, headers: { Accept: "application/json" }, keepalive: true });
  if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
  return answer.json();
}

// Keys. They can be turned off, and never act while something is being written.

function keys(form) {
  const judges = form.matches("[data-review]");
  const cards = [...form.querySelectorAll("[data-claim]")];
  const help = document.getElementById("keys");
  const on = document.getElementById("keys-on");
  let here = cards.findIndex((card) => card.id === location.hash.slice(1));
  try {
    on.checked = localStorage.getItem("bench-keys") !== "off";
    on.addEventListener("change", () => localStorage.setItem("bench-keys", on.checked ? "on" : "off"));
  } catch { /* a browser that keeps nothing starts with the keys on */ }

  form.addEventListener("focusin", (event) => {
    const card = event.target.closest("[data-claim]");
    if (card) here = cards.indexOf(card);
  });

  const go = (step) => {
    here = Math.min(Math.max(here + step, 0), cards.length - 1);
    cards[here].focus({ preventScroll: true });
    cards[here].scrollIntoView({ block: "start" });
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const writing = event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
    if (event.key === "Escape" && writing && here >= 0) {
      cards[here].focus();
      return;
    }
    if (writing || !on.checked || help?.open) return;
    const act = {
      n: () => go(1),
      p: () => go(-1),
      c: () => { if (here >= 0) write(cards[here]); },
      "?": () => help?.showModal(),
    }[event.key];
    const place = "123456".indexOf(event.key);
    if (act) act();
    else if (event.key.length === 1 && place >= 0 && here >= 0 && judges) choose(cards[here], place);
    else return;
    event.preventDefault();
  });
}

function write(card) {
  const box = card.querySelector("textarea");
  const fold = box?.closest("details");
  if (fold) fold.open = true;
  box?.focus();
}

function choose(card, place) {
  const button = card.querySelectorAll('input[type="radio"]')[place];
  if (!button) return;
  button.checked = true;
  button.dispatchEvent(new Event("change", { bubbles: true }));
}

// The checks, while a claim is worded anew: the page's own answer is read, in which every value is escaped.

function edit(form) {
  const outcome = document.getElementById("outcome");
  let timer = 0;
  let asked = 0;
  const check = async () => {
    const mine = ++asked;
    outcome.setAttribute("aria-busy", "true");
    try {
      const data = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const told = page.getElementById("outcome");
      const trouble = page.querySelector(".trouble");
      if (mine !== asked) return;
      outcome.replaceChildren(...[...(trouble ? [trouble] : []), ...(told?.children ?? [])].map((one) => document.importNode(one, true)));
    } finally {
      if (mine === asked) outcome.removeAttribute("aria-busy");
    }
  };
  form.addEventListener("input", (event) => {
    if (!["text", "out"].includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(check, 800);
  });
}
