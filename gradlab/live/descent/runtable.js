// The table under a descent: the numbers of the present run and of the kept one, both at the cursor.

import { plain, text } from "../kit/numbers.js";

/** table: the element to fill. Returns {show(rows, step)}; rows: [{rate, run}] of the present run, and of the kept one if any. */
export function makeRunTable(table, knobs) {
  let written = null; // most pictures change nothing here, and writing is slow

  function show(rows, step) {
    const head = [`at step ${step}`, "learning rate", ...knobs.map((knob) => knob.name), "error", "regime"];
    const html = `<thead><tr>${head.map((name) => `<th scope="col">${name}</th>`).join("")}</tr></thead><tbody>${rows.map(row).join("")}</tbody>`;
    if (written !== html) table.innerHTML = written = html;

    function row({ rate, run }, nth) {
      const at = Math.min(step, run.last);
      const name = nth ? `<span class="line line-kept"></span>kept run` : `<span class="line"></span>this run`;
      const ended = at < step ? `, ended at ${at}` : "";
      const settings = [...run.settings[at]].map((value) => cell("setting", value)).join("");
      return `<tr><th scope="row">${name}${ended}</th><td>${plain(rate)}</td>${settings}${cell("error", run.errors[at])}<td>${run.regime}</td></tr>`;
    }
  }
  return { show };
}

/** A number as it is read, and with every digit for whoever compares it with Python's. */
const cell = (name, value) => `<td data-${name}="${value}">${text(value)}</td>`;
