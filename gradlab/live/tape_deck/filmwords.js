// What happens in a frame, in formulas and in words, in the names of what goes in.

import { tickLabel } from "../kit/numbers.js";
import { size } from "../player/shapes.js";

/** A number as it is written in a box: four digits; nan and infinite numbers as such. */
export function short(x) {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  return tickLabel(Number(x.toPrecision(4)));
}

/** An array in short: one number, a few, or its ends. */
export function shortArray(values, shape) {
  if (values.length === 1) return short(values[0]);
  if (values.length <= 3 && shape.length === 1) return `[${[...values].map(short).join(", ")}]`;
  if (values.length < size(shape)) return `${shape.join("×")} numbers`; // only a part of them is here
  const finite = values.filter(Number.isFinite);
  const broken = finite.length < values.length ? `, ${values.length - finite.length} not finite` : "";
  const ends = finite.length ? `${short(least(finite))} … ${short(-least(finite.map((x) => -x)))}` : "none finite";
  return `${shape.join("×")}: ${ends}${broken}`;
}

/** A summand: in brackets where it begins with a minus sign. */
export const bracketed = (number) => (number.startsWith("−") ? `(${number})` : number);

const ordinal = (n) => ({ 1: "1st", 2: "2nd", 3: "3rd" })[n] ?? `${n}th`;

const least = (numbers) => numbers.reduce((m, x) => Math.min(m, x), Infinity);

/** A formula with names in place of its letters. */
export function inNames(text, letters, names, output) {
  if (letters.length < names.length) return text.includes("…") ? text.replace("…", names.join(", ")) : text;
  const known = new Map([["z", output]]);
  names.forEach((name, k) => known.set(letters[k].toUpperCase(), name));
  names.forEach((name, k) => known.set(letters[k], name));
  known.set("z", output);
  return text.replace(/(\d?)([A-Za-z]+)/g, (all, digit, letter, at) => {
    if (!known.has(letter)) return all;
    const name = known.get(letter);
    const safe = /^[-−]/.test(name) && at > 0 ? `(${name})` : name;
    return digit ? `${digit} · ${safe}` : safe;
  });
}

/** Formulas and words for a film. */
export function makeWords(film) {
  const { nodes } = film;
  const namesOf = (place) => nodes[place].inputs.map((i) => nodes[i].name);
  const formula = (place) => inNames(nodes[place].card.symbol, nodes[place].card.letters, namesOf(place), nodes[place].name);
  const valueAt = (place) => (film.missing(place) ? "not kept" : shortArray(film.value(place), nodes[place].shape));

  /** The formula once more with numbers, where all inputs are single numbers; "" elsewhere. */
  function withNumbers(place) {
    const { card, inputs, name } = nodes[place];
    if (inputs.some((i) => nodes[i].shape.length || film.missing(i))) return "";
    const numbers = inNames(card.symbol, card.letters, inputs.map((i) => short(film.value(i)[0])), name);
    return numbers === formula(place) || inputs.every((i) => nodes[i].name === short(film.value(i)[0])) ? "" : numbers;
  }
  /** ∂v1/∂W = x, or "" where the operator does not say. What goes in twice, as in x · x, has a slope through each place. */
  function slopeFormula({ place, k, into }) {
    const { card, name, inputs } = nodes[place];
    const nth = inputs.slice(0, k + 1).filter((i) => i === into).length;
    if (inputs.filter((i) => i === into).length > 1) return `local slope through the ${ordinal(nth)} ${nodes[into].name}`;
    return inNames(card.rules[k] ?? "", card.letters, namesOf(place), name);
  }
  /** One pass: {into, rule, local, above, slope, before, total}, each a text, "" where there is none. */
  function passed(pass, step) {
    const shape = nodes[pass.into].shape;
    const write = (values) => (values ? shortArray(values, shape) : "");
    const found = film.local(pass);
    const local = found ? shortArray(found, shape) : "";
    const rule = slopeFormula(pass);
    const before = film.before(pass);
    return {
      into: nodes[pass.into].name,
      rule: local && rule.endsWith(`= ${local}`) ? rule.slice(0, -local.length - 2).trim() : rule,
      local: found && found.length === 1 ? local : "",
      above: shortArray(film.slope(pass.place, step), nodes[pass.place].shape),
      slope: write(film.passed(pass)),
      before: write(before),
      total: before ? write(film.passed(pass).map((x, i) => x + before[i])) : "",
    };
  }
  function sentence(step) {
    const frame = film.frame(step);
    if (!frame) return "Nothing is recorded yet.";
    const { name, card } = nodes[frame.place];
    if (frame.way === "turn") return `The way back starts at ${name} with the slope 1.`;
    if (frame.way === "forwards") {
      const numbers = withNumbers(frame.place);
      return `${card.operator}: ${name} = ${formula(frame.place)}${numbers && ` = ${numbers}`} = ${valueAt(frame.place)}`;
    }
    const told = frame.passes.map((pass) => {
      const { into, rule, local, above, slope, before, total } = passed(pass, step);
      const named = rule.startsWith("local slope") ? rule : `local slope ${rule}`.trim();
      const how = local ? `${named}${rule ? " =" : ""} ${local}, times ${above} from above = ${slope}` : `${slope} from ${above} above`;
      return `to ${into}: ${how}${before && `, and ${before} + ${bracketed(slope)} = ${total} there`}`;
    });
    return `Back through ${card.operator}, ${told.join("; ")}`;
  }
  return { formula, withNumbers, slopeFormula, passed, sentence, valueAt };
}
