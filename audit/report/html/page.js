"use strict";
(() => {
  const PAGE = 25;
  const SEVERITIES = ["neutral", "minor", "major", "critical"];
  const VERDICTS = ["translated", "untranslated", "unassessed"];
  const WHOLE = 0.95; // evidence that is nearly all of a text is named, not marked
  const LONG = 900; // characters from which a text scrolls in its own box
  const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\uffff\ud800-\udfff]|[\u{e0000}-\u{e0fff}]|[\u{f0000}-\u{10ffff}]/gu;
  const $ = (id) => document.getElementById(id);
  const root = document.documentElement;
  const kept = storage();
  let data, entries, findings, firsts, names, lower;
  let state = {}, found = [], at = 0, why = null, dismissed = new Map();

  // A page from a file may not be allowed to store anything; it works the same without.
  function storage() {
    try { localStorage.setItem("audit", "1"); return localStorage; } catch { return { getItem: () => null, setItem() {} }; }
  }
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
    element.append(...children.filter((child) => child !== null && child !== ""));
    return element;
  }
  const ui = () => (root.dataset.ui === "zh" ? 1 : 0);
  const say = (key) => (data ? data.words[key][ui()] : key);
  const fill = (key, ...values) => say(key).replace(/\{(\d)\}/g, (_, place) => values[place]);
  const term = (name) => (Object.hasOwn(data.words, `term_${name}`) ? say(`term_${name}`) : name);

  async function unpack() {
    const held = $("data");
    if (held.dataset.packed === "0") return JSON.parse(held.textContent);
    const binary = atob(held.textContent);
    held.textContent = "";
    const bytes = new Uint8Array(binary.length);
    for (let k = 0; k < binary.length; k++) bytes[k] = binary.charCodeAt(k);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  function index() {
    ({ entries, findings } = data);
    const count = entries.id.length;
    firsts = new Int32Array(count + 1);
    for (const entry of findings.entry) firsts[entry + 1]++;
    for (let k = 0; k < count; k++) firsts[k + 1] += firsts[k];
    names = data.rules.map(([rule]) => rule);
  }
  function fileOf(entry) { return entries.target_file[entry] >= 0 ? entries.target_file[entry] : entries.source_file[entry]; }
  // What can be seen, in the language of the page; another language needs another.
  function searchable() {
    if (lower) return lower;
    lower = entries.id.map((id, entry) => {
      const parts = [id, data.files[fileOf(entry)] ?? "", entries.source[entry] ?? "", entries.target[entry] ?? ""];
      for (let k = firsts[entry]; k < firsts[entry + 1]; k++) parts.push(findings.id[k], messageOf(k), findings.excerpt[k], names[findings.rule[k]]);
      return parts.join("\n").toLowerCase();
    });
    return lower;
  }

  // State lives in the address, so that a view can be kept and sent.
  const EMPTY = { q: "", s: "1", v: "", r: "", f: "", d: "", t: "", n: "", p: "1" };
  function readState() {
    const given = new URLSearchParams(location.hash.slice(1));
    state = { ...EMPTY };
    for (const key of Object.keys(EMPTY)) if (given.has(key)) state[key] = given.get(key);
  }
  function go(change) {
    const next = { ...state, p: "1", ...change };
    const parts = new URLSearchParams();
    for (const [key, value] of Object.entries(next)) if (value !== EMPTY[key]) parts.set(key, value);
    const hash = parts.toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
    readState();
    filter();
  }
  function matches() {
    const least = Number(state.s);
    const rule = state.r ? names.indexOf(state.r) : -2;
    const file = state.f ? data.files.indexOf(state.f) : -2;
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const texts = words.length ? searchable() : null;
    const hits = [];
    for (let entry = 0; entry < entries.id.length; entry++) {
      if (entries.severity[entry] < least && !(least === 0 && firsts[entry + 1] > firsts[entry])) continue;
      if (file !== -2 && fileOf(entry) !== file) continue;
      if (state.d && entries.field[entry] !== state.d) continue;
      if (state.v && VERDICTS[entries.verdict[entry]] !== state.v) continue;
      if (state.t && entries.status[entry] !== state.t) continue;
      if (rule !== -2 && !some(entry, (k) => findings.rule[k] === rule)) continue;
      if (state.n && !some(entry, (k) => findings.new[k] && findings.cause[k] < 0)) continue;
      if (texts && !words.every((word) => texts[entry].includes(word))) continue;
      hits.push(entry);
    }
    return hits;
  }
  function some(entry, test) {
    for (let k = firsts[entry]; k < firsts[entry + 1]; k++) if (test(k)) return true;
    return false;
  }
  function filter() {
    found = matches();
    for (const key of ["q", "s", "v", "r", "f", "d", "t"]) if ($(key).value !== state[key]) $(key).value = state[key];
    $("n").checked = Boolean(state.n);
    draw();
  }
  const pages = () => Math.max(1, Math.ceil(found.length / PAGE));
  const page = () => Math.min(pages(), Math.max(1, parseInt(state.p, 10) || 1));

  function draw() {
    const first = (page() - 1) * PAGE;
    const list = found.slice(first, first + PAGE);
    $("list").replaceChildren(...list.map(card));
    for (const box of document.querySelectorAll(".long p")) {
      const first = box.querySelector("mark");
      if (first) box.scrollTop = first.offsetTop - box.offsetTop - box.clientHeight / 3;
    }
    if (!list.length) $("list").append(make("p", { class: "why" }, say("nothing")));
    const number = (value) => value.toLocaleString(ui() ? "zh-CN" : "en");
    const left = data.left[0] + data.left[1] > 0 ? ` ${say("left_out")}` : "";
    $("told").textContent = fill("told", number(found.length), number(entries.id.length)) + left;
    $("pager").hidden = pages() < 2;
    $("page").textContent = fill("page", number(page()), number(pages()));
    $("previous").disabled = page() < 2;
    $("next").disabled = page() >= pages();
    at = -1;
  }

  function card(entry) {
    const severity = entries.severity[entry];
    const own = [];
    for (let k = firsts[entry]; k < firsts[entry + 1]; k++) own.push(k);
    const roots = own.filter((k) => findings.cause[k] < 0 || !own.includes(findings.cause[k])).sort((a, b) => findings.severity[b] - findings.severity[a] || a - b);
    const numbers = new Map(roots.map((k, place) => [k, place + 1]));
    const where = `${data.files[fileOf(entry)] ?? ""}:${entries[entries.target_file[entry] >= 0 ? "target_line" : "source_line"][entry] ?? ""}`;
    const status = severity < 0 ? "ok" : SEVERITIES[severity];
    const title = make("h3", {},
      make("span", { class: `sev sev-${status}` }, say(status)),
      make("bdi", {}, entries.id[entry]),
      make("small", {}, make("bdi", {}, [where.replace(":", "#") !== entries.id[entry] ? where : "", term(entries.field[entry]), term(entries.method[entry])].filter(Boolean).join(" · "))));
    return make("article", { class: severity < 0 ? "" : `at-${status}`, tabindex: "-1", "data-entry": entry },
      title,
      make("p", { class: `verdict verdict-${VERDICTS[entries.verdict[entry]]}` }, make("b", {}, say(VERDICTS[entries.verdict[entry]])), ` ${data.reasons[entries.reason[entry]][ui()]}`),
      make("div", { class: `texts${lone(entry)}` }, side(entry, "source", roots, numbers), side(entry, "target", roots, numbers)),
      roots.length ? make("ul", { class: "findings" }, ...roots.map((k) => item(k, own, numbers))) : "");
  }

  // What is absent needs less room than what is there.
  function lone(entry) {
    if (!entries.source_chars[entry] === !entries.target_chars[entry]) return "";
    return entries.source_chars[entry] ? " only-source" : " only-target";
  }
  function side(entry, name, roots, numbers) {
    const text = entries[name][entry];
    const chars = entries[`${name}_chars`][entry];
    const length = text === null ? 0 : [...text].length;
    const detected = entries[`${name}_lang`][entry];
    const lang = !detected || detected === "und" ? null : detected === "zh" ? "zh-Hans" : detected;
    const heading = make("h4", {}, `${say(name)}${detected ? ` · ${detected}` : ""}${chars ? ` · ${chars}` : ""}`);
    let body;
    if (text === null && chars !== null) body = make("p", { class: "absent" }, say("text_left_out"));
    else if (text === null) body = make("p", { class: "absent" }, say(name === "source" ? "no_source" : "no_target"));
    else if (text === "") body = make("p", { class: "absent" }, say("empty_text"));
    else body = make("p", { lang, dir: "auto", class: roots.some((k) => isWhole(k, name, length)) ? "whole" : null }, ...marked(text, name, roots, numbers), chars > length ? ` ${say("cut")}` : "");
    const long = text !== null && text.length > LONG;
    if (long) { body.tabIndex = 0; body.setAttribute("role", "group"); body.setAttribute("aria-label", say(name)); }
    return make("div", { class: long ? "side long" : "side" }, heading, body);
  }

  function isWhole(k, name, length) {
    const start = findings[`${name}_start`][k];
    return findings.severity[k] > 0 && start !== null && length >= 12 && findings[`${name}_end`][k] - start >= length * WHOLE;
  }

  // Offsets count code points; a text beyond the basic plane is cut by code points, not units.
  function marked(text, name, roots, numbers) {
    const points = /[\ud800-\udfff]/.test(text) ? Array.from(text) : null;
    const length = points ? points.length : text.length;
    const cut = (start, end) => (points ? points.slice(start, end).join("") : text.slice(start, end));
    const spans = roots
      .map((k) => [findings[`${name}_start`][k], findings[`${name}_end`][k], k])
      .filter(([start, end, k]) => start !== null && start < length && end > start && !(end - start >= length * WHOLE && length >= 12))
      .map(([start, end, k]) => [start, Math.min(end, length), k]);
    const bounds = [...new Set([0, length, ...spans.flatMap(([start, end]) => [start, end])])].sort((a, b) => a - b);
    const parts = [];
    for (let b = 0; b + 1 < bounds.length; b++) {
      const inside = spans.filter(([start, end]) => start <= bounds[b] && end >= bounds[b + 1]);
      const shown = pills(cut(bounds[b], bounds[b + 1]));
      if (!inside.length) { parts.push(...shown); continue; }
      const rules = inside.map(([, , k]) => nameOf(k)).join(", ");
      const mark = make("mark", { title: rules, "data-findings": inside.map(([, , k]) => k).join(" ") }, ...shown);
      parts.push(mark);
      const ends = inside.filter(([, end]) => end === bounds[b + 1]).map(([, , k]) => numbers.get(k));
      if (numbers.size > 1) parts.push(...ends.map((place) => make("sup", { class: "place" }, String(place))));
    }
    return parts;
  }
  function pills(text) {
    const parts = [];
    let last = 0;
    for (const match of text.matchAll(INVISIBLE)) {
      parts.push(text.slice(last, match.index));
      const code = match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
      parts.push(make("span", { class: "pill" }, `U+${code}`));
      last = match.index + match[0].length;
    }
    parts.push(text.slice(last));
    return parts.filter(Boolean);
  }

  function nameOf(k) { const [rule, zh] = data.rules[findings.rule[k]]; return ui() ? zh : rule; }
  // A message without a Chinese one is English in both languages.
  function messageOf(k) { return data.messages[findings.message[k]][ui()]; }
  function told(k) {
    const said = messageOf(k);
    return make("span", { lang: said === data.messages[findings.message[k]][0] ? "en" : "zh-Hans" }, ` ${said} `);
  }
  function item(k, own, numbers) {
    const severity = SEVERITIES[findings.severity[k]];
    const id = findings.id[k];
    const figures = [];
    if (findings.measured[k] !== null) figures.push(`${say("measured")} ${findings.measured[k]}`);
    if (findings.limit[k] !== null) figures.push(`${say("limit")} ${findings.limit[k]}`);
    if (findings.confidence[k] !== null) figures.push(`${say("confidence")} ${findings.confidence[k]}`);
    figures.push(id);
    const off = findings.suppressed[k] || dismissed.has(id);
    const text = make("div", { class: off ? "text no" : "text" },
      numbers.size > 1 ? make("span", { class: "place" }, String(numbers.get(k))) : "",
      make("span", { class: `sev sev-${severity}` }, say(severity)), make("b", {}, nameOf(k)), " ",
      findings.new[k] ? make("span", { class: "badge sev-major" }, say("is_new")) : "",
      told(k),
      findings.excerpt[k] ? make("q", {}, ...pills(findings.excerpt[k])) : "",
      make("span", { class: "more" }, figures.join(" · ")));
    const button = findings.suppressed[k]
      ? make("span", { class: "badge" }, say("is_suppressed"))
      : make("button", { type: "button", class: "quiet", "data-dismiss": k }, say(dismissed.has(id) ? "unmark" : "mark"));
    const line = make("li", { "data-finding": k }, text, button);
    if (dismissed.has(id)) text.append(make("span", { class: "more" }, `${say("marked")}: ${dismissed.get(id)}`));
    const due = own.filter((other) => findings.cause[other] === k);
    if (due.length) line.append(make("details", {}, make("summary", {}, `${say("symptoms")} (${due.length})`),
      make("ul", {}, ...due.map((other) => make("li", {}, make("b", {}, nameOf(other)), told(other))))));
    return line;
  }

  // What a person has marked as no defect, for the next run.
  function dismiss(k) {
    const id = findings.id[k];
    if (dismissed.has(id)) { dismissed.delete(id); remember(); return; }
    why = k;
    $("why-what").textContent = `${nameOf(k)}: ${messageOf(k)}`;
    $("why-text").value = "";
    $("why").showModal();
    $("why-text").focus();
  }
  function remember() {
    kept.setItem(`audit ${data.signature}`, JSON.stringify([...dismissed]));
    $("marked").textContent = dismissed.size;
    $("marked").hidden = !dismissed.size;
    const current = at;
    draw();
    if (current >= 0) step(current + 1);
  }
  // A JSON string is a TOML string, but for DEL and lone surrogates.
  const quoted = (text) => JSON.stringify(text.replace(/[\ud800-\udfff]/gu, "\ufffd")).replace(/[\u007f-\u009f\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  function toml() {
    const place = new Map(findings.id.map((id, k) => [id, k]));
    const blocks = [...dismissed].filter(([id]) => place.has(id)).map(([id, reason]) =>
      `[[suppress]]\nfinding = ${quoted(id)}\nrule = ${quoted(names[findings.rule[place.get(id)]])}\nreason = ${quoted(reason)}\n`);
    return blocks.join("\n");
  }
  function exportFile() { $("toml").value = toml(); $("exported").showModal(); }

  function step(by) {
    const cards = [...document.querySelectorAll("article")];
    if (!cards.length) return;
    const next = Math.min(cards.length - 1, Math.max(0, at + by));
    cards[at]?.classList.remove("on");
    at = next;
    cards[at].classList.add("on");
    cards[at].focus({ preventScroll: true });
    cards[at].scrollIntoView({ block: "nearest" });
  }
  function turn(by) {
    const wanted = page() + by;
    if (wanted < 1 || wanted > pages()) return;
    go({ p: String(wanted) });
    $("entries").scrollIntoView();
  }
  const KEYS = {
    j: () => step(1), k: () => step(-1), n: () => turn(1), p: () => turn(-1),
    "/": () => { $("q").focus(); $("q").select(); },
    x: () => document.querySelectorAll("article")[Math.max(at, 0)]?.querySelector("[data-dismiss]")?.click(),
    e: exportFile, "?": () => $("help").showModal(),
  };

  function options(id, first, values) {
    $(id).replaceChildren(...first.map(([value, text]) => new Option(text, value)), ...values.map(([value, text]) => new Option(text, value)));
  }
  function label() {
    lower = null;
    root.lang = ui() ? "zh-Hans" : "en";
    document.title = say("title");
    const labelled = (id, key) => { $(id).setAttribute("aria-label", say(key)); };
    $("q").placeholder = say("search");
    for (const [id, key] of [["q", "search"], ["s", "any_severity"], ["v", "any_verdict"], ["r", "any_rule"], ["f", "any_file"], ["d", "any_field"], ["t", "any_status"]]) labelled(id, key);
    options("s", [["1", say("from_minor")], ["2", say("from_major")], ["3", say("from_critical")], ["0", say("from_neutral")], ["-1", say("any_severity")]], []);
    options("v", [["", say("any_verdict")]], VERDICTS.map((verdict) => [verdict, say(verdict)]));
    options("r", [["", say("any_rule")]], data.rules.map(([rule, zh]) => [rule, ui() ? zh : rule]));
    options("f", [["", say("any_file")]], data.files.map((file) => [file, file]));
    options("d", [["", say("any_field")]], [...new Set(entries.field)].sort().map((field) => [field, term(field)]));
    const zh = new Map(data.rules);
    options("t", [["", say("any_status")]], [...new Set(entries.status)].sort().map((status) => [status, Object.hasOwn(data.words, status) ? say(status) : ui() ? zh.get(status) ?? status : status]));
    $("only-new").hidden = !findings.new.some(Boolean);
    filter();
  }

  function listen() {
    for (const id of ["s", "v", "r", "f", "d", "t"]) $(id).addEventListener("change", () => go({ [id]: $(id).value }));
    $("n").addEventListener("change", () => go({ n: $("n").checked ? "1" : "" }));
    let waiting;
    $("q").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => go({ q: $("q").value }), 120); });
    $("filters").addEventListener("submit", (event) => event.preventDefault());
    $("reset").addEventListener("click", () => go(EMPTY));
    $("previous").addEventListener("click", () => turn(-1));
    $("next").addEventListener("click", () => turn(1));
    $("export").addEventListener("click", exportFile);
    $("keys").addEventListener("click", () => $("help").showModal());
    for (const button of document.querySelectorAll("dialog .close")) button.addEventListener("click", () => button.closest("dialog").close());
    $("why-form").addEventListener("submit", () => {
      const reason = $("why-text").value.trim();
      if (reason && why !== null) { dismissed.set(findings.id[why], reason); remember(); }
      why = null;
    });
    $("download").addEventListener("click", () => {
      const link = make("a", { href: URL.createObjectURL(new Blob([toml()], { type: "application/toml" })), download: "suppressions.toml" });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    $("copy").addEventListener("click", () => { $("toml").select(); navigator.clipboard?.writeText($("toml").value).catch(() => document.execCommand("copy")); });
    $("list").addEventListener("click", (event) => {
      const button = event.target.closest("[data-dismiss]");
      if (button) { at = [...document.querySelectorAll("article")].indexOf(button.closest("article")); dismiss(Number(button.dataset.dismiss)); }
    });
    $("list").addEventListener("mouseover", (event) => {
      const over = event.target.closest("[data-finding]")?.dataset.finding;
      for (const mark of document.querySelectorAll("mark")) mark.classList.toggle("on", over !== undefined && mark.dataset.findings.split(" ").includes(over));
    });
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a.go");
      if (!link) return;
      event.preventDefault();
      const asked = new URLSearchParams((link.getAttribute("href") ?? "#").slice(1));
      go({ ...EMPTY, ...Object.fromEntries(asked) });
      $("entries").scrollIntoView();
      $("entries").focus({ preventScroll: true });
    });
    addEventListener("hashchange", () => { if (location.hash !== "#entries") { readState(); filter(); } });
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
      if (event.target.matches("input, select, textarea")) { if (event.key === "Escape") event.target.blur(); return; }
      const act = KEYS[event.key];
      if (act) { event.preventDefault(); act(); }
    });
  }
  function look() {
    const theme = kept.getItem("audit theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    root.dataset.theme = theme;
    root.dataset.ui = kept.getItem("audit ui") ?? (/^zh\b/i.test(navigator.language) ? "zh" : "en");
    root.lang = ui() ? "zh-Hans" : "en";
    $("theme").addEventListener("click", () => {
      root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
      kept.setItem("audit theme", root.dataset.theme);
    });
    $("language").addEventListener("click", () => {
      root.dataset.ui = ui() ? "en" : "zh";
      kept.setItem("audit ui", root.dataset.ui);
      if (data) label();
    });
  }

  async function start() {
    look();
    try {
      data = await unpack();
    } catch {
      $("told").append($("old-browser").content.cloneNode(true));
      return;
    }
    index();
    try { dismissed = new Map(JSON.parse(kept.getItem(`audit ${data.signature}`) ?? "[]")); } catch { dismissed = new Map(); }
    $("marked").textContent = dismissed.size;
    $("marked").hidden = !dismissed.size;
    readState();
    $("filters").hidden = false;
    listen();
    label();
  }
  start();
})();
