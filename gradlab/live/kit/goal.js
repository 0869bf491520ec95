// A goal: words that say what to reach, and a bar that fills on the way there.

export const GOAL = `
  <div class="goal" hidden><div class="goal-bar"><div class="goal-level"></div></div><span class="goal-words" role="status"></span></div>`;

/** element: of the GOAL. share: from 0 to 1, how near it is. words: what to say, before and after it is `reached`. */
export function showGoal(element, { reached, share, words }) {
  element.hidden = false;
  element.classList.toggle("reached", reached);
  const status = element.querySelector(".goal-words");
  if (status.textContent !== words) status.textContent = words;
  element.querySelector(".goal-level").style.width = `${reached ? 100 : Math.min(100, 100 * share)}%`;
}
