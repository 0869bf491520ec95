// Confusions: what a network takes for what, as a table whose cells open the pictures behind them.

import { makeAsker } from "./questions.js";
import { sharpen } from "../kit/axes.js";
import { counted, partOf, recallWords } from "./confusionwords.js";
import { bytes, paintPhoto } from "./pixels.js";
import { shareWords } from "./shares.js";
import { makeStage } from "../kit/view.js";
import "./confusions.css";

const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const SMALL = 64; // pixels of a picture
const STRONGEST = 50; // percent of colour in a cell: with more, its number could not be read in both themes

const VIEW = `
  <div class="instrument confusions">
    <div class="board"><table role="grid"></table></div>
    <section class="behind" aria-label="The pictures behind the cell">
      <h4></h4>
      <p class="note" role="status" hidden></p>
      <p class="opened" aria-live="polite"></p>
      <ul class="pictures"></ul>
      <p class="recall"></p>
    </section>
  </div>`;

function render({ model, el }) {
  let counts = null;
  let opened = null;
  let at = [0, 0]; // the cell that the keys have reached
  let cells = [];
  const names = model.get("_classes");
  const stage = makeStage({ model, el, html: VIEW, events: ["true", "named"], measure: () => {}, paint: () => {}, keys: [["← → ↑ ↓", "in the table: from cell to cell"]] });
  const table = stage.find("table");
  const say = (words) => Object.assign(stage.find(".note"), { hidden: !words, textContent: words });
  const cellWords = ({ true: i, named: j }) => `${names[i]} called ${names[j]}`;
  const asker = makeAsker(stage, model, (question) => `No answer from Python yet, which has the pictures of “${cellWords(question)}”. Open is still “${cellWords(opened)}”.`, say);

  const count = () => {
    counts = model.get("_counts");
    const right = counts.reduce((sum, row, k) => sum + row[k], 0);
    const all = counts.flat().reduce((sum, n) => sum + n, 0);
    table.innerHTML = `<caption></caption><thead><tr><td></td>${"<th scope='col'></th>".repeat(names.length)}<th scope="col" class="share">recall</th></tr></thead><tbody></tbody><tfoot></tfoot>`;
    table.caption.textContent = `${counted(right, all)} Rows are the true classes, columns the names that the network gave.`;
    [...table.tHead.rows[0].cells].slice(1, -1).forEach((head, j) => write(head, names[j]));
    cells = counts.map((row, i) => {
      const line = table.tBodies[0].insertRow();
      write(line.appendChild(document.createElement("th")), names[i]).scope = "row";
      const made = row.map((n, j) => makeCell(line.insertCell(), n, partOf(n, row), i, j));
      share(line, partOf(row[i], row));
      return made;
    });
    const foot = table.tFoot.insertRow();
    Object.assign(foot.appendChild(document.createElement("th")), { scope: "row", className: "share", textContent: "precision" });
    names.forEach((_, j) => share(foot, partOf(counts[j][j], counts.map((row) => row[j]))));
    foot.insertCell();
  };
  function makeCell(place, n, part, i, j) {
    place.setAttribute("role", "gridcell");
    const button = place.appendChild(document.createElement("button"));
    Object.assign(button, { type: "button", tabIndex: -1, textContent: n || "·", className: i === j ? "right" : "" });
    button.style.setProperty("--strength", `${Math.round(STRONGEST * Math.sqrt(part || 0))}%`);
    button.setAttribute("aria-label", `${names[i]} called ${names[j]}: ${n}`);
    button.addEventListener("click", () => open(i, j));
    return button;
  }
  const share = (line, part) => Object.assign(line.insertCell(), { className: "share", textContent: Number.isNaN(part) ? "–" : shareWords(part) });
  const write = (cell, words) => {
    cell.append(Object.assign(document.createElement("span"), { textContent: words }));
    return cell;
  };

  table.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    const last = names.length - 1;
    const to = arrow ? at.map((k, axis) => Math.min(last, Math.max(0, k + arrow[axis]))) : { Home: [at[0], 0], End: [at[0], last] }[event.key];
    if (!to) return;
    event.preventDefault();
    event.stopPropagation(); // the notebook has its own plans for these keys
    reach(to);
    cells[to[0]][to[1]].focus();
  });
  table.addEventListener("focusin", (event) => {
    const i = cells.findIndex((row) => row.includes(event.target));
    if (i >= 0) reach([i, cells[i].indexOf(event.target)]);
  });
  /** One cell at a time can be reached by Tab; the arrow keys go on from there. */
  function reach(to) {
    cells[at[0]][at[1]].tabIndex = -1;
    at = to;
    cells[at[0]][at[1]].tabIndex = 0;
  }
  function open(i, j) {
    const now = asker.wish() ?? opened;
    if (i !== now.true || j !== now.named) asker.ask({ true: i, named: j });
  }

  const show = () => {
    if (opened) cells[opened.true][opened.named].removeAttribute("aria-current");
    opened = model.get("_opened");
    const { true: i, named: j, words, shares, numbers, size } = opened;
    cells[i][j].setAttribute("aria-current", "true");
    stage.find("h4").textContent = i === j ? `${names[i]}, found` : `${names[i]}, called ${names[j]}`;
    stage.find(".opened").textContent = words;
    stage.find(".recall").textContent = recallWords(names, counts, i) + (i === j ? "" : ` ${recallWords(names, counts, j)}`);
    const pixels = bytes(model.get("_pixels"));
    const length = 3 * size[0] * size[1];
    stage.find(".pictures").replaceChildren(
      ...numbers.map((number, k) => picture(pixels.subarray(k * length, (k + 1) * length), size, `picture ${number}`, shareWords(shares[k]))),
    );
  };
  function picture(pixels, [rows, columns], name, sure) {
    const item = document.createElement("li");
    item.innerHTML = `<canvas role="img"></canvas><span></span>`;
    const canvas = item.querySelector("canvas");
    const [width, height] = [SMALL * Math.min(1, columns / rows), SMALL * Math.min(1, rows / columns)];
    sharpen(canvas, width, height);
    paintPhoto(canvas.getContext("2d"), pixels, [rows, columns], { x: 0, y: 0, width, height });
    canvas.setAttribute("aria-label", name);
    item.title = name;
    item.querySelector("span").textContent = sure;
    return item;
  }
  const answered = () => {
    show();
    asker.answered();
  };
  const renewed = () => {
    count();
    reach(at);
  };
  renewed();
  show();
  reach([opened.true, opened.named]);
  model.on("change:_counts", renewed);
  model.on("change:_opened", answered);
  stage.atEnd(() => {
    model.off("change:_counts", renewed);
    model.off("change:_opened", answered);
  });
  return stage.end;
}

export default { render };
