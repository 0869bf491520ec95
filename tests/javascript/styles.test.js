// Every instrument carries its own styles, and all of them hold for the whole page: none may reach into another instrument.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";

const folder = new URL("../../gradlab/live/", import.meta.url);
const read = (name) => readFileSync(new URL(name, folder), "utf8");
const imported = (name, kind) => [...read(name).matchAll(/import [^;]*?"(\.[^"]+)"/g)].map(([, file]) => join(dirname(name), file)).filter((file) => file.endsWith(kind));
const modules = (name) => new Set([name, ...imported(name, ".js").flatMap((file) => [...modules(file)])]);
const styles = (name) => new Set([...modules(name)].flatMap((file) => imported(file, ".css")));
const classes = (name) => [...read(name).matchAll(/class="([^"]*)"/g)].flatMap(([, words]) => words.replace(/\$\{[^}]*\}/g, "").split(/\s+/));
const instruments = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".entry.js"));

for (const entry of instruments) {
  test(`the styles of ${entry} leave the other instruments alone`, () => {
    for (const sheet of styles(entry)) {
      const others = instruments.filter((name) => !styles(name).has(sheet));
      const theirs = new Set(others.flatMap((name) => [...modules(name)].flatMap(classes)));
      const rules = read(sheet).replace(/\/\*[^]*?\*\//g, "").matchAll(/([^{}@;]+)\{/g);
      const first = [...rules].flatMap(([, selectors]) => [...selectors.matchAll(/(?:^|,)\s*\.gradlab \.([\w-]+)/g)].map(([, name]) => name));
      assert.deepEqual([...new Set(first)].filter((name) => theirs.has(name)), [], sheet);
    }
  });
}
