// What the instruments on a hill share: the surface of an error, and the way down as an arrow on the ground.

import { perVariable } from "../player/errorsource.js";
import { makeSurface, surfaceFrom } from "./surface.js";

/** Give the terrain its surface: at once, or when Python has sampled it. */
export function provideSurface(stage, model, source, knobs, terrain) {
  const renew = () => {
    const surface = surfaceOf(model, source, knobs);
    if (surface) terrain.setSurface(surface);
    else model.send({ wanted: "surface" });
    stage.request();
  };
  renew();
  model.on("change:_heights", renew);
  stage.atEnd(() => model.off("change:_heights", renew));
}

/** The surface: replayed here, or as Python sampled it where the recording holds an operator without a twin; null until then. */
function surfaceOf(model, source, [first, second]) {
  const { player } = source;
  if (player) return makeSurface((a, b) => player.play(perVariable([a, b], player.sizes))[0], first, second, model.get("_side"));
  const bytes = model.get("_heights");
  if (!bytes.byteLength) return null;
  const heights = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return surfaceFrom(heights, Math.round(Math.sqrt(heights.length)), first, second, "linear");
}

/** The way down as an arrow on the ground, in shares of the knobs' ranges; long where it is steep. */
export function downhillOnGround(knobs, slopes) {
  const perRange = slopes.map((slope, i) => -slope * (knobs[i].high - knobs[i].low));
  const steep = Math.hypot(...perRange);
  if (!Number.isFinite(steep) || steep === 0) return null;
  // The slope can be any size: its logarithm says how steep it is without leaving the picture.
  const long = Math.min(0.22, 0.05 * Math.log10(1 + steep));
  return perRange.map((part) => (part / steep) * long);
}
