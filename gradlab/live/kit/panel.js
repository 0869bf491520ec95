// The panel of an error instrument: its knobs, the error as a number, and a note where something has to be said.

import { holdable, makeKnob } from "./knob.js";
import { text } from "./numbers.js";
import { steepestSlopes } from "../player/errorsource.js";
import { knobColour } from "./theme.js";

export const PANEL = `
  <div class="knobs" role="group" aria-label="Potentiometers"></div>
  <div class="error"><span class="error-name">error</span><output class="error-number"></output></div>
  <p class="note" role="status" hidden></p>`;

/**
 * Fills the PANEL that stands in the stage. descriptions: the knobs' own, as Python sent them.
 * Returns {show(settings, error, slopes), measure()}.
 */
export function makePanel(stage, descriptions, source) {
  const steepest = steepestSlopes(source, descriptions);
  const knobs = descriptions.map((knob) => makeKnob(knob, (value, done) => stage.set(knob.name, value, done)));
  const number = stage.find(".error-number");
  stage.find(".knobs").append(...knobs.map((knob) => knob.element));
  say(stage, source.notes);

  return {
    show(settings, error, slopes) {
      slopes.forEach((slope, i) => {
        if (Number.isFinite(slope)) steepest[i] = Math.max(steepest[i], Math.abs(slope));
        knobs[i].show(settings[i], slope, steepest[i], text(error));
      });
      number.textContent = text(error);
      number.dataset.error = error; // every digit, for whoever compares it with Python's
    },
    measure() {
      knobs.forEach((knob, i) => {
        knob.resize();
        knob.paint(knobColour(stage.palette, descriptions[i].name, i));
      });
    },
  };
}

/** Show these sentences in the note, if there are any; a status is read aloud whenever it is written, so only what is new. */
export function say(stage, sentences) {
  const words = sentences.join(" ");
  stage.find(".note").hidden = !words;
  stage.write(".note", words);
}

/** Where the knobs stand now; "Infinity" and "NaN" arrive as words, because JSON has no numbers for them. */
export const settingsOf = (model, descriptions) => descriptions.map((knob) => Number(model.get(knob.name)));

/** Turn all knobs at once, as a dragged ball or a descent does; `done` says that they have come to rest. */
export function turnKnobs(stage, model, knobs, values, done) {
  knobs.forEach((knob, i) => {
    model.set(knob.name, holdable(knob, values[i]));
    stage.own(knob.name);
  });
  stage.sync(done);
}
