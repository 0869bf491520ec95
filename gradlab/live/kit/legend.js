// The legend: what each colour means in every instrument, folded up until somebody asks. Python's live.legend() says the same.

import legend from "./legend.json";

/** As they are drawn in the instruments, on a field of 24 by 16; legend.py draws the same. */
const SIGNS = {
  knob: `<circle cx="12" cy="8" r="7"/><path d="M12 6V1" stroke="var(--paper)" stroke-width="2"/>`,
  hill: `<path d="M1 15C8 15 8 2 12 2s4 13 11 13z"/>`,
  arrow: `<path d="M23 6.5H9V2L1 8l8 6V9.5h14z"/>`,
  dots: `<circle cx="5" cy="11" r="2.5"/><circle cx="12" cy="6" r="2.5"/><circle cx="19" cy="9" r="2.5"/>`,
  line: `<path d="M1 13L23 3" stroke="currentColor" stroke-width="3"/>`,
};

/** Adds the meanings of these ideas to the panel; those of W and b where there are knobs of that name. */
export function addLegend(stage, knobs, ...ideas) {
  const weights = ["W", "b"].filter((name) => knobs.some((knob) => knob.name === name));
  const rows = [...weights, ...ideas].map((idea) => {
    const { name = idea, colour, sign, meaning } = legend[idea];
    const drawn = `<svg viewBox="0 0 24 16" width="24" height="16" fill="currentColor" aria-hidden="true">${SIGNS[sign]}</svg>`;
    return `<dt style="color:var(--${idea})">${drawn}${name}</dt><dd>${colour}: ${meaning}</dd>`;
  });
  const legendOfColours = `<details class="legend-of-colours"><summary>what the colours mean</summary><dl>${rows.join("")}</dl></details>`;
  stage.find(".panel").insertAdjacentHTML("beforeend", legendOfColours);
}
