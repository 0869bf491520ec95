// Makes one file of each instrument, as anywidget wants it: <instrument>.entry.js in its folder and all that it imports
// becomes static/<instrument>.js, and the style sheets among them static/<instrument>.css. exporting/page.js, which brings
// them to life in an exported page, becomes a bundle too. Run by `make bundles`.

import { build } from "esbuild";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

const rooms = fileURLToPath(new URL(".", import.meta.url));
const bundles = fileURLToPath(new URL("static/", import.meta.url));

const ending = ".entry.js";
const entries = readdirSync(rooms, { recursive: true }).filter((path) => path.endsWith(ending) && !path.includes("node_modules")).sort();

mkdirSync(bundles, { recursive: true });
for (const name of readdirSync(bundles)) {
  if (/\.(js|css)$/.test(name)) rmSync(bundles + name); // an instrument that is gone leaves nothing behind
}

/** A page sees no difference between a space and a line's indent between two tags, and every instance carries its own copy. */
const withoutIndents = {
  name: "without indents",
  setup: ({ onLoad }) => onLoad({ filter: /\/live\/[^/]+\/[^/]+\.js$/ }, ({ path }) => ({ contents: readFileSync(path, "utf8").replace(/>\n\s+</g, "> <") })),
};

await build({
  entryPoints: {
    ...Object.fromEntries(entries.map((path) => [basename(path, ending), rooms + path])),
    page: `${rooms}exporting/page.js`,
    site: fileURLToPath(new URL("../site/scripts/site.js", import.meta.url)),
  },
  outdir: bundles,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8", // · and ∂ as they are
  legalComments: "none",
  plugins: [withoutIndents],
  logLevel: "info",
});
