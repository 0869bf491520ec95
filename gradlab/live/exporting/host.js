// Brings instruments to life on a page where there is no kernel behind them. Their state stands in the page as Jupyter saves
// it. A small model takes the place of anywidget's: it keeps the traits and tells the views of their changes. What an
// instrument asks Python for is answered with a sentence and its last still.

const NO_PYTHON = "There is no Python behind this page";

/** The traits of one widget, with what anywidget promises a view: get, set, on, off, save_changes and send. */
export class Model {
  #traits;
  #listeners = new Map(); // "change:W" -> the functions that want to hear of it

  constructor(traits) {
    this.#traits = traits;
  }
  get(name) {
    return this.#traits[name];
  }
  set(name, value) {
    if (typeof name === "object") return Object.entries(name).forEach(([each, its]) => this.set(each, its));
    if (same(this.#traits[name], value)) return;
    this.#traits[name] = value;
    this.#tell(`change:${name}`, value);
    this.#tell("change");
  }
  on(names, listener) {
    for (const name of names.split(/\s+/)) this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
  }
  off(names, listener) {
    if (names == null) return this.#listeners.clear();
    for (const name of names.split(/\s+/)) {
      this.#listeners.set(name, listener ? (this.#listeners.get(name) ?? []).filter((other) => other !== listener) : []);
    }
  }
  save_changes() {} // the traits are here and nowhere else
  send() {
    this.#tell("asked-python");
  }
  #tell(name, value) {
    for (const listener of this.#listeners.get(name) ?? []) listener(this, value);
  }
}

const isPlain = (x) => x !== null && typeof x === "object" && !ArrayBuffer.isView(x);
const same = (a, b) => a === b || (isPlain(a) && isPlain(b) && JSON.stringify(a) === JSON.stringify(b));

/** A widget's traits from its saved state: bytes come beside it as base64, or in a file, each with the path of its place. */
export async function traitsOf({ state, buffers = [] }) {
  const traits = structuredClone(state);
  for (const { path, data, file } of buffers) {
    const bytes = file ? await fetchBytes(file) : Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const holder = path.slice(0, -1).reduce((inside, key) => inside[key], traits);
    holder[path.at(-1)] = new DataView(bytes.buffer);
  }
  return traits;
}

const fetched = new Map(); // several instruments may show the same data
async function fetchBytes(file) {
  if (!fetched.has(file)) fetched.set(file, fetch(new URL(file, document.baseURI)).then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(`its numbers did not arrive: ${answer.status}`)))));
  return new Uint8Array(await fetched.get(file)).slice();
}

/**
 * saved: Jupyter's widget state, {id: {model_name, state, buffers}}; on a site an instrument's code and style are addresses.
 * began({id, model, el, output}): called when an instrument lives.
 */
export function makePage(saved, began = () => {}) {
  const models = new Map();
  const modules = new Map(); // code -> its module: an instrument's code is the same in every instance
  const known = (cache, key, make) => cache.get(key) ?? cache.set(key, make(key)).get(key);
  const last = (id) => known(models, id, async () => new Model(await traitsOf(saved[id])));

  /** An output shows a widget as it was before it was shown again: with other traits than in the end, it is one of its own. */
  function modelOf(id, output) {
    const { state = {}, buffers = [] } = output.here[id] ?? {};
    if (!Object.keys(state).length && !buffers.length) return last(id);
    const then = { state: { ...saved[id].state, ...state }, buffers: [...(saved[id].buffers ?? []), ...buffers] };
    return known(output.models, id, async () => new Model(await traitsOf(then)));
  }

  async function definitionOf(model) {
    const { default: given } = await known(modules, model.get("_esm"), importCode);
    const definition = typeof given === "function" ? await given() : given;
    model.initialized ??= definition.initialize?.({ model });
    await model.initialized;
    return definition;
  }

  /** Show the widget of this id in an element. output: {here, models, stillOf}, what is known of this place. */
  async function show(id, el, output) {
    const { model_name, state } = saved[id] ?? {};
    if (!state) return;
    if (state._esm) return bringToLife(id, el, output);
    if (state.children) return showBox(model_name, state.children, el, output);
    el.append(note(lastState(model_name, state)));
  }

  async function showBox(name, children, el, output) {
    el.classList.add("gradlab-box", name === "HBoxModel" ? "gradlab-row" : "gradlab-column");
    for (const child of children) {
      const place = el.appendChild(document.createElement("div"));
      await show(child.replace("IPY_MODEL_", ""), place, output);
    }
  }

  async function bringToLife(id, el, output) {
    addStyle(saved[id].state._css);
    const view = el.appendChild(document.createElement("div"));
    let end;
    let needed = false;
    let model;
    try {
      model = await modelOf(id, output);
    } catch (slip) {
      return lieStill(`This picture could not come to life (${slip.message}). This is what it showed:`);
    }
    for (const event of ["pointerdown", "keydown", "input"]) view.addEventListener(event, () => (model.touched = true), true);
    model.on("asked-python", asked);
    try {
      end = await (await definitionOf(model)).render({ model, el: view });
      began({ id, model, el, output });
    } catch (slip) {
      console.error(slip);
      lieStill(`This browser could not bring the picture to life (${slip.message}).`);
    }
    if (needed) end?.();

    /** Asked before anybody touched anything: the picture cannot be without Python. Asked later: only this one wish. */
    function asked() {
      if (!model.touched) {
        needed = true;
        model.off("asked-python", asked);
        end?.();
        lieStill(`${NO_PYTHON}, and this picture needs it. This is what it showed:`);
      } else if (!el.querySelector(".gradlab-note")) {
        el.append(note(`${NO_PYTHON}: what needs it stands still here.`));
      }
    }
    function lieStill(words) {
      view.remove();
      const still = document.createElement("div");
      still.innerHTML = output.stillOf(id);
      el.append(note(words), still);
    }
  }
  return { show };
}

export function note(words) {
  const element = document.createElement("p");
  element.className = "gradlab-note";
  element.setAttribute("role", "status");
  element.textContent = words;
  return element;
}

/** Controls that Python listens to lie still; what they show is said. */
function lastState(name, { description, value }) {
  const what = [name.replace(/Model$/, ""), description].filter(Boolean).join(" ");
  return value === undefined ? `${what}. ${NO_PYTHON}, and it needs it.` : `${what}: ${value}`;
}

const ADDRESS = /^[\w./-]+\.(js|css)$/; // beside the page

function importCode(code) {
  if (ADDRESS.test(code)) return import(new URL(code, document.baseURI).href);
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  return import(address).finally(() => URL.revokeObjectURL(address));
}

const styled = new Set();
function addStyle(css) {
  if (!css || styled.has(css)) return;
  styled.add(css);
  const isAddress = ADDRESS.test(css);
  const style = document.createElement(isAddress ? "link" : "style");
  if (isAddress) Object.assign(style, { rel: "stylesheet", href: css });
  else style.textContent = css;
  document.head.append(style);
}

/** The instruments look at JupyterLab's word for the theme: here the reader's own preference. */
export function followTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => (document.body.dataset.jpThemeLight = String(!dark.matches));
  dark.addEventListener("change", apply);
  apply();
}
