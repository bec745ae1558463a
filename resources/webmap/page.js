"use strict";
(() => {
  const D = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const svg = $("map"), SVG = svg.namespaceURI;
  const NONE = "geen", FIT = 1.06, DEEPEST = 60;
  const state = { map: D.maps.findIndex((one) => one.id === D.map), language: D.language, chosen: -1, at: -1, only: -1,
    stock: D.discs.length > 0, labels: true };
  let T = D.texts[state.language], M = D.maps[state.map], view = null, whole = null, scale = 1;

  // -- making elements: foreign text only ever becomes a text node --------------------------------------------------
  function el(name, attributes, ...inside) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (key === "on") for (const [what, does] of Object.entries(value)) node.addEventListener(what, does);
      else if (key === "class") node.className = value;
      else node.setAttribute(key, value === true ? "" : value);
    }
    node.append(...inside.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== ""));
    return node;
  }
  function draw(name, attributes, parent) {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (parent) parent.append(node);
    return node;
  }
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => (key in values ? values[key] : all));
  const locale = () => (state.language === "nl" ? "nl-NL" : "en-GB");
  const number = (value, decimals = 0) => value.toLocaleString(locale(),
    { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).replace("-", "−");
  const words = (map = M) => map.words[state.language];

  // -- buurten -------------------------------------------------------------------------------------------------------
  const buurten = D.buurten.map(([code, name, wijk, gemeente, classes, values, units, reasons], i) => ({
    i, code, name, wijk: D.wijken[wijk], gemeente: D.gemeenten[gemeente], classes, values, units, reasons,
    anchor: D.anchors[i],
  }));
  const several = D.gemeenten.length > 1;
  const where = (one) => [one.wijk, several ? one.gemeente : ""].filter(Boolean).join(", ");
  const figure = Object.fromEntries(D.figures.map((one, i) => [one.id, i]));
  const classOf = (one, map = state.map) => one.classes[map];
  function classText(one, map = state.map) {
    const found = D.maps[map], at = one.classes[map], mark = words(found).marks[at];
    return (mark ? mark + " – " : "") + words(found).labels[at];
  }
  const valueText = (value, known) => (value === null ? T.no_value
    : (known.signed && value > 0 ? "+" : "") + number(value, known.decimals));
  function unitsText(one) {
    if (!D.stock) return "";
    if (one.units < 0) return T.small;
    return one.units === 0 ? T.no_units : `${number(one.units)} ${one.units === 1 ? T.unit : T.units}`;
  }
  function reasonText(one) {
    return one.reasons.map((text) => T.reasons[text] || text).join("; ");
  }

  // -- shapes --------------------------------------------------------------------------------------------------------
  const arcs = D.arcs.map((steps) => {
    const points = [];
    for (let i = 0, x = 0, y = 0; i < steps.length; i += 2) points.push([x += steps[i], y += steps[i + 1]]);
    return points;
  });
  function ringPath(references) {
    const points = [];
    for (const at of references) {
      const arc = at < 0 ? arcs[~at].slice().reverse() : arcs[at];
      for (const point of points.length ? arc.slice(1) : arc) points.push(point);
    }
    return "M" + points.slice(0, -1).map((one) => one.join(" ")).join("L") + "Z";
  }
  const paths = buurten.map((one) => {
    const d = D.shapes[one.i].map((polygon) => polygon.map(ringPath).join("")).join("");
    return draw("path", { d, "fill-rule": "evenodd", tabindex: "-1", role: "button", "data-code": one.code }, $("areas"));
  });
  const linePath = (level) => arcs.filter((_, i) => D.levels[i] === level)
    .map((arc) => "M" + arc.map((one) => one.join(" ")).join("L")).join("");
  for (const level of [1, 2]) {
    const d = linePath(level);
    draw("path", { d, class: "casing" + level }, $("lines"));
    draw("path", { d, class: "line" + level }, $("lines"));
  }
  const discs = D.discs.map(([x, y, units, at, name]) => {
    const both = ["rim", "core"].map((kind) => draw("circle", { cx: x, cy: y, class: kind }, $("discs")));
    return { units, at, name, both, radius: 0 };
  });
  for (const disc of discs) {
    const share = Math.sqrt(Math.min(disc.units, D.disc.full) / D.disc.full);
    disc.radius = (D.disc.least + (D.disc.most - D.disc.least) * share) / 2 * 3.3;
  }
  const labels = buurten.map((one) => {
    if (!one.anchor.length) return null;
    const [x, y] = one.anchor, text = draw("text", { x, y }, $("labels"));
    return { text, mark: draw("tspan", { x, class: "mark" }, text), name: draw("tspan", { x }, text) };
  });

  // -- view ----------------------------------------------------------------------------------------------------------
  function box() {
    const room = svg.getBoundingClientRect();
    return { width: Math.max(1, room.width), height: Math.max(1, room.height), left: room.left, top: room.top };
  }
  function fitted(x0, y0, x1, y1) {
    const room = box();
    const k = Math.min(room.width / Math.max(1, x1 - x0), room.height / Math.max(1, y1 - y0)) / FIT;
    const w = room.width / k, h = room.height / k;
    return { x: (x0 + x1 - w) / 2, y: (y0 + y1 - h) / 2, w, h };
  }
  function show(next) {
    const w = Math.min(whole.w, Math.max(whole.w / DEEPEST, next.w)), h = w * whole.h / whole.w;
    const clamp = (at, size, from, all) => (size >= all ? from + (all - size) / 2
      : Math.min(from + all - size, Math.max(from, at)));
    // What is asked to lie in the middle stays there when the size was cut down.
    const x = next.x + (next.w - w) / 2, y = next.y + (next.h - h) / 2;
    view = { x: clamp(x, w, whole.x, whole.w), y: clamp(y, h, whole.y, whole.h), w, h };
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
    scale = box().width / view.w;
    svg.classList.toggle("near", view.w < whole.w * 0.98);
    sizes();
  }
  function sizes() {
    $("none").setAttribute("patternTransform", `scale(${1 / scale})`);
    const grown = Math.min(1.9, Math.max(0.55, Math.sqrt(whole.w / view.w) * Math.min(1.15, box().width / 760)));
    for (const disc of discs) {
      const radius = disc.radius * grown / scale;
      disc.both[0].setAttribute("r", radius + 1.4 / scale);
      disc.both[1].setAttribute("r", radius);
    }
    const size = 12 / scale;
    $("labels").setAttribute("font-size", size);
    $("labels").setAttribute("stroke-width", 3 / scale);
    buurten.forEach((one, i) => {
      const label = labels[i];
      if (!label) return;
      const room = one.anchor[2] * scale, mark = words().marks[classOf(one)];
      const fits = room > 4.5 + 4 * mark.length, named = room > 17 && one.name.length * 5.9 < room * 2.15;
      label.mark.textContent = mark && fits ? mark : "";
      label.name.textContent = named ? one.name : "";
      label.name.setAttribute("font-size", size * 0.92);
      label.mark.setAttribute("dy", named ? "-0.1em" : "0.36em");
      label.name.setAttribute("dy", mark && fits ? "1.1em" : "0.36em");
    });
    let metres = 1, room = 110 / scale;
    for (let power = 1; power <= room; power *= 10) for (const one of [1, 2, 5]) if (one * power <= room) metres = one * power;
    $("scale").firstElementChild.textContent = metres >= 1000 ? `${number(metres / 1000)} km` : `${number(metres)} m`;
    $("scale").lastElementChild.style.width = `${metres * scale}px`;
  }
  function zoom(factor, px, py) {
    const room = box(), fx = px === undefined ? 0.5 : (px - room.left) / room.width;
    const fy = py === undefined ? 0.5 : (py - room.top) / room.height;
    const w = Math.min(whole.w, Math.max(whole.w / DEEPEST, view.w / factor)), h = w * whole.h / whole.w;
    show({ x: view.x + (view.w - w) * fx, y: view.y + (view.h - h) * fy, w, h });
    hideTip();
  }
  function all() { show(whole); hideTip(); }
  function resize() {
    const before = view && { x: view.x + view.w / 2, y: view.y + view.h / 2, part: view.w / whole.w };
    whole = fitted(0, 0, D.size[0], D.size[1]);
    const w = before ? whole.w * before.part : whole.w, h = w * whole.h / whole.w;
    show(before ? { x: before.x - w / 2, y: before.y - h / 2, w, h } : whole);
  }
  function goTo(i) {
    const b = paths[i].getBBox();
    if (!b.width) return;
    const near = fitted(b.x, b.y, b.x + b.width, b.y + b.height), w = Math.min(whole.w, near.w * 3.2);
    const h = w * whole.h / whole.w;
    show({ x: b.x + b.width / 2 - w / 2, y: b.y + b.height / 2 - h / 2, w, h });
  }
  function inView(i) {
    const [x, y] = buurten[i].anchor;
    if (x < view.x || y < view.y || x > view.x + view.w || y > view.y + view.h)
      show({ x: x - view.w / 2, y: y - view.h / 2, w: view.w, h: view.h });
  }

  // -- tip -----------------------------------------------------------------------------------------------------------
  function swatch(map, at, words) {
    const node = el("span", { class: "swatch" + (map.codes[at] === NONE ? " none" : "") }, words.marks[at]);
    if (map.codes[at] !== NONE) { node.style.backgroundColor = map.fills[at]; node.style.color = map.inks[at]; }
    return node;
  }
  function tipOf(one) {
    const rows = ["inwoners", ...M.tips].map((id) => {
      const at = figure[id], known = D.figures[at], value = one.values[at][0];
      return [el("dt", {}, known.words[state.language] + (known.year ? `, ${known.year}` : "")),
        el("dd", {}, valueText(value, known))];
    });
    if (D.stock) rows.push([el("dt", {}, T.own_units), el("dd", {}, one.units < 0 ? "–" : number(one.units))]);
    const why = M.codes[classOf(one)] === NONE || M.change ? reasonText(one) : "";
    return [el("b", {}, one.name), where(one) ? el("div", {}, el("small", {}, where(one))) : null,
      el("div", { class: "class" }, swatch(M, classOf(one), words()), el("span", {}, words().labels[classOf(one)])),
      why ? el("div", { class: "why" }, why) : null, el("dl", {}, rows)];
  }
  function tipOfDisc(disc) {
    const one = disc.at < 0 ? null : buurten[disc.at];
    return [el("b", {}, disc.name ? `${T.complex} ${disc.name}` : T.place_here),
      el("div", {}, `${number(disc.units)} ${disc.units === 1 ? T.unit : T.units}`),
      one ? el("div", { class: "class" }, swatch(M, classOf(one), words()), el("span", {}, words().labels[classOf(one)])) : null,
      el("small", {}, one ? one.name : T.elsewhere)];
  }
  function tip(content, px, py) {
    const node = $("tip");
    node.replaceChildren(...content.filter(Boolean));
    node.hidden = false;
    node.classList.toggle("fixed", window.matchMedia("(max-width: 820px)").matches);
    const room = box(), x = px - room.left, y = py - room.top;
    const left = x + 16 + node.offsetWidth > room.width ? x - 14 - node.offsetWidth : x + 16;
    const top = y + 16 + node.offsetHeight > room.height ? y - 12 - node.offsetHeight : y + 14;
    node.style.left = `${Math.max(4, Math.min(left, room.width - node.offsetWidth - 4))}px`;
    node.style.top = `${Math.max(4, Math.min(top, room.height - node.offsetHeight - 4))}px`;
  }
  function tipAt(i) {
    const one = buurten[i], room = box();
    if (!one.anchor.length) return;
    const k = room.width / view.w;
    tip(tipOf(one), room.left + (one.anchor[0] - view.x) * k, room.top + (one.anchor[1] - view.y) * k);
  }
  const hideTip = () => { $("tip").hidden = true; };

  // -- choosing ------------------------------------------------------------------------------------------------------
  function mark() {
    $("marked").replaceChildren();
    if (state.chosen >= 0) for (const kind of ["under", "over"])
      draw("path", { d: paths[state.chosen].getAttribute("d"), class: kind }, $("marked"));
    if (state.at >= 0 && paths[state.at].matches(":focus-visible"))
      draw("path", { d: paths[state.at].getAttribute("d"), class: "focus" }, $("marked"));
  }
  function choose(i, go) {
    state.chosen = i;
    if (i >= 0) rove(i);
    mark();
    card();
    if (go && i >= 0 && buurten[i].anchor.length) { goTo(i); tipAt(i); }
  }
  function rove(i) {
    if (state.at >= 0) paths[state.at].setAttribute("tabindex", "-1");
    state.at = i;
    paths[i].setAttribute("tabindex", "0");
  }
  function step(dx, dy) {
    const [x, y] = buurten[state.at].anchor;
    let best = -1, least = Infinity;
    for (const one of buurten) {
      if (one.i === state.at || !one.anchor.length) continue;
      const ax = one.anchor[0] - x, ay = one.anchor[1] - y, along = ax * dx + ay * dy, aside = Math.abs(ax * dy - ay * dx);
      // Ahead means within 60 degrees of the arrow; what lies straight ahead goes before what is only near.
      if (along <= 0 || aside > along * 1.73) continue;
      const away = along + 2 * aside;
      if (away < least) { least = away; best = one.i; }
    }
    if (best >= 0) { rove(best); paths[best].focus({ preventScroll: true }); }
  }

  // -- panels --------------------------------------------------------------------------------------------------------
  function held(count, wrap) {
    const [n, residents, units] = count;
    const parts = [`${number(n)} ${n === 1 ? T.buurt : T.buurten}`];
    if (n || !wrap) parts.push(`${number(residents)} ${T.residents}`);
    if (D.stock && (n || !wrap)) parts.push(`${number(units)} ${T.own}`);
    return parts;
  }
  function only(at) {
    state.only = state.only === at ? -1 : at;
    paint();
    legend();
    const pressed = $("legend").querySelector(`[data-class="${M.codes[at]}"]`);
    if (pressed) pressed.focus();
  }
  function legendRow(at) {
    const pressed = state.only === at;
    return el("li", {}, el("button", { type: "button", class: "class-row" + (M.counts[at][0] ? "" : " empty"),
      "data-class": M.codes[at], "aria-pressed": String(pressed), title: pressed ? T.all_shown : T.only,
      on: { click: () => only(at) } },
    swatch(M, at, words()), el("span", {}, words().labels[at], el("small", {}, held(M.counts[at]).join(" · ")))));
  }
  function square() {
    const axis = M.axes[state.language], rows = [el("div", { class: "name" }, T.kw_axis)];
    for (const letter of "CBA") {
      rows.push(el("div", { class: "axis" }, el("b", {}, letter), " " + axis[letter]));
      for (const digit of "123") {
        const at = M.codes.indexOf(letter + digit);
        const cell = el("button", { type: "button", class: "cell", "data-class": M.codes[at],
          "aria-pressed": String(state.only === at), title: words().labels[at],
          "aria-label": `${M.codes[at]}, ${words().labels[at]}: ${held(M.counts[at]).join(", ")}`,
          on: { click: () => only(at) } },
        el("b", {}, M.codes[at]), held(M.counts[at], true).map((line) => el("small", {}, line)));
        cell.style.backgroundColor = M.fills[at];
        cell.style.color = M.inks[at];
        rows.push(cell);
      }
    }
    rows.push(el("div", {}));
    for (const digit of "123") rows.push(el("div", { class: "axis low" }, el("b", {}, digit), " " + axis[digit]));
    rows.push(el("div", { class: "name low" }, T.ov_axis));
    return el("div", { id: "square", role: "group", "aria-label": words().title }, rows);
  }
  function discKey() {
    const node = draw("svg", { width: 62, height: 26, viewBox: "0 0 62 26", "aria-hidden": "true" });
    for (const [x, units] of [[6, 10], [23, 100], [48, D.disc.full]]) {
      const share = Math.sqrt(units / D.disc.full), r = (D.disc.least + (D.disc.most - D.disc.least) * share) / 2 * 3.3;
      draw("circle", { cx: x, cy: 13, r, fill: "#fff", stroke: "#202020", "stroke-width": 1 }, node);
    }
    return node;
  }
  function lineKey(level) {
    const node = draw("svg", { width: 34, height: 8, viewBox: "0 0 34 8", "aria-hidden": "true" });
    draw("path", { d: "M1 4H33", stroke: level === 2 ? "#111" : "#3c3c3c", "stroke-width": level === 2 ? 2.4 : 1.3 }, node);
    // In the dark the line keeps the white edge that it has on the map.
    node.style.background = "#fff";
    return node;
  }
  function legend() {
    const rows = M.codes.map((_, at) => at).filter((at) => !(M.axes.nl && M.codes[at] !== NONE));
    const sum = [0, 1, 2].map((which) => M.counts.reduce((total, one) => total + one[which], 0));
    const check = (key, text) => el("label", {}, el("input", { type: "checkbox", id: "show-" + key, checked: state[key],
      on: { change: (event) => { state[key] = event.target.checked; paint(); } } }), text);
    const keys = el("div", { id: "keys" });
    if (D.discs.length)
      keys.append(el("div", { class: "row" }, discKey(), el("span", {}, D.by === "complex" ? T.stock_complex : T.stock_point)));
    for (const level of [1, 2]) if (D.levels.includes(level))
      keys.append(el("div", { class: "row" }, lineKey(level), el("span", {}, level === 2 ? T.gemeente_border : T.wijk_border)));
    if (D.discs.length) keys.append(check("stock", T.show_stock));
    keys.append(check("labels", T.show_labels));
    $("legend").replaceChildren(...[el("h2", {}, T.legend), M.axes.nl ? square() : null, el("ul", {}, rows.map(legendRow)),
      el("p", { id: "total" }, `${T.total}: ${held(sum).join(" · ")}`), keys].filter(Boolean));
  }
  function card() {
    const node = $("card");
    node.setAttribute("aria-label", T.chosen);
    if (state.chosen < 0) { node.replaceChildren(el("p", { class: "hint" }, T.choose)); return; }
    const one = buurten[state.chosen];
    const classes = D.maps.map((map, at) => el("tr", { "data-map": map.id }, el("th", { scope: "row" }, words(map).title,
      el("br"), el("small", {}, words(map).span)), el("td", {}, swatch(map, one.classes[at], words(map)), " ",
      words(map).labels[one.classes[at]])));
    const figures = D.figures.map((known, at) => {
      const [now, before] = one.values[at];
      const cell = (value, year) => el("td", { class: "n" }, valueText(value, known), el("br"), el("small", {}, year));
      return el("tr", { "data-figure": known.id }, el("th", { scope: "row" }, known.words[state.language]),
        cell(now, known.year), known.base ? cell(before, known.base) : el("td", { class: "n" }));
    });
    const homes = one.values[figure.woningen][0];
    const share = D.stock && one.units > 0 && homes > 0
      ? ` (${fill(T.share, { p: number(100 * one.units / homes, 1) })})` : "";
    node.replaceChildren(...[
      el("header", {}, el("div", {}, el("h2", {}, one.name), el("small", {}, [where(one), one.code].filter(Boolean).join(" · "))),
        el("button", { type: "button", on: { click: () => { choose(-1); hideTip(); $("search").focus(); } } }, T.close)),
      D.stock ? el("p", {}, `${T.own_units}: ${unitsText(one)}${share}`) : null,
      one.reasons.length ? el("p", { class: "why" }, `${T.reason}: ${reasonText(one)}`) : null,
      el("h3", {}, T.classes), el("table", {}, el("tbody", {}, classes)),
      el("h3", {}, T.figures), el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, T.figure),
        el("th", { scope: "col", class: "n" }, T.now), el("th", { scope: "col", class: "n" }, T.before))),
      el("tbody", {}, figures))].filter(Boolean));
  }
  function list() {
    const node = $("list");
    node.querySelector("summary").textContent = T.list;
    if (!node.open) return;
    const head = [T.name, T.wijk, several ? T.gemeente : null, words().title, T.residents, D.stock ? T.own_units : null];
    const rows = buurten.map((one) => el("tr", {},
      el("td", {}, el("button", { type: "button", on: { click: () => choose(one.i, true) } }, one.name)), el("td", {}, one.wijk),
      several ? el("td", {}, one.gemeente) : null, el("td", {}, classText(one)),
      el("td", { class: "n" }, valueText(one.values[figure.inwoners][0], D.figures[figure.inwoners])),
      D.stock ? el("td", { class: "n" }, one.units < 0 ? "–" : number(one.units)) : null));
    node.lastElementChild.replaceChildren(el("table", {}, el("thead", {}, el("tr", {}, head.filter(Boolean).map((text, i) =>
      el("th", { scope: "col", class: i >= (several ? 4 : 3) ? "n" : null }, text)))), el("tbody", {}, rows)));
  }

  // -- painting ------------------------------------------------------------------------------------------------------
  const colour = (at) => (at < 0 ? M.codes.indexOf(NONE) : classOf(buurten[at]));
  function paint() {
    buurten.forEach((one, i) => {
      const at = classOf(one), none = M.codes[at] === NONE, dim = state.only >= 0 && at !== state.only;
      paths[i].setAttribute("fill", none ? "url(#none)" : M.fills[at]);
      paths[i].setAttribute("class", dim ? "dim" : "");
      paths[i].setAttribute("aria-label", `${one.name}: ${classText(one)}`);
      if (!labels[i]) return;
      labels[i].text.setAttribute("fill", dim ? "#555555" : M.inks[at]);
      labels[i].text.setAttribute("stroke", dim ? "#ffffff" : M.fills[at]);
      labels[i].text.setAttribute("opacity", dim ? 0.35 : 1);
    });
    for (const disc of discs) {
      const at = colour(disc.at), dim = state.only >= 0 && at !== state.only;
      disc.both[1].setAttribute("fill", M.fills[at]);
      for (const one of disc.both) one.setAttribute("opacity", dim ? 0.12 : 1);
    }
    $("discs").setAttribute("display", state.stock ? "inline" : "none");
    $("labels").setAttribute("display", state.labels ? "inline" : "none");
    sizes();
  }
  function heading() {
    $("place").textContent = T.place;
    $("title").textContent = words().title;
    $("span").textContent = words().span;
    document.title = `${words().title} – ${T.place}`;
    svg.setAttribute("aria-label", fill(T.map_label, { title: words().title }));
  }
  function switchTo(at) {
    state.map = at;
    state.only = -1;
    M = D.maps[at];
    hideTip();
    for (const one of document.querySelectorAll("#radios input")) one.checked = one.value === M.id;
    $("pick").value = M.id;
    heading();
    paint();
    legend();
    list();
  }
  function menu() {
    $("maps").setAttribute("aria-label", T.maps);
    $("picker").firstElementChild.textContent = T.choose_map;
    $("radios").setAttribute("aria-label", T.choose_map);
    const groups = [[T.state, D.maps.filter((one) => !one.change)], [T.development, D.maps.filter((one) => one.change)]];
    // The map that opens first stands first.
    groups[0][1].sort((a, b) => Number(b.id.startsWith(D.map)) - Number(a.id.startsWith(D.map)));
    const radio = (map) => {
      const strip = el("span", { class: "strip", "aria-hidden": "true" }, map.codes.filter((code) => code !== NONE).map((_, at) => {
        const part = el("i");
        part.style.backgroundColor = map.fills[at];
        return part;
      }));
      return el("label", {}, el("input", { type: "radio", name: "map", value: map.id, checked: map === M,
        on: { change: () => switchTo(D.maps.indexOf(map)) } }), el("span", {}, words(map).title), strip);
    };
    $("radios").replaceChildren(...groups.flatMap(([title, maps]) => [el("h2", {}, title), ...maps.map(radio)]));
    $("pick").replaceChildren(...groups.map(([title, maps]) => el("optgroup", { label: title },
      maps.map((map) => el("option", { value: map.id, selected: map === M }, words(map).title)))));
  }
  function speak(language) {
    state.language = language;
    T = D.texts[language];
    document.documentElement.lang = language;
    for (const button of $("languages").children)
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    $("languages").setAttribute("aria-label", T.language);
    $("search").placeholder = T.search;
    $("search").setAttribute("aria-label", T.search_label);
    $("hits").setAttribute("aria-label", T.search_label);
    $("print").setAttribute("aria-label", T.print);
    $("print").title = T.print;
    $("fictional").textContent = T.fictional;
    $("fictional").hidden = !D.fictional;
    for (const [id, key] of [["in", "zoom_in"], ["out", "zoom_out"], ["all", "zoom_all"]]) {
      $(id).setAttribute("aria-label", T[key]);
      $(id).title = T[key];
    }
    $("signal").replaceChildren(el("b", {}, T.signal), ` · ${T.short}`);
    $("notes").replaceChildren(...T.notes.map((line) => el("p", {}, line)));
    menu();
    heading();
    paint();
    legend();
    card();
    list();
    themeWord();
    closeHits();
    hideTip();
  }

  // -- light and dark ------------------------------------------------------------------------------------------------
  const dark = () => document.documentElement.dataset.theme === "dark";
  function themeWord() {
    const said = dark() ? T.light : T.dark;
    $("theme").setAttribute("aria-label", said);
    $("theme").title = said;
  }
  function theme(name) { document.documentElement.dataset.theme = name; themeWord(); }

  // -- search --------------------------------------------------------------------------------------------------------
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim();
  const index = buurten.map((one) => ({ one, name: plain(one.name), more: plain(`${one.wijk} ${one.gemeente} ${one.code}`) }));
  let hits = [], picked = -1;
  function look(text) {
    const asked = plain(text);
    if (!asked) return [];
    const rank = (entry) => (entry.name.startsWith(asked) ? 0 : entry.name.includes(asked) ? 1 : entry.more.includes(asked) ? 2 : 3);
    return index.map((entry) => [rank(entry), entry]).filter(([order]) => order < 3)
      .sort((a, b) => a[0] - b[0] || a[1].name.localeCompare(b[1].name)).map(([, entry]) => entry.one);
  }
  function closeHits() {
    hits = [];
    picked = -1;
    $("hits").hidden = true;
    $("search").setAttribute("aria-expanded", "false");
    $("search").removeAttribute("aria-activedescendant");
  }
  function pickHit(at) {
    picked = at;
    [...$("hits").children].forEach((node, i) => node.setAttribute("aria-selected", String(i === at)));
    if (at >= 0) $("search").setAttribute("aria-activedescendant", "hit-" + at);
  }
  function searching() {
    const text = $("search").value, found = look(text);
    if (!text.trim()) { closeHits(); $("found").textContent = ""; return; }
    hits = found.slice(0, 8);
    $("found").textContent = found.length === 1 ? T.hit : found.length ? fill(T.hits, { n: number(found.length) }) : T.no_hits;
    $("hits").replaceChildren(...(hits.length ? hits.map((one, i) => el("li", { role: "option", id: "hit-" + i,
      "aria-selected": "false", on: { mousedown: (event) => { event.preventDefault(); take(i); } } }, one.name,
    el("small", {}, where(one)))) : [el("li", { role: "presentation" }, T.no_hits)]));
    $("hits").hidden = false;
    $("search").setAttribute("aria-expanded", "true");
    pickHit(hits.length ? 0 : -1);
  }
  function take(at) {
    const one = hits[at];
    if (!one) return;
    $("search").value = one.name;
    closeHits();
    choose(one.i, true);
  }
  $("search").addEventListener("input", searching);
  $("search").addEventListener("blur", closeHits);
  $("search").addEventListener("keydown", (event) => {
    if (event.key === "Escape") { closeHits(); return; }
    if (event.key === "Enter") { if (!hits.length) searching(); take(picked < 0 ? 0 : picked); event.preventDefault(); return; }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    if (!hits.length) searching();
    else pickHit((picked + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length);
  });

  // -- pointer and keys on the map -----------------------------------------------------------------------------------
  const pointers = new Map();
  let moved = 0, pinch = 0;
  const indexOf = (node) => paths.indexOf(node);
  const discOf = (node) => discs.find((one) => one.both[0] === node || one.both[1] === node);
  svg.addEventListener("pointerdown", (event) => {
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    moved = pointers.size > 1 ? 99 : 0;
    pinch = 0;
  });
  svg.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) {
      if (event.pointerType === "mouse") {
        const i = indexOf(event.target), disc = i < 0 ? discOf(event.target) : null;
        if (i >= 0) tip(tipOf(buurten[i]), event.clientX, event.clientY);
        else if (disc) tip(tipOfDisc(disc), event.clientX, event.clientY);
        else hideTip();
      }
      return;
    }
    const dx = event.clientX - before[0], dy = event.clientY - before[1];
    moved += Math.abs(dx) + Math.abs(dy);
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    if (pointers.size === 2) {
      const [a, b] = [...pointers.values()], apart = Math.hypot(a[0] - b[0], a[1] - b[1]);
      if (pinch) zoom(apart / pinch, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
      pinch = apart;
    } else if (moved > 5 && svg.classList.contains("near")) {
      if (!svg.hasPointerCapture(event.pointerId)) svg.setPointerCapture(event.pointerId);
      hideTip();
      show({ x: view.x - dx / scale, y: view.y - dy / scale, w: view.w, h: view.h });
    }
  });
  for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, (event) => { pointers.delete(event.pointerId); });
  svg.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse" && !pointers.size) hideTip(); });
  svg.addEventListener("click", (event) => {
    if (moved > 5) return;
    const i = indexOf(event.target), disc = i < 0 ? discOf(event.target) : null;
    if (i >= 0) {
      choose(i, false);
      tip(tipOf(buurten[i]), event.clientX, event.clientY);
    } else if (disc) {
      if (disc.at >= 0) choose(disc.at, false);
      tip(tipOfDisc(disc), event.clientX, event.clientY);
    } else { choose(-1); hideTip(); }
  });
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(Math.exp(-Math.max(-120, Math.min(120, event.deltaY)) / 380), event.clientX, event.clientY);
  }, { passive: false });
  svg.addEventListener("dblclick", (event) => zoom(2, event.clientX, event.clientY));
  svg.addEventListener("focusin", (event) => {
    const i = indexOf(event.target);
    if (i < 0) return;
    rove(i);
    mark();
    if (event.target.matches(":focus-visible") && buurten[i].anchor.length) { inView(i); tipAt(i); }
  });
  svg.addEventListener("focusout", () => { $("marked").querySelector(".focus")?.remove(); hideTip(); });
  svg.addEventListener("keydown", (event) => {
    const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (arrow) step(...arrow);
    else if (event.key === "Enter" || event.key === " ") choose(state.at, false);
    else if (event.key === "+" || event.key === "=") zoom(1.5);
    else if (event.key === "-") zoom(1 / 1.5);
    else if (event.key === "0") all();
    else if (event.key === "Escape") { hideTip(); choose(-1); }
    else return;
    event.preventDefault();
  });
  $("in").addEventListener("click", () => zoom(1.6));
  $("out").addEventListener("click", () => zoom(1 / 1.6));
  $("all").addEventListener("click", all);
  $("pick").addEventListener("change", (event) => switchTo(D.maps.findIndex((one) => one.id === event.target.value)));
  for (const button of $("languages").children) button.addEventListener("click", () => speak(button.dataset.language));
  $("theme").addEventListener("click", () => theme(dark() ? "light" : "dark"));
  $("print").addEventListener("click", () => window.print());
  $("list").addEventListener("toggle", list);

  // -- begin ---------------------------------------------------------------------------------------------------------
  $("app").hidden = false;
  const first = buurten.findIndex((one) => one.anchor.length);
  if (first >= 0) rove(first);
  theme(window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  whole = fitted(0, 0, D.size[0], D.size[1]);
  view = whole;
  speak(state.language);
  resize();
  new ResizeObserver(resize).observe($("stage"));
})();
