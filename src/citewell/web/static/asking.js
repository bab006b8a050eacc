// A question on its way: its steps and the parts of its article come in as they stand. The page has what had come when
// it was loaded; the events after that are added to it. Everything from the server is set as text, never as markup.

const page = document.querySelector("[data-question]");
const state = document.getElementById("state");
const bar = document.getElementById("bar");
const SPOKEN_APART = 2500; // milliseconds between two messages to a screen reader, so that none is cut off

const stream = new EventSource(`/questions/${page.dataset.question}/events?after=${page.dataset.last}`);
on("place", (data) => say(data.message));
on("waiting", (data) => say(data.message));
for (const name of ["understood", "searched", "direct_answer", "written", "section", "checked", "beside"]) {
  on(name, (data) => {
    bar.value = Math.max(bar.value, data.progress);
    if (data.calls) showCalls(data.calls);
    if (name !== "beside") log(name, data);
    if (data.section) document.getElementById("sections").append(section(data.section));
    if (data.disagreements || data.missing) showBeside(data);
    if (data.section || data.disagreements || data.missing) showChecked();
    say(data.message);
  });
}
on("done", (data) => { bar.value = 100; stream.close(); location.replace(data.address); });
for (const name of ["failed", "cancelled"]) on(name, () => { stream.close(); location.reload(); });
stream.addEventListener("error", () => {
  if (stream.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 3000);
});

function on(name, act) {
  stream.addEventListener(name, (event) => act(JSON.parse(event.data)));
}

// The newest message in the status line; those that come faster than they can be spoken make way for the last.

let waiting = 0;
let spoken = 0;
let newest = "";

function say(message) {
  newest = message;
  if (waiting) return;
  waiting = setTimeout(() => {
    waiting = 0;
    spoken = Date.now();
    if (state.textContent !== newest) state.textContent = newest;
  }, Math.max(0, spoken + SPOKEN_APART - Date.now()));
}

function log(name, data) {
  const steps = document.getElementById("log");
  const item = element("li", element("p", data.message));
  item.dataset.step = name;
  if (data.found) item.append(element("details", element("summary", "Publications found"), list(data.found.map((one) => element("li", one)))));
  const before = steps.querySelector(`[data-step="${name}"]`);
  if (before) before.replaceWith(item);
  else steps.append(item);
}

// What answers the question comes first: the steps fold when there is something to read, unless somebody reads them.
function showChecked() {
  const place = document.getElementById("checked");
  const steps = document.getElementById("steps");
  if (place.hidden && !steps.contains(document.activeElement)) steps.open = false;
  place.hidden = false;
}

function showCalls(calls) {
  const box = element("section", element("h2", page.dataset.emergency), ...calls.map((call) => element("p", element("b", call))));
  box.className = "emergency";
  box.setAttribute("role", "alert");
  document.getElementById("calls").replaceChildren(box);
}

function section(part) {
  const shown = element("section", element("h2", part.heading));
  if (part.claims.length) shown.append(list(part.claims.map(claim)));
  if (part.folded) shown.append(classed("soft", element("p", `${part.folded} more in the answer`)));
  return shown;
}

function claim(one) {
  const item = cited(one.text, one.numbers);
  if (one.marks) item.append(" ", classed("marks", element("span", one.marks)));
  if (one.withheld) item.className = "withheld";
  return item;
}

function showBeside(data) {
  const place = document.getElementById("beside");
  if (data.disagreements) {
    const differ = element("section", element("h2", "Where sources differ"));
    for (const item of data.disagreements) {
      differ.append(element("h3", item.heading));
      differ.append(list(item.sides.map((side) => cited(`“${side.position}”: ${side.origin}`, `[${side.number}]`))));
    }
    place.append(differ);
  }
  if (data.missing) {
    place.append(element("section", element("h2", "No source found on"), list(data.missing.map((words) => cited(words, "")))));
  }
}

function cited(text, numbers) {
  const item = element("li", classed("words", element("span", text)));
  if (numbers) item.append(" ", classed("cited", element("span", numbers)));
  return item;
}

function list(items) {
  return element("ul", ...items);
}

function classed(name, made) {
  made.className = name;
  return made;
}

function element(tag, ...content) {
  const made = document.createElement(tag);
  made.append(...content);
  return made;
}
