// Features: what each layer of a network makes of one picture, its filters, and which pixels matter for a class.

import { makeAsker } from "./questions.js";
import { sharpen } from "../kit/axes.js";
import { paintFilter } from "./filterpicture.js";
import { beside, frame, laySheet, paintSheet, tileAt } from "./mapsheet.js";
import { filterWords, isNeurons, lowest, mapOf, mapWords, slopesOf, steepWords } from "./mapwords.js";
import { digits, plain } from "../kit/numbers.js";
import { bytes, paintArray, paintPhoto, paintScale, signedColours, steepColours } from "./pixels.js";
import { shareWords } from "./shares.js";
import { makeSlider } from "../kit/slider.js";
import { makeStage, sayAtRest } from "../kit/view.js";
import "./features.css";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const PHOTO = 172; // pixels, of the picture and of its slope
const LARGE = 232; // of the map that is looked at
const MOST_BARS = 12;
const SCALE = { width: 172, height: 10 };

const VIEW = `
  <div class="instrument features">
    <section class="seen">
      <figure class="photo"><figcaption>the picture</figcaption><canvas role="img"></canvas><div class="chooser"></div></figure>
      <figure class="steep">
        <figcaption><label>slope of <select></select></label></figcaption>
        <canvas role="img"></canvas>
        <div class="scale" aria-hidden="true"><canvas></canvas><span>0</span><span></span></div>
      </figure>
      <figure class="answer"><figcaption>the network's answer</figcaption><ol></ol></figure>
      <p class="said"></p>
    </section>
    <p class="note" role="status" hidden></p>
    <section class="inside">
      <div class="sheet"><canvas class="maps" tabindex="0" role="img"></canvas><canvas class="glass" aria-hidden="true"></canvas></div>
      <aside class="large" aria-label="The chosen map">
        <h4></h4>
        <canvas class="map" role="img"></canvas>
        <div class="scale" aria-hidden="true"><canvas></canvas><span></span><span></span></div>
        <p class="reading" aria-live="polite"></p>
        <p class="made"></p>
        <canvas class="filter" role="img"></canvas>
        <p class="filter-words"></p>
      </aside>
    </section>
  </div>`;

