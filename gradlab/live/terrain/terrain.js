// Terrain: the hill or the map of a surface on one canvas, to turn, zoom and point at, by mouse and by keyboard.

import { makeHill } from "./hill.js";
import { makeMap } from "./map.js";
import { clamp } from "../kit/numbers.js";

export const TERRAIN = `
  <div class="tools" role="toolbar" aria-label="View">
    <button type="button" class="view-hill">hill</button><button type="button" class="view-map">map</button>
    <span class="turning"><button type="button" class="nearer" aria-label="nearer">+</button><button type="button" class="farther" aria-label="farther">−</button></span>
    <span class="tools-words"></span>
  </div>
  <canvas class="terrain" tabindex="0" role="img"></canvas>`;

const HINTS = { hill: "drag the ball to move it", map: "click or drag to move the ball" };

const KEYS = { ArrowLeft: ["yaw", -0.1], ArrowRight: ["yaw", 0.1], ArrowUp: ["pitch", 0.07], ArrowDown: ["pitch", -0.07] };

/**
 * Fills the TERRAIN that stands in the stage. view(): "hill" or "map"; choose(view): called by the buttons.
 * moved(a, b, done): called when the ball is dragged; without it the ball stays where it is. hints: what the mouse does with
 * the ball, in words. jumps: whether a click on the hill brings the ball there, as it does on the map. zoom: of the hill, to
 * begin with. makeGround: of rasterizer.js, for an instrument whose hills may be fine.
 * Returns {setSurface(surface), measure(), draw(scene)}.
 */
export function makeTerrain(stage, { view, choose, moved, hints = HINTS, jumps = false, zoom: near = 1, makeGround }) {
  const canvas = stage.find(".terrain");
  const buttons = { hill: stage.find(".view-hill"), map: stage.find(".view-map") };
  let surface = null;
  let painters = {};
  let scene = {};
  let sized = null; // the painter for which the canvas has its size: hill and map share it
  let hold = null; // what a pressed pointer does: turn the hill or move the ball
  let turned = 0; // how far, in pixels, since the pointer was pressed: a click has not turned

  stage.keys.push(["← → ↑ ↓", "on the hill: turn it"], ["+ −", "on the hill: nearer, farther"]);
  for (const [name, button] of Object.entries(buttons)) button.addEventListener("click", () => choose(name));
  stage.find(".nearer").addEventListener("click", () => zoom(1.15));
  stage.find(".farther").addEventListener("click", () => zoom(1 / 1.15));

  const camera = () => painters.hill.camera;
  const turn = (part, by) => {
    camera()[part] += by;
    camera().pitch = clamp(camera().pitch, 0.12, 1.45);
    stage.request();
  };
  const zoom = (by) => {
    camera().zoom = clamp(camera().zoom * by, 0.5, 3);
    stage.request();
  };
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.x, event.clientY - box.y];
  };

  canvas.addEventListener("keydown", (event) => {
    if (view() !== "hill") return;
    if (KEYS[event.key]) turn(...KEYS[event.key]);
    else if (event.key === "+") zoom(1.15);
    else if (event.key === "-") zoom(1 / 1.15);
    else return;
    event.preventDefault();
  });
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    const [x, y] = place(event);
    const grabbed = moved && scene.ballAt && Math.hypot(scene.ballAt[0] - x, scene.ballAt[1] - y) < 22;
    hold = grabbed || (moved && view() === "map") ? "ball" : "turn";
    turned = 0;
    if (hold === "ball") drag(event, false);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (hold === "ball") drag(event, false);
    else if (hold === "turn" && view() === "hill") {
      turned += Math.abs(event.movementX) + Math.abs(event.movementY);
      turn("yaw", -event.movementX * 0.01);
      turn("pitch", event.movementY * 0.008);
    }
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, (event) => {
      const clicked = event.type === "pointerup" && hold === "turn" && jumps && turned < 4;
      if (hold === "ball" || clicked) drag(event, true);
      hold = null;
    });
  }
  function drag(event, done) {
    const [a, b] = painters[view()].pick(...place(event));
    const inside = (knob, x) => clamp(x, knob.low, knob.high);
    moved(inside(surface.first, a), inside(surface.second, b), done);
  }

  const measure = () => (sized = null);
  return {
    canvas,
    setSurface(made) {
      const before = painters.hill?.camera;
      surface = made;
      painters = { hill: makeHill(canvas, made, makeGround), map: makeMap(canvas, made) };
      Object.assign(camera(), before ?? { zoom: near });
      measure();
    },
    measure,
    draw(shown) {
      if (!surface) return; // it is still on its way
      scene = shown;
      const now = view();
      for (const [name, button] of Object.entries(buttons)) button.setAttribute("aria-pressed", String(name === now));
      stage.find(".turning").hidden = now !== "hill";
      stage.find(".tools-words").textContent = [now === "hill" && "drag to turn", moved && hints[now]].filter(Boolean).join(", ");
      if (sized !== now) painters[now].resize(stage.find(".picture").clientWidth || 480);
      sized = now;
      scene.ballAt = painters[now].draw(scene, stage.palette);
    },
  };
}
