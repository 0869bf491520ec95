// Settings as words in an address, and back. What each may be is said by its rule, which Python gave (kit/rules.py): a number
// or a whole number from `low` to `high`, one `of` several words or numbers, a switch, a row of values, some words, or
// `fields` with rules of their own. An address is written by anybody: what is not allowed is said and not taken.

const KINDS = {
  number: {
    read: (text, rule) => within(text.trim() === "" ? NaN : Number(text), rule),
    said: ({ low, high }) => `a number from ${short(low)} to ${short(high)}`,
  },
  whole: {
    read: (text, rule) => within(/^[+-]?\d+$/.test(text) ? Number(text) : NaN, rule),
    said: ({ low, high }) => `a whole number from ${low} to ${high}`,
  },
  choice: {
    read: (text, { of }) => of.find((one) => String(one) === text),
    said: ({ of }) => `one of ${of.join(", ")}`,
  },
  switch: {
    read: (text) => ({ on: true, off: false })[text],
    said: () => "on or off",
    write: (value) => (value ? "on" : "off"),
  },
  row: {
    read(text, { of }) {
      const parts = text.split(",");
      const values = parts.map((part, i) => of[i] && KINDS[of[i].kind].read(part, of[i]));
      return parts.length === of.length && !values.includes(undefined) ? values : undefined;
    },
    said: ({ of }) => `${of.map((rule) => KINDS[rule.kind].said(rule)).join(", ")}, with a comma between them`,
    write: (values) => values.join(","),
  },
  wholes: {
    read(text, rule) {
      const values = text === "" ? [] : text.split(",").map((part) => KINDS.whole.read(part, rule));
      return values.length <= rule.most && !values.includes(undefined) ? values : undefined;
    },
    said: (rule) => `at most ${rule.most} whole numbers from ${rule.low} to ${rule.high}, with commas between them`,
    write: (values) => values.join(","),
  },
  some: {
    read(text, { of }) {
      const parts = text === "" ? [] : text.split(",");
      return parts.every((part) => of.includes(part)) ? parts : undefined;
    },
    said: ({ of }) => `some of ${of.join(", ")}, with commas between them`,
    write: (values) => values.join(","),
  },
};
const short = (x) => (Math.abs(x) >= 1e6 ? x.toExponential().replace("+", "") : String(x));
const within = (x, { low, high }) => (Number.isFinite(x) && x >= low && x <= high ? x : undefined);

/**
 * What the address says of an instrument's settings. words: {"learning_rate": "0.9", "kept.start": "16,16"}.
 * Returns {settings: {trait: value}, troubles: [a sentence each]}. present(trait): its value where the address is silent.
 */
export function fromWords(words, rules, present) {
  const settings = {};
  const troubles = [];
  const known = Object.keys(rules); // in whose order they are read, so that a choice comes before what depends on it
  const first = ([path]) => known.indexOf(path.split(".")[0]);
  const now = (trait) => (trait in settings ? settings[trait] : present(trait));
  for (const [path, text] of Object.entries(words).sort((a, b) => first(a) - first(b))) {
    const parts = path.split(".");
    let rule = parts.reduce((inside, part, i) => (i ? own(inside?.fields, part) : own(rules, part)), null);
    if (rule?.by) rule = own(rule.of, now(rule.by));
    if (!rule || rule.fields) {
      troubles.push(`The address has ${path}, and there is no such setting here: there are ${known.join(", ")}.`);
      continue;
    }
    const value = KINDS[rule.kind].read(text, rule);
    if (value === undefined) troubles.push(`${path} should be ${KINDS[rule.kind].said(rule)}, and the address says “${text}”: it stays as it was.`);
    else put(settings, parts, value, now);
    if (value !== undefined && value !== present(parts[0])) Object.assign(settings, structuredClone(own(rule.brings, value) ?? {}));
  }
  for (const [trait, { fields }] of Object.entries(rules)) {
    const lacking = Object.keys((trait in settings && fields) || {}).filter((name) => settings[trait][name] === undefined);
    if (!lacking.length) continue;
    delete settings[trait];
    troubles.push(`${trait} is only whole with ${lacking.map((name) => `${trait}.${name}`).join(" and ")}, which the address does not say: it stays as it was.`);
  }
  return { settings, troubles };
}

/** The settings of which the values differ: {"learning_rate": "0.9"}. now(trait), before(trait): values. */
export function toWords(rules, now, before) {
  const words = {};
  const compare = (path, given, value, other) => {
    const rule = given.by ? given.of[now(given.by)] : given;
    if (value === undefined || JSON.stringify(value) === JSON.stringify(other)) return;
    if (!rule.fields) words[path] = (KINDS[rule.kind].write ?? String)(value);
    else for (const [name, inside] of Object.entries(rule.fields)) compare(`${path}.${name}`, inside, value?.[name], other?.[name]);
  };
  // What a choice brings along goes without saying: only what differs from that is said.
  const brought = Object.assign({}, ...Object.entries(rules).map(([trait, rule]) => (now(trait) === before(trait) ? {} : own(rule.brings, now(trait)))));
  for (const [trait, rule] of Object.entries(rules)) compare(trait, rule, now(trait), trait in brought ? brought[trait] : before(trait));
  return words;
}

const own = (object, name) => (object && Object.hasOwn(object, name) ? object[name] : undefined);

function put(settings, [trait, ...inside], value, present) {
  if (!inside.length) settings[trait] = value;
  else {
    settings[trait] ??= structuredClone(present(trait) ?? {});
    const last = inside.pop();
    const holder = inside.reduce((object, name) => (object[name] ??= {}), settings[trait]);
    holder[last] = value;
  }
}
