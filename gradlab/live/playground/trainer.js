// The trainer: plays the tape of the network forwards and backwards and turns its weights, a few steps for each picture.
// All views of one playground share it. What it needs it reads from the model's traits, and what it finds it writes there.

import { firstBad, firstWeights, knobsOf, layerName, placesOf, playerOf, pointsOf } from "./network.js";
import { addTo } from "./losshistory.js";
import { plain } from "../kit/numbers.js";
import { OPTIMIZERS } from "../player/optimizers.js";

export const GRID = 50; // squares along each side of the plane
const LONGEST = 20; // milliseconds of training for one picture: a stop is never far
const SYNC_EVERY = 200; // milliseconds between messages to the kernel
const CALM = 500; // milliseconds between pictures where motion is not wanted
const BEGINNINGS = ["data", "noise", "layers", "activation", "initial_scale", "seed"];

const trainers = new WeakMap(); // by the tapes, which are one object for all views of a playground

/** The trainer of this playground, made with its first view; `leave` it when the view ends. */
export function trainerOf(model) {
  const key = model.get("_tapes");
  if (!trainers.has(key)) trainers.set(key, makeTrainer(model, () => trainers.delete(key)));
  return trainers.get(key).join();
}

export function makeTrainer(model, ended = () => {}) {
  const tapes = model.get("_tapes");
  const numbers = new Float32Array(bytesOf(model.get("_points")));
  const listeners = new Set();
  let views = 0;
  let frame = null;
  let timer = null;
  let lastPicture = 0;
  let laidFor = "";
  let begunFor = "";
  let plane = null; // what every neuron gives all over the plane, once somebody has asked
  let handed = null; // the bytes that were written here last: others come from Python
  let settling = false; // while traits are written here
  let stepDown = null;

  const trainer = {
    weights: null,
    layers: [],
    slopes: null, // of the training loss towards each weight
    history: [],
    loss: { train: NaN, test: NaN },
    join() {
      views++;
      return trainer;
    },
    leave() {
      if (--views > 0) return;
      model.off(EVENTS, heard);
      cancelAnimationFrame(frame);
      send();
      ended();
    },
    /** Have `listener` called after each change; returns a function that ends it. */
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    settings: () => knobsOf(trainer.weights, trainer.layers),
    /** Train while the model's `running` says so. */
    run(on) {
      const trouble = on ? troubleAt(model.get("step")) : model.get("trouble"); // weights that Python has set to nan stay so
      write({ running: on && !trouble, trouble });
      send();
      if (on) frame ??= requestAnimationFrame(tick);
    },
    step() {
      write({ running: false });
      train(1);
      measure();
      publish(true);
    },
    reset() {
      write({ running: false });
      begin();
      publish(true);
    },
    /** Another setting; the training begins anew where it must. */
    set(name, value, done) {
      write({ [name]: value });
      if (BEGINNINGS.includes(name)) begin();
      else if (name === "optimizer") stepDown = null;
      publish(done);
    },
    /** What each neuron gives on the grid, layer by layer, row by row from below: [neurons of the layer], … */
    plane() {
      if (!plane) {
        const { x, labels } = gridOver(trainer.reach);
        plane = { player: playerOf(trainer.tape, trainer.layers, x, labels), fresh: false };
      }
      if (!plane.fresh) plane.player.play(trainer.settings());
      plane.fresh = true;
      return plane.player.neurons;
    },
    /** Turn one weight by hand. */
    turn(place, value, done) {
      trainer.weights[place] = value;
      write({ trouble: troubleAt(model.get("step")) });
      measure();
      publish(done);
    },
  };

  /** The players for the present layers, activation and points: made anew only where these are others. */
  function lay() {
    const [layers, activation] = [model.get("layers"), model.get("activation")];
    const asked = JSON.stringify([layers, activation, model.get("data"), model.get("noise")]);
    if (asked === laidFor) return;
    laidFor = asked;
    trainer.layers = layers;
    trainer.tape = tapes[activation][layers.length];
    trainer.points = pointsOf(model.get("_sets")[model.get("data")], numbers, model.get("noise"));
    trainer.reach = reachOf(trainer.points);
    plane = null;
    const { train, test } = trainer.points;
    trainer.player = playerOf(trainer.tape, layers, train.x, train.labels);
    trainer.tester = test.labels.length ? playerOf(trainer.tape, layers, test.x, test.labels) : null;
  }
  const beginning = () => JSON.stringify(BEGINNINGS.map((name) => model.get(name)));
  function begin() {
    lay();
    begunFor = beginning();
    trainer.weights = firstWeights(trainer.layers, model.get("initial_scale"), model.get("seed"));
    trainer.history = [];
    stepDown = null;
    write({ step: 0, trouble: "" });
    measure();
  }
  /** Take up what stands in the traits: at first, and what Python has set. */
  function adopt() {
    lay();
    begunFor = beginning();
    handed = model.get("_weights");
    trainer.weights = new Float64Array(bytesOf(handed));
    const flat = new Float32Array(bytesOf(model.get("_history")));
    trainer.history = Array.from({ length: flat.length / 3 }, (_, k) => [...flat.subarray(3 * k, 3 * k + 3)]);
    stepDown = null;
    measure();
  }

  function train(steps) {
    const { weights, player } = trainer;
    stepDown ??= OPTIMIZERS[model.get("optimizer")].make(weights.length);
    const rate = model.get("learning_rate");
    const settings = trainer.settings();
    const before = new Float64Array(weights.length);
    const started = performance.now();
    let done = 0;
    while (done < steps) {
      before.set(weights);
      player.play(settings);
      stepDown(weights, inOneRow(player.rewind(), weights.length), rate);
      const trouble = troubleAt(model.get("step") + done + 1);
      if (trouble) {
        weights.set(before); // the last picture that can be read
        write({ trouble, running: false });
        break;
      }
      done++;
      if (performance.now() - started > LONGEST) break;
    }
    write({ step: model.get("step") + done });
  }
  /** The losses and slopes where the weights are now. */
  function measure() {
    const settings = trainer.settings();
    const train = trainer.player.play(settings)[0];
    trainer.slopes = inOneRow(trainer.player.rewind(), trainer.weights.length);
    trainer.loss = { train, test: trainer.tester ? trainer.tester.play(settings)[0] : NaN };
    if (plane) plane.fresh = false;
    addTo(trainer.history, [model.get("step"), trainer.loss.train, trainer.loss.test]);
  }
  function troubleAt(step) {
    const bad = firstBad(trainer.weights, trainer.layers);
    if (!bad) return "";
    return (
      `Stopped at step ${step}: weights of ${layerName(bad.layer, trainer.layers)} became ${bad.nan ? "not a number" : "infinite"}. ` +
      `The steps were too long: lower the learning rate (now ${plain(model.get("learning_rate"))}) or the initial scale ` +
      `(now ${plain(model.get("initial_scale"))}), and reset.`
    );
  }

  function tick(now) {
    frame = null;
    if (!model.get("running")) return;
    if (!calm() || now - lastPicture >= CALM) {
      lastPicture = now;
      train(model.get("steps_per_picture"));
      measure();
      publish(!model.get("running"));
    }
    frame = requestAnimationFrame(tick); // after the views have asked, so that they paint before it trains again
  }

  function write(traits) {
    settling = true;
    for (const [name, value] of Object.entries(traits)) if (model.get(name) !== value) model.set(name, value);
    settling = false;
  }
  /** Tell the views now, and the kernel soon, or now as well. */
  function publish(now) {
    for (const listener of listeners) listener();
    if (now) send();
    else timer ??= setTimeout(send, SYNC_EVERY);
  }
  function send() {
    clearTimeout(timer);
    timer = null;
    handed = new DataView(trainer.weights.slice().buffer);
    write({ _weights: handed, _history: new DataView(Float32Array.from(trainer.history.flat()).buffer) });
    model.save_changes();
  }
  function heard() {
    if (settling) return;
    const fits = model.get("_weights").byteLength === 8 * placesOf(model.get("layers")).at(-1).end;
    if (model.get("_weights") !== handed && fits) adopt();
    else if (beginning() !== begunFor) begin(); // the weights follow, and are the same
    if (model.get("running")) frame ??= requestAnimationFrame(tick);
    for (const listener of listeners) listener();
  }

  const EVENTS = ["_weights", "running", "optimizer", "learning_rate", "step", "trouble", "steps_per_picture", ...BEGINNINGS]
    .map((name) => `change:${name}`)
    .join(" ");
  model.on(EVENTS, heard);
  adopt();
  if (model.get("running")) frame = requestAnimationFrame(tick);
  return trainer;
}

/** How far the plane is shown, from the middle: all points lie within; in leaps, so that a little noise changes nothing. */
function reachOf({ train, test }) {
  let most = 0;
  for (const each of [...train.x, ...test.x]) most = Math.max(most, Math.abs(each));
  return Math.ceil(most * 4 + 0.4) / 4;
}

/** The points of a grid over the plane, at the middles of GRID × GRID squares, and labels that say nothing. */
function gridOver(reach) {
  const x = new Float64Array(2 * GRID * GRID);
  const at = (k) => reach * ((2 * k + 1) / GRID - 1);
  for (let i = 0; i < GRID; i++) for (let j = 0; j < GRID; j++) x.set([at(j), at(i)], 2 * (i * GRID + j));
  return { x, labels: new Float64Array(GRID * GRID) };
}

/** What a trait of bytes holds, as memory of its own. */
export const bytesOf = (view) => view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);

const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function inOneRow(parts, length) {
  const row = new Float64Array(length);
  let at = 0;
  for (const part of parts) {
    row.set(part, at);
    at += part.length;
  }
  return row;
}
