// The stage: what every instrument's view needs and none should write again. It paints when something changed, at most
// once a frame and only while it can be seen; it keeps the colours of the theme and the width of the place; it tells the
// kernel where the knobs stand, five times a second while they turn and once when they are let go; and it cleans up.

import "./instrument.css";
import { watchConnection } from "./connection.js";
import { colours, onThemeChange } from "./theme.js";
import { makeTools } from "./tools.js";

const SYNC_EVERY = 200; // milliseconds between messages to the kernel while a knob turns
const FOLLOW = 250; // milliseconds between pictures of what follows a hand elsewhere
const PATIENCE = { timeout: 100 }; // milliseconds that a picture may wait for an idle page
const whenIdle = window.requestIdleCallback ?? setTimeout; // not every browser has it

/**
 * model, el: anywidget's. html: what stands in the view. events: names of the model's changes that need a new picture.
 * measure(stage): called when the theme or the width has changed. paint(stage): draws what there is now.
 * needsPython(): whether there is something that only the kernel can compute. keys: [key, what it does] beside those of
 * controls; what stands on the stage may add its own.
 */
export function makeStage({ model, el, html, events, measure, paint, needsPython, keys = [] }) {
  el.classList.add("gradlab");
  el.innerHTML = html;
  const restored = () => {
    stage.request();
    stage.sync(true);
  };
  const tools = makeTools({ model, el, keys, restored });
  let frame = null;
  let waiting = false; // whether a picture waits for an idle page
  let visible = true;
  let resting = false; // whether there is nobody who could compute a new picture
  let timer = null;
  const endings = [];

  const stage = {
    el,
    find: (selector) => el.querySelector(selector),
    /** Only what is new: a status is read aloud whenever it is written, and the page lays out all below it anew. */
    write(selector, words) {
      const element = stage.find(selector);
      if (element.textContent !== words) element.textContent = words;
    },
    palette: colours(el),
    keys,
    /** A hand here has set this trait. */
    own: tools.own,
    /** Ask for a new picture in the next frame. */
    request() {
      if (visible && !resting) frame ??= requestAnimationFrame(draw);
    },
    /** Tell the kernel what was set on the model: soon, or at once when `now` is true. */
    sync(now) {
      if (now) send();
      else timer ??= setTimeout(send, SYNC_EVERY);
    },
    /** Set a trait and show it; `done` says that the hand has let go. */
    set(name, value, done) {
      stage.request(); // a change by hand is seen in the very next frame
      model.set(name, value);
      tools.own(name);
      stage.sync(done);
    },
    /** Have `action` called when the view is removed. */
    atEnd: (action) => endings.push(action),
    end() {
      for (const action of endings) action();
    },
  };

  // While a hand is on a control, the notebook's one-letter commands (d d deletes the cell) are not meant.
  function keepFromNotebook(event) {
    tools.key(event);
    const commands = event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key === "Enter");
    if (!commands && !["Escape", "Tab"].includes(event.key)) event.stopPropagation();
  }
  el.addEventListener("keydown", keepFromNotebook);
  stage.atEnd(() => el.removeEventListener("keydown", keepFromNotebook));

  function send() {
    clearTimeout(timer);
    timer = null;
    model.save_changes();
  }
  function draw() {
    frame = null;
    waiting = false;
    tools.show();
    paint(stage);
  }
  /** What the kernel tells is painted when the page has nothing else to do: a hand on another instrument goes first. */
  function requestIdly() {
    if (!visible || resting || frame !== null || waiting) return;
    waiting = true;
    const pressed = document.querySelector(":active") && !el.matches(":active"); // something else, somewhere on the page
    const paintNow = () => {
      if (waiting && visible && frame === null) draw();
    };
    setTimeout(whenIdle, pressed ? FOLLOW : 0, paintNow, PATIENCE);
  }
  function remeasure() {
    stage.palette = colours(el);
    for (const [name, colour] of Object.entries(stage.palette)) {
      if (name !== "more") el.style.setProperty(`--${name}`, colour);
    }
    measure(stage);
    stage.request();
  }

  stage.atEnd(watchConnection(model, el, needsPython, () => (resting = true)));
  const resizes = new ResizeObserver(remeasure);
  const sight = new IntersectionObserver(([entry]) => {
    visible = entry.isIntersecting;
    stage.request();
  });
  const changes = events.map((name) => `change:${name}`).join(" ");
  model.on(changes, requestIdly);
  stage.atEnd(() => {
    visible = false;
    model.off(changes, requestIdly);
    resizes.disconnect();
    sight.disconnect();
    clearTimeout(timer);
    if (frame !== null) cancelAnimationFrame(frame);
  });
  // In the next frame: while JupyterLab changes the theme, the page has other widths for a moment, which nobody else hears of.
  let themed = null;
  stage.atEnd(onThemeChange(() => (themed = requestAnimationFrame(remeasure))));
  stage.atEnd(() => cancelAnimationFrame(themed));
  // After the caller has the stage in hand.
  queueMicrotask(() => {
    remeasure();
    resizes.observe(el);
    sight.observe(el);
  });
  return stage;
}

/** A sentence for those who do not see the picture, said when the knobs rest and not sixty times a second. */
export function sayAtRest(stage, element, sentence) {
  let timer = null;
  stage.atEnd(() => clearTimeout(timer));
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => element.setAttribute("aria-label", sentence()), 150);
  };
}
