// The script of all pages of the site: their instruments live, the glossary's words say what they mean, and what was loaded
// once is kept for the next visit.

import { bringToLife } from "../../live/exporting/outputs.js";
import "./site.css"; // after the instruments', which it changes
import { demonstrate } from "./demonstration.js";
import { explainTerms } from "./terms.js";

bringToLife((el, model) => {
  if (el.closest("[data-gradlab-demonstrate]")) demonstrate(el, model);
});
explainTerms();

// The list of rounds stands open beside the page, and waits closed above it where there is no room beside it.
const contents = document.querySelector(".contents details");
if (contents && matchMedia("(max-width: 1099px)").matches) contents.open = false;

// A frame in somebody's own page keeps nothing.
if (navigator.serviceWorker && window === window.top) {
  const root = new URL("../", import.meta.url);
  navigator.serviceWorker.register(new URL("sw.js", root), { scope: root.pathname }).catch(() => {}); // a private window may refuse
}