function render({ model, el }) {
  let shown = null; // what Python says of the picture
  let data = null; // its bytes
  let sheet = null;
  let looked = -1; // the tile under the mouse
  let fresh = true; // the picture and the sheet have to be painted, and not only the frames

  const stage = makeStage({ model, el, html: VIEW, events: [], measure, paint, keys: [["← → ↑ ↓", "on the maps: from one to the next"]] });
  const { find } = stage;
  const maps = find(".maps");
  const menu = find(".steep select");
  const names = model.get("_classes");
  menu.replaceChildren(...names.map((name) => new Option(name)));
  const say = (words) => Object.assign(find(".note"), { hidden: !words, textContent: words });
  const asker = makeAsker(stage, model, ({ picture }) => `No answer from Python yet: it has to look at picture ${picture + 1} first. Picture ${shown.picture + 1} is still shown.`, say);
  const sayPhoto = sayAtRest(stage, find(".photo canvas"), () => `Picture ${shown.picture + 1} of ${shown.count}. ${shown.said}`);
  const saySteep = sayAtRest(stage, find(".steep > canvas"), () => steepWords(shown, data, names.indexOf(model.get("slope_of")), names));
  const saySheet = sayAtRest(stage, maps, () => `${shown.layers.map(({ name, channels }) => `${name} with ${channels}`).join(", ")}: ${shown.layers.length} layers and what each of their channels makes of the picture. Arrow keys walk from channel to channel.`);

  let slider = null;
  /** The slider stands at the newest wish, or a key pressed while Python looks would count from an older picture. */
  const showPlace = () => {
    const place = (asker.wish() ?? shown).picture + 1;
    slider?.show(place, `picture ${place} of ${shown.count}`);
  };
  const renew = () => {
    shown = model.get("_shown");
    data = {
      pixels: bytes(model.get("_pixels")),
      values: bytes(model.get("_values"), Int8Array),
      slopes: bytes(model.get("_slopes")),
      weights: bytes(model.get("_weights"), Int8Array),
    };
    if (shown.count > 1 && !slider) {
      const scale = { name: "picture", low: 1, high: shown.count, step: 1, written: (place) => `${place} of ${shown.count}` };
      slider = makeSlider(scale, (place) => {
        slider.show(place);
        if (place - 1 !== (asker.wish() ?? shown).picture) asker.ask({ picture: place - 1 });
      });
      find(".chooser").append(slider.element);
    }
    showPlace();
    fresh = true;
    if (sheet) measure();
    stage.request();
  };
  const answered = () => {
    asker.answered();
    renew();
  };
  const heard = ({ trouble }) => {
    if (!trouble) return;
    asker.failed(trouble);
    showPlace();
  };
  const turned = () => {
    fresh = true;
    stage.request();
  };
  renew();
  model.on("change:_shown", answered);
  model.on("msg:custom", heard);
  model.on("change:slope_of change:layer change:channel", turned);
  stage.atEnd(() => {
    model.off("change:_shown", answered);
    model.off("msg:custom", heard);
    model.off("change:slope_of change:layer change:channel", turned);
  });

  // The mouse and the keys.
  menu.addEventListener("change", () => stage.set("slope_of", menu.value, true));
  const under = (event) => {
    const box = maps.getBoundingClientRect();
    return tileAt(sheet, event.clientX - box.x, event.clientY - box.y);
  };
  const look = (index) => {
    if (index === looked) return;
    looked = index;
    stage.request();
  };
  maps.addEventListener("pointermove", (event) => look(under(event)));
  maps.addEventListener("pointerleave", () => look(-1));
  maps.addEventListener("click", (event) => {
    const index = under(event);
    if (index >= 0) choose(index);
  });
  maps.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    const last = sheet.tiles.length - 1;
    const to = arrow ? beside(sheet, chosen(), ...arrow) : { Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation(); // the notebook has its own plans for these keys
    choose(to);
  });
  function choose(index) {
    const { layer, channel } = sheet.tiles[index];
    model.set("layer", shown.layers[layer].name);
    stage.set("channel", channel, true); // at once: an echo of the last choice would undo one that waits
  }
  const chosen = () => {
    const layer = layerNow();
    return sheet.tiles.findIndex((tile) => tile.layer === layer && tile.channel === model.get("channel"));
  };
  const layerNow = () => shown.layers.findIndex(({ name }) => name === model.get("layer"));

  function measure() {
    const width = find(".sheet").clientWidth;
    if (!width) return;
    sheet = laySheet(shown.layers, width);
    for (const canvas of [maps, find(".glass")]) sharpen(canvas, sheet.width, sheet.height);
    find(".sheet").style.height = `${sheet.height}px`;
    fresh = true;
  }
  function paint() {
    if (!sheet) return;
    if (fresh) {
      paintSeen();
      paintSheet(maps.getContext("2d"), sheet, shown.layers, stage.palette, paintTile);
      paintLarge();
      saySheet();
    }
    fresh = false;
    const pen = find(".glass").getContext("2d");
    pen.clearRect(0, 0, sheet.width, sheet.height);
    const now = chosen();
    if (looked >= 0 && looked !== now && sheet.tiles[looked]) frame(pen, sheet.tiles[looked], stage.palette, false);
    if (now >= 0) frame(pen, sheet.tiles[now], stage.palette, true);
    maps.title = looked >= 0 && sheet.tiles[looked] ? title(sheet.tiles[looked]) : "";
  }
  const title = ({ layer, channel }) => `${shown.layers[layer].name}, ${isNeurons(shown.layers[layer]) ? "neuron" : "channel"} ${channel}`;

  function paintSeen() {
    const form = ([rows, columns]) => ({ x: 0, y: 0, width: PHOTO * Math.min(1, columns / rows), height: PHOTO * Math.min(1, rows / columns) });
    const box = form(shown.size);
    const photo = find(".photo canvas");
    sharpen(photo, box.width, box.height);
    paintPhoto(photo.getContext("2d"), data.pixels, shown.size, box);
    sayPhoto();

    const target = names.indexOf(model.get("slope_of"));
    const steep = find(".steep > canvas");
    const colours = steepColours(stage.palette);
    sharpen(steep, box.width, box.height);
    paintArray(steep.getContext("2d"), slopesOf(shown, data, target), shown.size, box, colours);
    menu.value = names[target];
    showScale(find(".steep .scale"), 0, 255, colours, "0", digits(shown.tops[target], 2));
    saySteep();

    find(".said").textContent = [shown.said, shown.scores, STEEP].filter(Boolean).join(" ");
    const rows = names.map((name, k) => ({ name, share: shown.shares[k] }));
    const best = Math.max(...shown.shares);
    if (rows.length > MOST_BARS) rows.sort((a, b) => b.share - a.share).splice(MOST_BARS);
    find(".answer ol").replaceChildren(...rows.map(({ name, share }) => bar(name, share, share === best)));
  }
  function bar(name, share, best) {
    const row = document.createElement("li");
    row.className = best ? "best" : "";
    row.innerHTML = `<span class="name"></span><span class="track"><span class="level"></span></span><span class="share"></span>`;
    row.querySelector(".name").textContent = name;
    row.querySelector(".level").style.width = `${100 * share}%`;
    row.querySelector(".share").textContent = shareWords(share);
    return row;
  }
  function paintTile({ layer, channel, x, y, width, height }) {
    const each = shown.layers[layer];
    paintArray(maps.getContext("2d"), mapOf(each, channel, data), each.shape, { x, y, width, height }, signedColoursNow());
  }
  let tables = {};
  const signedColoursNow = () => {
    if (tables.palette !== stage.palette) tables = { palette: stage.palette, signed: signedColours(stage.palette) };
    return tables.signed;
  };

  function paintLarge() {
    const layer = shown.layers[layerNow()];
    const channel = model.get("channel");
    const values = mapOf(layer, channel, data);
    const colours = signedColoursNow();
    const [rows, columns] = layer.shape;
    const side = isNeurons(layer) ? 48 : LARGE;
    const box = { x: 0, y: 0, width: side * Math.min(1, columns / rows), height: side * Math.min(1, rows / columns) };
    const canvas = find(".map");
    sharpen(canvas, box.width, box.height);
    paintArray(canvas.getContext("2d"), values, layer.shape, box, colours);
    find(".large h4").textContent = title({ layer: layerNow(), channel });
    const words = mapWords(layer, values);
    canvas.setAttribute("aria-label", words);
    find(".reading").textContent = words;
    const below = lowest(layer, data) < 0;
    showScale(find(".large .scale"), below ? -127 : 0, 127, colours, below ? plain(-short(layer.limit)) : "0", plain(short(layer.limit)));
    find(".made").textContent = layer.made.replace("{}", channel);

    const filter = model.get("_filters")[layer.name];
    find(".filter").hidden = find(".filter-words").hidden = !filter;
    if (filter) {
      paintFilter(find(".filter"), { ...filter, channel, weights: data.weights }, LARGE + 40, colours, stage.palette);
      const { said, words: below } = filterWords(filter, channel, data.weights);
      find(".filter").setAttribute("aria-label", said);
      find(".filter-words").textContent = below;
    }
    // Beside the layer that it comes from, as far as there is room.
    const large = find(".large");
    const room = sheet.height - large.offsetHeight;
    const aside = large.offsetLeft > find(".sheet").offsetLeft + 40;
    large.style.marginTop = aside && room > 0 ? `${Math.min(room, sheet.heads[layerNow()])}px` : "";
  }
  function showScale(scale, from, to, colours, low, high) {
    const canvas = scale.querySelector("canvas");
    sharpen(canvas, SCALE.width, SCALE.height);
    paintScale(canvas.getContext("2d"), { x: 0, y: 0, ...SCALE }, from, to, colours);
    [scale.children[1].textContent, scale.children[2].textContent] = [low, high];
  }
  return stage.end;
}

const STEEP = "The slope says how much the class's score changes with a pixel: the stronger the colour, the more it matters.";
const short = (x) => Number(x.toPrecision(3));

export default { render };
