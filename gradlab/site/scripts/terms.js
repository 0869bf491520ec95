// A word of the glossary says what it means when one points at it, comes to it by keyboard, or taps it; the link to the
// glossary stays what it is, one tap further.

export function explainTerms() {
  const terms = document.querySelectorAll("a.term");
  if (!terms.length) return;
  const bubble = document.body.appendChild(document.createElement("div"));
  Object.assign(bubble, { className: "term-bubble", id: "term-bubble", hidden: true });
  bubble.setAttribute("role", "tooltip");
  let shown = null;

  function show(term) {
    if (shown === term) return;
    hide();
    shown = term;
    bubble.textContent = term.dataset.said;
    bubble.hidden = false;
    term.setAttribute("aria-describedby", bubble.id);
    const place = term.getBoundingClientRect();
    const left = Math.min(Math.max(8, place.left), innerWidth - bubble.offsetWidth - 8);
    const above = place.top - bubble.offsetHeight - 8;
    bubble.style.left = `${left + scrollX}px`;
    bubble.style.top = `${(above > 8 ? above : place.bottom + 8) + scrollY}px`;
  }
  function hide() {
    shown?.removeAttribute("aria-describedby");
    shown = null;
    bubble.hidden = true;
  }
  for (const term of terms) {
    term.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show(term));
    term.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && hide());
    term.addEventListener("focus", () => term.matches(":focus-visible") && show(term));
    term.addEventListener("blur", hide);
    let touched = false; // a finger reads first; the second tap follows the link
    term.addEventListener("pointerdown", (event) => (touched = event.pointerType === "touch" && shown !== term));
    term.addEventListener("click", (event) => {
      if (!touched) return;
      event.preventDefault();
      show(term);
    });
  }
  addEventListener("keydown", (event) => event.key === "Escape" && hide());
  addEventListener("pointerdown", (event) => event.target.closest?.("a.term") !== shown && hide());
}
