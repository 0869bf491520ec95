// Dragging across a picture: by mouse, by pen, or by a finger that goes along it. A finger that goes up or down moves the page
// (touch-action: pan-y), and the browser says so only when it has gone a little: until then nothing is turned.

const ALONG = 4; // pixels that a finger has to go along before it is meant

/** drag(x, done): called with the place across the canvas, in pixels, and done = true when let go. begin(): before the first. */
export function letDrag(canvas, drag, begin = () => {}) {
  let from = null; // where it was pressed
  let at = null; // where it is now
  let meant = false;
  const across = (event) => event.clientX - canvas.getBoundingClientRect().x;
  const mean = () => {
    if (!meant) begin();
    meant = true;
  };
  const end = () => {
    if (meant) drag(at, true);
    from = null;
    meant = false;
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    from = at = across(event);
    event.preventDefault();
    if (event.pointerType === "touch") return;
    mean();
    drag(at, false);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (from === null) return;
    at = across(event);
    if (Math.abs(at - from) >= ALONG) mean();
    if (meant) drag(at, false);
  });
  canvas.addEventListener("pointerup", () => {
    if (from !== null) mean(); // a finger that taps is meant, too
    end();
  });
  canvas.addEventListener("pointercancel", end);
}
