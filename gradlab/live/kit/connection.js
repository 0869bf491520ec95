// The line to Python. It is cut when the kernel is restarted or has died: then the instrument says so, goes on where the
// browser computes, and rests where only Python can.

const GOES_ON =
  "Python was restarted and has forgotten everything. This picture still answers you, but Python no longer hears of it: run the notebook's cells again to connect it.";
const RESTS = "Python was restarted and has forgotten everything. It computed this picture, which rests now: run the notebook's cells again.";

/** Watches over an instrument's line. needsPython(): whether it cannot go on alone; then rest() is called. Returns what ends the watch. */
export function watchConnection(model, el, needsPython, rest) {
  const cut = () => {
    const alone = !needsPython();
    if (!alone) {
      rest();
      for (const control of el.querySelectorAll("input, button, select")) control.disabled = true;
    }
    el.classList.toggle("at-rest", !alone);
    if (!el.querySelector(".cut")) el.insertAdjacentHTML("afterbegin", `<p class="cut" role="status"></p>`);
    el.querySelector(".cut").textContent = alone ? GOES_ON : RESTS;
  };
  model.on("comm_live_update", cut); // ipywidgets tells of it once, when the kernel restarts
  return () => model.off("comm_live_update", cut);
}
