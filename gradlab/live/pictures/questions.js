// Asking Python for something that takes its time: one question after the other, and of several wishes the newest.

const PATIENCE = 1500; // milliseconds until we say that there is no answer

/**
 * words(question): what is said when the answer stays away. say(sentence): says it; "" when the answer has come.
 * Returns {ask(question), answered(), failed(sentence), wish()}; `answered` is to be called when one has come, `wish` is the
 * newest question that has no answer yet, or null.
 */
export function makeAsker(stage, model, words, say) {
  let open = null;
  let next = null;
  let timer = null;
  stage.atEnd(() => clearTimeout(timer));

  function send(question) {
    open = question;
    next = null;
    clearTimeout(timer);
    timer = setTimeout(() => say(words(next ?? open)), PATIENCE);
    model.send(question);
  }
  function finished(sentence) {
    clearTimeout(timer);
    open = null;
    say(sentence);
    if (next) send(next);
  }
  return {
    ask: (question) => (open ? (next = question) : send(question)),
    answered: () => finished(""),
    failed: finished,
    wish: () => next ?? open,
  };
}
