// Who won: the result of a race from the runners' ways, as the table shows it and in words. The same in gradlab/live/runners.py.

import { text } from "../kit/numbers.js";

/** The first step at which the error is at or below the finish, or null. */
function arrival(errors, finish) {
  const step = errors.findIndex((error) => error <= finish);
  return step < 0 ? null : step;
}

/** How far a run has come within so many steps: the sum of the lengths of its steps. */
function wayLength({ settings }, steps) {
  let sum = 0;
  for (let k = 0; k < steps; k++) {
    sum += Math.hypot(settings[2 * k + 2] - settings[2 * k], settings[2 * k + 3] - settings[2 * k + 1]);
  }
  return sum;
}

/**
 * The standings after so many steps; after all of them they are the result.
 *
 * runs: {name: what `descend` returned}. Returns a row for each, those who arrived first and in their order, then who still
 * runs, then the stuck by their errors, then the diverged: {place, optimizer, outcome, steps, diverged, length, error};
 * place is null for who has not arrived.
 */
export function ranked(runs, finish, step = Infinity) {
  const rows = Object.entries(runs).map(([name, run]) => row(name, run, finish, step));
  const group = { finished: 0, running: 1, stuck: 2, diverged: 3 };
  const within = { finished: (r) => r.steps, running: () => 0, stuck: (r) => r.error, diverged: (r) => -r.diverged };
  rows.sort((a, b) => group[a.outcome] - group[b.outcome] || within[a.outcome](a) - within[b.outcome](b));
  rows.forEach((r) => (r.place = r.steps === null ? null : 1 + rows.findIndex((other) => other.steps === r.steps)));
  return rows;
}

function row(optimizer, run, finish, step) {
  const arrived = arrival(run.errors, finish);
  const steps = arrived !== null && arrived <= step ? arrived : null;
  const known = Math.min(step, lastFinite(run));
  const outcome = steps !== null ? "finished" : outcomeWithout(run, step);
  return {
    place: null,
    optimizer,
    outcome,
    steps,
    diverged: outcome === "diverged" ? run.diverged : null,
    length: wayLength(run, steps ?? Math.max(0, known)),
    error: known < 0 ? NaN : run.errors[known],
  };
}

/** What a runner does that has not arrived. */
function outcomeWithout(run, step) {
  if (run.diverged !== null && run.diverged <= step) return "diverged";
  return step < run.errors.length - 1 ? "running" : "stuck";
}

/** The last step of which the numbers are known. */
export const lastFinite = (run) => (run.diverged === null ? run.errors.length : run.diverged) - 1;

/** What became of a runner, in words, for the table. */
export function outcomeWords({ outcome, steps, diverged, error }) {
  if (outcome === "finished") return `${counted(steps)} to the finish`;
  if (outcome === "diverged") return `diverged at step ${diverged}`;
  return outcome === "stuck" ? `stuck at error ${text(error)}` : "running";
}

/** The whole result as sentences for those who do not see the table. */
export function resultSentence(rows) {
  const finished = rows.filter((row) => row.outcome === "finished");
  const said = finished.length ? [] : ["Nobody reached the finish"];
  for (const place of new Set(finished.map((row) => row.place))) {
    const here = finished.filter((row) => row.place === place);
    const names = here.map((row) => row.optimizer).join(" and ");
    said.push(place === 1 ? `${names} ${here.length > 1 ? "win" : "wins"} with ${counted(here[0].steps)}` : `${names} ${here.length > 1 ? "need" : "needs"} ${here[0].steps}`);
  }
  for (const row of rows.slice(finished.length)) said.push(`${row.optimizer} ${row.outcome === "stuck" ? "is " : ""}${outcomeWords(row)}`);
  return `${said.join("; ")}.`;
}

const counted = (steps) => `${steps} step${steps === 1 ? "" : "s"}`;
