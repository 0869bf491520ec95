// Links to what an instrument shows: its settings stand in the page's address behind its name,
// page.html?descent.learning_rate=0.9#descent, and opening that address brings them back. With only=descent the page shows
// that instrument alone, which is what a frame in somebody's own page asks for.

import { note } from "./host.js";
import { fromWords, toWords } from "./settings.js";

const TOOLS = `
  <button type="button" class="gradlab-copy">copy a link to this</button>
  <button type="button" class="gradlab-embed" aria-expanded="false">put this into a page</button>
  <output></output>`;

/**
 * What the address asks of the instruments of these names. Returns {attach, only, trouble}: only is the name of the one that
 * is to be shown alone, or null; trouble says what the address asks for that is not here, or "".
 */
export function makeLinks(names) {
  const asked = new URLSearchParams(location.search);
  const alone = asked.get("only");
  const only = names.includes(alone) ? alone : null;
  const wanted = [...[...asked.keys()].filter((key) => key.includes(".")).map((key) => key.split(".")[0]), ...(alone ? [alone] : [])];
  const lost = [...new Set(wanted)].filter((name) => !names.includes(name));
  const there = names.length ? `Here ${names.length > 1 ? "are" : "is"} ${names.join(", ")}.` : "There are none.";
  const trouble = lost.length ? `The address asks for ${lost.map((name) => `“${name}”`).join(", ")}, and there is no such instrument on this page. ${there}` : "";
  const first = new WeakMap(); // what each model showed before the address was asked; two places may show one

  /** The settings in the address for the instrument of that name. */
  function wordsFor(name) {
    const mine = [...asked].filter(([key]) => key.startsWith(`${name}.`));
    return Object.fromEntries(mine.map(([key, text]) => [key.slice(name.length + 1), text]));
  }

  /** Give a living instrument what the address has for it, and its tools. rules: {trait: rule}. */
  function attach({ model, el, name, rules }) {
    if (!name || !rules || !Object.keys(rules).length) return;
    if (!first.has(model)) first.set(model, Object.fromEntries(Object.keys(rules).map((trait) => [trait, structuredClone(model.get(trait))])));
    const before = first.get(model);
    const { settings, troubles } = fromWords(wordsFor(name), rules, (trait) => before[trait]);
    model.set(settings);
    if (troubles.length) el.prepend(note(troubles.join(" ")));
    const words = () => toWords(rules, (trait) => model.get(trait), (trait) => before[trait]);
    el.append(only ? wayBack(name, words) : makeTools(el, name, words));
  }

  return { attach, only, trouble };
}

/** The address of an instrument with these settings. */
export function linkTo(page, name, words, more = {}) {
  const said = Object.entries(words).map(([path, text]) => [`${name}.${path}`, text]);
  const query = [...Object.entries(more), ...said].map(([key, text]) => `${key}=${encodeURIComponent(text).replaceAll("%2C", ",")}`).join("&");
  return `${page.split(/[?#]/)[0]}${query && `?${query}`}#${name}`;
}

function makeTools(el, name, words) {
  const tools = document.createElement("div");
  tools.className = "gradlab-tools";
  tools.innerHTML = TOOLS;
  const [copy, embed] = tools.querySelectorAll("button");
  const said = tools.querySelector("output");
  copy.addEventListener("click", () => {
    const link = linkTo(location.href, name, words());
    history.replaceState(null, "", link);
    hand(link, "Copied: the address holds the settings as they are now.");
  });
  embed.addEventListener("click", () => {
    const open = embed.getAttribute("aria-expanded") === "true";
    embed.setAttribute("aria-expanded", String(!open));
    if (open) said.replaceChildren();
    else hand(frame(), "Copied: paste it into the HTML of a page, a slide or a blog.", true);
  });

  /** The snippet for a page of one's own, as large as the instrument is here. */
  function frame() {
    const link = linkTo(location.protocol === "file:" ? location.pathname.split("/").pop() : location.href, name, words(), { only: name });
    const { width, height } = el.getBoundingClientRect();
    const room = Math.ceil(height - tools.getBoundingClientRect().height) + 60; // for the line below it
    const frame = document.createElement("iframe"); // never put into this page: only its HTML is wanted
    const attributes = { src: link, title: `${name}, an instrument of gradlab`, width: "100%", height: room, style: `border: 0; max-width: ${Math.ceil(width) + 8}px`, loading: "lazy" };
    for (const [attribute, value] of Object.entries(attributes)) frame.setAttribute(attribute, value);
    return frame.outerHTML;
  }

  /** Put the text on the clipboard; where a browser refuses, it can be copied by hand, and a snippet is shown in any case. */
  async function hand(text, words, shown = false) {
    const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    said.textContent = copied ? words : "Copy this:";
    if (copied && !shown) return;
    const field = document.createElement("textarea");
    Object.assign(field, { value: text, readOnly: true, rows: shown ? 4 : 2 });
    field.setAttribute("aria-label", shown ? "HTML to copy" : "address to copy");
    said.append(field);
    if (!copied) field.select();
  }
  return tools;
}

/** Below an instrument in somebody's own page: the way to where it comes from, with the settings as they are when it is taken. */
function wayBack(name, words) {
  const line = document.createElement("p");
  line.className = "gradlab-tools";
  const link = line.appendChild(document.createElement("a"));
  Object.assign(link, { href: linkTo(location.href, name, {}), target: "_blank", rel: "noopener", textContent: "gradlab ↗" });
  link.addEventListener("click", () => (link.href = linkTo(location.href, name, words())));
  return line;
}
