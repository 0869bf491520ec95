// The instruments of a page, each in the output in which the notebook showed it, with what stands in the page beside it: the
// traits that were otherwise then, its name on the page, and what its settings may be when they come from an address.

import "./outputs.css";
import { followTheme, makePage, note } from "./host.js";
import { makeLinks } from "./links.js";

/**
 * Bring the instruments of this page to life, with the settings that the page's address has for them.
 * began(el, model): called for each that lives.
 */
export function bringToLife(began = () => {}) {
  const saved = JSON.parse(document.querySelector("script[type='application/vnd.jupyter.widget-state+json']")?.textContent ?? "{}");
  const outputs = [...document.querySelectorAll(".gradlab-output")].map(readOutput);
  const namesIn = ({ output }) => Object.values(output.here).map(({ name }) => name);
  const links = makeLinks(outputs.flatMap(namesIn));
  const page = makePage(saved.state ?? {}, ({ id, model, el, output }) => {
    links.attach({ model, el, ...output.here[id] });
    began(el, model);
  });
  followTheme();
  const shown = links.only ? [outputs.find((each) => namesIn(each).includes(links.only))] : outputs;
  if (links.only) showAlone(shown[0].el);
  for (const { place, output } of shown) page.show(place.dataset.gradlabWidget, place, output);
  if (links.trouble) (document.querySelector("main") ?? document.body).prepend(note(links.trouble));
}

function readOutput(el) {
  const here = JSON.parse(el.querySelector("script").textContent);
  const stillOf = (id) => el.querySelector(`[data-gradlab-still="${id}"]`)?.textContent ?? "";
  return { el, place: el.querySelector("[data-gradlab-widget]"), output: { here, stillOf, models: new Map() } };
}

/** Nothing but this output, for a frame in somebody's own page. */
function showAlone(el) {
  document.body.replaceChildren(el);
  document.documentElement.classList.add("gradlab-alone");
}
