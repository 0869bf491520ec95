// The operators' JavaScript twins: the same formulas as gradlab/operators, on float64. Numbers by themselves, moves, lines
// and matrices have a file each.
//
// A twin is made for one call on a recording, whose shapes never change: it gets the arrays of its inputs and its output
// once, and its functions fill them in. forward() computes the output z from the inputs xs. slopes[k](slope, g) adds
// to the slope of input k what arrives from above, g; where it is missing, the operator is flat there.

import { ELEMENTWISE } from "./elementwise.js";
import { LINES } from "./alongaxes.js";
import { MATRICES } from "./matrices.js";
import { MOVES } from "./shaping.js";

export const TWINS = { ...ELEMENTWISE, ...MOVES, ...LINES, ...MATRICES };

export const hasTwin = (name) => Object.hasOwn(TWINS, name);

/**
 * The twin of a call: {forward, slopes}. call: the shapes of its inputs, that of its output, its parameters, the arrays xs
 * and z, whether the output is whole numbers, and the block of bytes where long parameters lie.
 */
export const twin = (name, call) => TWINS[name](call);
