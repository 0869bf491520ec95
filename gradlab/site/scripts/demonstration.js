// The landing page's descent shows by itself what a learning rate does, until somebody takes it in hand.

// Shares of the cliff, at which the steps just do not shrink any more: too small, well chosen, leaping, and beyond.
const STATIONS = [0.03, 0.3, 0.8, 0.97, 1.06];
const GLIDE = 1500; // milliseconds from one to the next
const RUN = 3200; // and that a run is played then

export function demonstrate(el, model) {
  const asked = new URLSearchParams(location.search);
  if (matchMedia("(prefers-reduced-motion: reduce)").matches || [...asked.keys()].some((key) => key.startsWith("descent."))) return;
  let going = true;
  const stop = () => (going = false);
  for (const event of ["pointerdown", "keydown", "focusin", "input"]) el.addEventListener(event, stop, { capture: true, once: true });
  run();

  async function run() {
    const cliff = await untilShown();
    for (let i = 1; going; i = (i + 1) % STATIONS.length) {
      model.set("playing", false);
      model.set("step", 0);
      await glide(model.get("learning_rate"), STATIONS[i] * cliff);
      if (going) model.set("playing", true);
      await new Promise((done) => setTimeout(done, RUN));
    }
  }
  /** The cliff, once the first picture is there. */
  async function untilShown() {
    for (;;) {
      const { cliff } = el.querySelector(".gauge")?.dataset ?? {};
      if (cliff) return Number(cliff);
      await new Promise(requestAnimationFrame);
    }
  }
  /** From one learning rate to another, by powers of ten, gently at both ends; a page that is not seen does not move. */
  function glide(from, to) {
    return new Promise((done) => {
      let begun = null;
      requestAnimationFrame(function move(now) {
        begun ??= now;
        if (!going) return done();
        const share = Math.min(1, (now - begun) / GLIDE);
        const eased = share * share * (3 - 2 * share);
        model.set("learning_rate", Number((from * (to / from) ** eased).toPrecision(3)));
        if (share < 1) requestAnimationFrame(move);
        else done();
      });
    });
  }
}
