// The table of results: the standings while the race runs, and who arrived when it is over; then also as a sentence for
// those who do not see it.

import { text } from "../kit/numbers.js";
import { outcomeWords, resultSentence } from "./ranking.js";
import { RUNNERS } from "./runners.js";

export const RESULTS = `
  <table class="results"><caption></caption>
    <thead><tr><th scope="col">place</th><th scope="col">optimizer</th><th scope="col">result</th><th scope="col">way</th><th scope="col">error</th></tr></thead>
    <tbody></tbody></table>
  <p class="announced" role="status"></p>`;

const AT_REST = 400; // milliseconds without a change before the result is said

/** Fills the RESULTS that stand in the stage. Returns show(rows, over): the standings, and whether they are the last. */
export function makeResults(stage) {
  const body = stage.find(".results tbody");
  const announced = stage.find(".announced");
  let painted = null;
  let timer = null;
  stage.atEnd(() => clearTimeout(timer));

  return (rows, over) => {
    const html = rows.map(rowHtml).join("") + over;
    if (html === painted) return;
    painted = html;
    body.innerHTML = rows.map(rowHtml).join("");
    stage.find(".results caption").textContent = over ? "Result" : "Standings";
    clearTimeout(timer);
    timer = setTimeout(() => (announced.textContent = over ? resultSentence(rows) : ""), AT_REST);
  };
}

function rowHtml(row) {
  const { place, optimizer, length, error } = row;
  return `<tr data-optimizer="${optimizer}" data-outcome="${row.outcome}" data-length="${length}" data-error="${error}">
    <td>${place ?? "–"}</td><th scope="row"><b class="letter letter-${optimizer}">${RUNNERS[optimizer].mark}</b>${optimizer}</th>
    <td>${outcomeWords(row)}</td><td>${text(length)}</td><td>${text(error)}</td></tr>`;
}
