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

// How constants lie in the bytes, by NumPy's name.
const VIEWS = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  int16: Int16Array,
  int8: Int8Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
  bool: Uint8Array,
};

const isFloat = (value) => (value.dtype ?? "float64").startsWith("float");

export class Player {
  /**
   * recording: what Python's Recording.pack described. bytes: a DataView of its constants.
   */
  constructor(recording, bytes) {
    const block = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength); // typed arrays need alignment
    const described = recording.values;
    const asked = leadingTo(recording.output, described);
    this.places = []; // where each knob's value lies
    this.steps = [];
    this.values = described.map((value, place) => {
      const n = size(value.shape);
      if (value.knob !== undefined) this.places[value.knob] = place;
      if (value.constant !== undefined) return Float64Array.from(new VIEWS[value.constant](block, value.start, n));
      return new Float64Array(n);
    });
    described.forEach((value, place) => {
      if (!value.operator || !asked.has(place)) return;
      const call = {
        shapes: value.inputs.map((i) => described[i].shape),
        output: value.shape,
        parameters: value.parameters,
        whole: !isFloat(value),
        xs: value.inputs.map((i) => this.values[i]),
        z: this.values[place],
        block,
      };
      this.steps.push({ ...twin(value.operator, call), place, from: value.inputs });
    });
    this.output = this.values[recording.output];
    this.prepareRewind(recording.output, described);
  }

  /** Find out which values have a slope, and which steps pass slopes on to which inputs. */
  prepareRewind(output, described) {
    // What can move when a knob moves a little, as the tape follows it.
    const moving = new Set(this.places.filter((place) => isFloat(described[place])));
    for (const { place, from, slopes } of this.steps) {
      if (slopes.length && isFloat(described[place]) && from.some((i) => moving.has(i))) moving.add(place);
    }
    this.slopes = this.values.map(() => null);
    const slopeAt = (place) => (this.slopes[place] ??= new Float64Array(this.values[place].length));
    this.top = slopeAt(output);
    this.passes = []; // slope rule, slope of the input, slope of the output; who passes to whom
    for (const { place, from, slopes } of this.steps.toReversed()) {
      const g = this.slopes[place];
      if (!g || !moving.has(place)) continue;
      from.forEach((i, k) => {
        if (slopes[k] && moving.has(i)) this.passes.push({ rule: slopes[k], slope: slopeAt(i), g, place, k, into: i });
      });
    }
    this.knobSlopes = this.places.map(slopeAt);
    this.slopesInUse = this.slopes.filter(Boolean);
  }

  /** How many numbers each knob holds. */
  get sizes() {
    return this.places.map((place) => this.values[place].length);
  }

  /** Compute the output with these settings: one number or array for each knob. Returns the output's numbers. */
  play(settings) {
    for (let knob = 0; knob < this.places.length; knob++) {
      const value = this.values[this.places[knob]];
      if (typeof settings[knob] === "number") value.fill(settings[knob]);
      else value.set(settings[knob]);
    }
    for (let s = 0; s < this.steps.length; s++) this.steps[s].forward();
    return this.output;
  }

  /** Play backwards from the sum of the outputs, after `play`. Returns the slopes towards each knob. */
  rewind() {
    for (let i = 0; i < this.slopesInUse.length; i++) this.slopesInUse[i].fill(0);
    this.top.fill(1);
    for (let i = 0; i < this.passes.length; i++) {
      const { rule, slope, g } = this.passes[i];
      rule(slope, g);
    }
    return this.knobSlopes;
  }
}

/** The places of all values that the output is computed from. */
function leadingTo(output, described) {
  const asked = new Set([output]);
  for (let place = output; place >= 0; place--) {
    if (asked.has(place)) for (const i of described[place].inputs ?? []) asked.add(i);
  }
  return asked;
}
