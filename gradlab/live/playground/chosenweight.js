// The weight in hand: chosen by a click on its line or from a list, turned by a slider, with the slope of the loss towards it.

import { placesOf } from "./network.js";
import { digits } from "../kit/numbers.js";
import { freshName, makeSlider } from "../kit/slider.js";

const REACH = 6; // how far the slider turns a weight

/**
 * element: where it stands. chosen(place): another weight is taken in hand. turned(value, done): it is turned.
 * Returns {show(layers, place, value, slope)}.
 */
export function makeInHand(element, chosen, turned) {
  const id = freshName("weight");
  element.innerHTML = `<label for="${id}">weight in hand</label><select id="${id}"></select><div class="turn"></div><p class="weight-slope"></p>`;
  const list = element.querySelector("select");
  const slider = makeSlider({ name: "its value", low: -REACH, high: REACH, step: 0.01, spoken: "weight" }, turned);
  element.querySelector(".turn").append(slider.element);
  list.addEventListener("change", () => chosen(Number(list.value)));
  let listed = null; // the layers in the list; "" would be those of a network without any

  function fill(layers) {
    if (String(layers) === listed) return;
    listed = String(layers);
    const groups = namesOf(layers).map(({ name, weights }) => {
      const group = document.createElement("optgroup");
      group.label = name;
      group.append(...weights.map(([place, words]) => new Option(words, place)));
      return group;
    });
    list.replaceChildren(...groups);
  }
  return {
    show(layers, place, value, slope) {
      fill(layers);
      if (list.value !== String(place)) list.value = place;
      slider.show(value);
      const way = slope === 0 || !Number.isFinite(slope) ? "" : slope > 0 ? ": turn it down to lower the loss" : ": turn it up to lower the loss";
      element.querySelector(".weight-slope").textContent = `slope of the loss ${digits(slope, 2)}${way}`;
    },
  };
}

/** The weights' names, layer by layer: {name, weights: [[place, words], …]}. */
export function namesOf(layers) {
  const places = placesOf(layers);
  return places.map(({ from, to, kernel, bias }, c) => {
    const source = (i) => (c === 0 ? "x₁x₂".slice(2 * i, 2 * i + 2) : `neuron ${i + 1}`);
    const target = (j) => (c === layers.length ? "output" : `neuron ${j + 1}`);
    const weights = [];
    for (let j = 0; j < to; j++) {
      for (let i = 0; i < from; i++) weights.push([kernel + i * to + j, `${source(i)} → ${target(j)}`]);
      weights.push([bias + j, `bias of ${c === layers.length ? "the output" : target(j)}`]);
    }
    return { name: c === layers.length ? "output layer" : `hidden layer ${c + 1}`, weights };
  });
}
