// The player: does a recorded computation again with other settings of the knobs, and plays it backwards for the slopes.
//
// Everything that depends only on the recording (shapes, which element goes where, the arrays for results and slopes) is
// made once; a turn of a knob only fills numbers in.

import { hasTwin, twin } from "./operators.js";
import { size } from "./shapes.js";

/** The names of the operators on a recording that have no JavaScript twin, so that only the kernel can compute it. */
export function unknownOperators(recording) {
  const names = recording.values.filter((value) => value.operator).map((value) => value.operator);
  return [...new Set(names)].filter((name) => !hasTwin(name));
}

export class Player {
  /**
   * recording: what Python's Recording.pack described. bytes: a DataView of its constants.
   */
  constructor(recording, bytes) {
    const block = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength); // typed arrays need alignment
    this.places = []; // where each knob's value lies
    this.steps = [];
    this.values = recording.values.map((value, place) => {
      const n = size(value.shape);
      if (value.knob !== undefined) {
        this.places[value.knob] = place;
        return new Float64Array(n);
      }
      if (value.constant !== undefined) {
        const View = value.constant === "float32" ? Float32Array : Float64Array;
        return Float64Array.from(new View(block, value.start, n));
      }
      const shapes = value.inputs.map((i) => recording.values[i].shape);
      this.steps.push({ place, from: value.inputs, twin: twin(value.operator, shapes, value.shape, value.parameters) });
      return new Float64Array(n);
    });
    this.output = this.values[recording.output];
    // Only what depends on a knob has a slope.
    const depends = new Set(this.places);
    for (const step of this.steps) if (step.from.some((i) => depends.has(i))) depends.add(step.place);
    this.slopes = this.values.map((value, place) => (depends.has(place) ? new Float64Array(value.length) : null));
    this.top = this.slopes[recording.output];
    for (const step of this.steps) {
      step.z = this.values[step.place];
      step.g = this.slopes[step.place];
      step.inputs = step.from.map((i) => this.values[i]);
      step.slopes = step.from.map((i) => this.slopes[i]);
    }
  }

  /** Compute the output with these settings: one number or array for each knob. Returns the output's numbers. */
  play(settings) {
    this.places.forEach((place, knob) => {
      if (typeof settings[knob] === "number") this.values[place].fill(settings[knob]);
      else this.values[place].set(settings[knob]);
    });
    for (const { twin, inputs, z } of this.steps) forward(twin, inputs[0], inputs[1], z);
    return this.output;
  }

  /** Play backwards from the sum of the outputs, after `play`. Returns the slopes towards each knob. */
  rewind() {
    for (const slope of this.slopes) slope?.fill(0);
    this.top.fill(1);
    for (let s = this.steps.length - 1; s >= 0; s--) {
      const { twin, inputs, slopes, z, g } = this.steps[s];
      for (let k = 0; k < inputs.length; k++) if (slopes[k]) backward(twin, k, inputs[0], inputs[1], z, g, slopes[k]);
    }
    return this.places.map((place) => this.slopes[place]);
  }
}

function forward(twin, x, y, z) {
  if (twin.elementwise) {
    const { f } = twin.elementwise;
    const mx = twin.maps[0];
    const my = twin.maps[1];
    for (let i = 0; i < z.length; i++) z[i] = f(x[mx ? mx[i] : i], y && y[my ? my[i] : i]);
  } else if ("from" in twin) {
    for (let i = 0; i < z.length; i++) z[i] = x[twin.from ? twin.from[i] : i];
  } else {
    z.fill(0);
    for (let i = 0; i < x.length; i++) z[twin.into ? twin.into[i] : i] += x[i];
    for (let i = 0; i < z.length; i++) z[i] *= twin.scale;
  }
}

function backward(twin, k, x, y, z, g, slope) {
  if (twin.elementwise) {
    const rule = twin.elementwise.slopes[k];
    const mx = twin.maps[0];
    const my = twin.maps[1];
    const into = twin.maps[k];
    for (let i = 0; i < z.length; i++) {
      slope[into ? into[i] : i] += rule(g[i], x[mx ? mx[i] : i], y && y[my ? my[i] : i], z[i]);
    }
  } else if ("from" in twin) {
    for (let i = 0; i < z.length; i++) slope[twin.from ? twin.from[i] : i] += g[i];
  } else {
    for (let i = 0; i < x.length; i++) slope[i] += g[twin.into ? twin.into[i] : i] * twin.scale;
  }
}
