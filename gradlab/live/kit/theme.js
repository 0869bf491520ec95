// Colours: one for each idea, the same in every instrument and figure (gradlab/landscape/palette.json), light or dark as the page is.

import palette from "../../landscape/palette.json";

/** The palette that suits the background on which `element` lies. */
export function colours(element) {
  return isDark(element) ? palette.dark : palette.light;
}

/** A knob's colour: W and b have their own everywhere, others take the next free one. */
export function knobColour(colours, name, index) {
  return ["W", "b"].includes(name) ? colours[name] : colours.more[index % colours.more.length];
}

function isDark(element) {
  const jupyter = document.body.dataset.jpThemeLight; // JupyterLab says it in so many words
  if (jupyter) return jupyter === "false";
  for (let node = element; node; node = node.parentElement) {
    const [r, g, b, alpha = 1] = (getComputedStyle(node).backgroundColor.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
    if (alpha > 0) return 0.299 * r + 0.587 * g + 0.114 * b < 128;
  }
  return false;
}

/** Call `repaint` whenever the page's theme changes; returns a function that ends it. */
export function onThemeChange(repaint) {
  const observer = new MutationObserver(repaint);
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name", "class"] });
  return () => observer.disconnect();
}
