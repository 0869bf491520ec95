// The row below an instrument: back to where its cell began, what its keys do, and word of knobs that were turned elsewhere.

const ON_CONTROLS = [["Tab", "to the next control"], ["← →", "turn a control by a step"], ["Page ↑ ↓", "by ten steps"], ["Home, End", "to its ends"]];
const ROW = `
  <div class="foot">
    <span class="elsewhere" role="status"></span>
    <button type="button" class="begin" title="Back to where this cell began" aria-label="back to where this cell began">↺ back</button>
    <button type="button" class="ask" aria-label="the keys" aria-expanded="false">?</button>
  </div>
  <dl class="by-keys" hidden></dl>`;

/**
 * Adds the row to an instrument's view. model: with _began, what its settings were when its cell showed it. keys: [key, what it
 * does], which may be added to later. restored(): called when all settings are those of the beginning again.
 * Returns {own(name), show(), key(event)}: own says that a hand here has set a trait; show brings the row up to date.
 */
export function makeTools({ model, el, keys, restored }) {
  const began = model.get("_began") ?? {};
  const knobs = (model.get("_knobs") ?? []).map((knob) => knob.name).filter((name) => name in began);
  const mine = Object.fromEntries(knobs.map((name) => [name, began[name]])); // where a hand here has left them
  el.insertAdjacentHTML("beforeend", ROW);
  const [row, list] = [...el.children].slice(-2);
  const [elsewhere, begin, ask] = row.children;
  begin.hidden = !Object.keys(began).length;

  begin.addEventListener("click", () => {
    for (const run of ["playing", "running"]) if (model.get(run)) model.set(run, false);
    for (const [name, value] of Object.entries(began)) model.set(name, structuredClone(value));
    knobs.forEach(own);
    restored();
  });
  ask.addEventListener("click", () => open(list.hidden));

  function open(wanted) {
    if (wanted) list.innerHTML = [...keys, ...ON_CONTROLS].map(([key, does]) => `<dt>${key}</dt><dd>${does}</dd>`).join("");
    list.hidden = !wanted;
    ask.setAttribute("aria-expanded", String(wanted));
  }
  function own(name) {
    if (name in mine) mine[name] = model.get(name);
  }
  return {
    own,
    show() {
      const disabled = Object.entries(began).every(([name, value]) => same(model.get(name), value));
      if (begin.disabled !== disabled) begin.disabled = disabled;
      const turned = model.widget_manager ? knobs.filter((name) => !same(model.get(name), mine[name])) : []; // only a kernel has other cells
      const words = turned.length ? `${turned.join(", ")} ${turned.length > 1 ? "were" : "was"} turned elsewhere; this picture follows.` : "";
      if (elsewhere.textContent !== words) elsewhere.textContent = words;
    },
    /** `?` opens the list of keys and closes it, as Escape does. */
    key(event) {
      if (event.key === "?" && !event.target.matches("textarea, input:not([type='range'])")) open(list.hidden);
      else if (event.key === "Escape" && !list.hidden) open(false);
    },
  };
}

const same = (a, b) => a === b || JSON.stringify(a) === JSON.stringify(b);
