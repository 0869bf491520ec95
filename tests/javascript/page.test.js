// The model that takes Python's place on an exported page, and the traits that it is made of.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Model, traitsOf, makePage } from "../../gradlab/live/exporting/host.js";

test("who listens hears of a change once, and not of what stays", () => {
  const model = new Model({ W: 1, start: [1, 2] });
  const heard = [];
  model.on("change:W change:start", (_, value) => heard.push(value));
  model.set("W", 2);
  model.set("W", 2);
  model.set("start", [1, 2]);
  model.set({ W: 3, start: [1, 3] });
  assert.deepEqual(heard, [2, 3, [1, 3]]);
  assert.equal(model.get("W"), 3);
});

test("who stops listening hears nothing any more", () => {
  const model = new Model({ W: 1 });
  const heard = [];
  const [mine, others] = [() => heard.push("mine"), () => heard.push("others")];
  model.on("change:W", mine);
  model.on("change:W", others);
  model.off("change:W", mine);
  model.set("W", 2);
  model.off();
  model.set("W", 3);
  assert.deepEqual(heard, ["others"]);
});

test("a listener that stops while it is told disturbs no other", () => {
  const model = new Model({ W: 1 });
  const heard = [];
  const once = () => model.off("change:W", once);
  model.on("change:W", once);
  model.on("change:W", () => heard.push("other"));
  model.set("W", 2);
  assert.deepEqual(heard, ["other"]);
});

test("bytes are put back in their places, nested ones too", async () => {
  const data = Buffer.from(new Float64Array([1.5, -2]).buffer).toString("base64");
  const buffers = [{ path: ["bytes"], data }, { path: ["tracks", "valley", "constants"], data }];
  const traits = await traitsOf({ state: { tracks: { valley: {} } }, buffers });
  for (const view of [traits.bytes, traits.tracks.valley.constants]) assert.equal(view.getFloat64(8, true), -2);
});

test("a page knows widgets that were not saved, and shows nothing for them", async () => {
  await makePage({}).show("gone", null, {});
});
