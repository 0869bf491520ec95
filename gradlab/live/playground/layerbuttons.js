// How many hidden layers there are and how many neurons each has: buttons above the columns of the wiring.

import { MOST_LAYERS, MOST_NEURONS } from "./network.js";

export const LAYERS = `
  <div class="heads">
    <div class="depth" role="group" aria-label="Hidden layers"><span class="depth-words"></span><div><button type="button" class="less" aria-label="one hidden layer less">−</button><button type="button" class="more" aria-label="one hidden layer more">+</button></div></div>
    <div class="columns"></div>
  </div>`;

const NEW_LAYER = 2; // neurons
const counted = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

/** Fills the LAYERS that stand in the stage. changed(layers): called with other layers. Returns {show(layers, columns)}. */
export function makeLayerBar(stage, changed) {
  const heads = stage.find(".columns");
  const [less, more] = [stage.find(".depth .less"), stage.find(".depth .more")];
  let layers = [];
  let shown = "";
  less.addEventListener("click", () => changed(layers.slice(0, -1)));
  more.addEventListener("click", () => changed([...layers, NEW_LAYER]));

  function head(size, k) {
    const element = document.createElement("div");
    element.className = "head";
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", `hidden layer ${k + 1}`);
    element.innerHTML = `<span></span><div><button type="button" aria-label="one neuron less in hidden layer ${k + 1}">−</button><button type="button" aria-label="one neuron more in hidden layer ${k + 1}">+</button></div>`;
    const [fewer, further] = element.querySelectorAll("button");
    fewer.addEventListener("click", () => changed(layers.with(k, layers[k] - 1)));
    further.addEventListener("click", () => changed(layers.with(k, layers[k] + 1)));
    return element;
  }

  /** columns: where each column of the wiring stands, in pixels from the left. */
  function show(now, columns) {
    layers = now;
    const asked = JSON.stringify([layers, columns]);
    if (asked === shown) return;
    shown = asked;
    stage.find(".depth-words").textContent = layers.length ? counted(layers.length, "hidden layer") : "no hidden layer";
    able(less, layers.length > 0);
    able(more, layers.length < MOST_LAYERS);
    while (heads.children.length > layers.length) heads.lastChild.remove(); // those that stay keep the focus
    while (heads.children.length < layers.length) heads.append(head(layers[heads.children.length], heads.children.length));
    layers.forEach((size, k) => {
      const element = heads.children[k];
      element.style.left = `${columns[k + 1]}px`;
      element.querySelector("span").textContent = counted(size, "neuron");
      const [fewer, further] = element.querySelectorAll("button");
      able(fewer, size > 1);
      able(further, size < MOST_NEURONS);
    });
  }
  return { show };
}

/** A button that does nothing now keeps the focus, which it would lose if it were disabled. */
function able(button, can) {
  button.setAttribute("aria-disabled", String(!can));
  button.style.opacity = can ? "" : 0.4;
  button.style.pointerEvents = can ? "" : "none";
}
