/* The residents' chat page. Talks to bot/channels/webchat.py; what it draws is docs/reply.schema.json.

   Classic script, ES2018 without look-behind (old WeChat browsers refuse the whole file for one).
   Whatever comes from outside is set as text or built as DOM nodes, never read as HTML; no word of it
   becomes a class, an id or an address. */
(function () {
  "use strict";

  const BASE = new URL(".", document.currentScript.src).href;
  const MAX_LENGTH = 500;
  const COUNT_FROM = 430;
  const WAIT_MS = 20000;
  const SLOW_MS = 5000;
  const SESSION_MS = 3000;
  const RETRY_MS = [5000, 15000, 30000, 60000];
  const IDLE_MS = 30 * 60 * 1000;
  const OWN_DEVICE_MS = 30 * 24 * 60 * 60 * 1000;
  const KEPT_TURNS = 80;
  const HOTLINE = "12345";
  const ASK = "想问什么？";

  const $ = (id) => document.getElementById(id);
  const root = document.documentElement;
  const log = $("log");
  const say = $("say");

  /* ---------- Memory: storage may be switched off, then the page simply forgets ---------- */

  function recall(storage, key) {
    try {
      return window[storage].getItem("xiaoxi." + key);
    } catch (refused) {
      return null;
    }
  }

  function keep(storage, key, value) {
    try {
      if (value === null) window[storage].removeItem("xiaoxi." + key);
      else window[storage].setItem("xiaoxi." + key, value);
    } catch (refused) {
      /* private window or full: nothing to do */
    }
  }

  function random(bytes) {
    const found = window.crypto.getRandomValues(new Uint8Array(bytes));
    return Array.from(found, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function messageId() {
    return random(16).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
  }

  /* One turn: {id, text, body, state: "waiting"|"queued"|"failed"|"sent"|"note", problem, masked,
     messages: [{text, custom, rated}]}; a "note" is the page's own word and has no question. */
  let turns = [];
  let sender = null; // a promise of the id; a secret the server issues, or 128 bits of our own
  let senderKnown = null;

  async function issuedSender() {
    try {
      const asked = window.fetch(BASE + "session", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
      const late = new Promise((done, fail) => window.setTimeout(() => fail(new Error("late")), SESSION_MS));
      const response = await Promise.race([asked, late]);
      const answer = response.ok && (await response.json());
      if (answer && /^[\w.:@+-]{32,64}$/.test(answer.sender)) return answer.sender;
    } catch (missing) {
      /* an older door, or no network yet */
    }
    return random(16);
  }

  function newSender() {
    senderKnown = null;
    const asked = issuedSender();
    sender = asked;
    asked.then((id) => {
      if (sender === asked) senderKnown = id;
    });
  }

  function save() {
    const kept = turns.slice(-KEPT_TURNS).map((turn) => {
      const done = turn.state === "sent" && turn.body && turn.body.location; // where somebody was is not kept
      return done ? Object.assign({}, turn, { body: null }) : turn;
    });
    if (kept.length && senderKnown) keep("localStorage", "talk", JSON.stringify({ sender: senderKnown, at: Date.now(), turns: kept }));
    else keep("localStorage", "talk", null);
    keep("sessionStorage", "here", kept.length ? "1" : null);
  }

  function savedTalk() {
    try {
      const talk = JSON.parse(recall("localStorage", "talk") || "null");
      return talk && Array.isArray(talk.turns) && talk.turns.length && typeof talk.sender === "string" ? talk : null;
    } catch (broken) {
      return null;
    }
  }

  function idleLimit() {
    return recall("localStorage", "own") === "1" ? OWN_DEVICE_MS : IDLE_MS;
  }

  /* Asks the server to forget too; an older door does not know how, and nobody waits for it. */
  function forget(id) {
    if (!id) return;
    window
      .fetch(BASE + "forget", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ sender: id }),
        keepalive: true,
      })
      .catch(() => null);
  }

  /* ---------- Numbers that identify a person: hidden before they are shown, kept or sent ---------- */

  const CARD = /(^|[^0-9０-９])((?:[0-9０-９][\s\-—－]{0,3}){17}[0-9０-９XxＸｘ])(?![0-9０-９])/g;
  const BANK = /(^|[^0-9０-９])((?:[0-9０-９][\s\-—－]{0,3}){15,18}[0-9０-９])(?![0-9０-９])/g;
  const DAYS = /^(19|20)\d\d[\s\-—－]|^(19|20)\d\d(19|20)\d\d(19|20)\d\d/;
  const KEPT_BACK = "号码已经替您遮住，没有发出去：问事不用发身份证号、银行卡号。";

  function masked(text) {
    const hide = (label) => (all, before, number) => (DAYS.test(number) ? all : before + label);
    return text.replace(CARD, hide("〔身份证号〕")).replace(BANK, hide("〔银行卡号〕"));
  }

  /* ---------- Building nodes ---------- */

  function el(tag, attributes) {
    const node = document.createElement(tag);
    Object.entries(attributes || {}).forEach(([name, value]) => {
      if (value === null || value === undefined || value === false) return;
      if (name === "text") node.textContent = value;
      else if (name === "click") node.addEventListener("click", value);
      else node.setAttribute(name, value === true ? "" : value);
    });
    for (let i = 2; i < arguments.length; i += 1) {
      if (arguments[i]) node.append(arguments[i]);
    }
    return node;
  }

  const ICONS = {
    pin: "M12 21.5s-7-6.7-7-11.8a7 7 0 0 1 14 0c0 5.1-7 11.8-7 11.8z M12 12.3a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2z",
    phone: "M6.5 3.5h3l1.5 4.5-2 1.5a12 12 0 0 0 5.5 5.5l1.5-2 4.5 1.5v3a2 2 0 0 1-2.2 2A16.5 16.5 0 0 1 4.5 5.7a2 2 0 0 1 2-2.2z",
    thumb: "M4 10.8h3.2v9H4z M7.2 10.8l3.9-7.5c1.7.1 2.6 1.3 2.3 2.9l-.7 3.6h5.1a2 2 0 0 1 2 2.4l-1.3 6a2 2 0 0 1-2 1.6H7.2",
    map: "M3.5 6.5l5.5-2.5 6 2.5 5.5-2.5v14l-5.5 2.5-6-2.5-5.5 2.5z M9 4v14 M15 6.5v14",
    list: "M4 6h.01 M4 12h.01 M4 18h.01 M8.5 6H20 M8.5 12H20 M8.5 18H20",
    ear: "M4 9.5v5h3.5l5 4V5.5l-5 4z M16 9a4.2 4.2 0 0 1 0 6 M18.6 6.5a7.8 7.8 0 0 1 0 11",
    copy: "M9 8.5h10.5V20H9z M5 15.5H4V4h10.5v1.5",
    share: "M12 14.5V3.5 M8 7l4-3.7L16 7 M6 11.5H4.5V20.5h15v-9H18",
    mic: "M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3z M6 11.5a6 6 0 0 0 12 0 M12 17.5v3.5",
    printer: "M7 8.5v-5h10v5 M6.5 16.5H4v-8h16v8h-2.5 M7 13.5h10v7H7z",
  };

  function icon(name, turned) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("focusable", "false");
    svg.setAttribute("class", turned ? "icon turned" : "icon");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  }

  function webAddress(url) {
    try {
      const parsed = new URL(url);
      return parsed.protocol === "http:" || parsed.protocol === "https:" ? parsed.href : null;
    } catch (wrong) {
      return null;
    }
  }

  function outLink(url, text, className) {
    return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", class: className, text: text });
  }

  /* The number to dial: what stands before 转 or a comma, digits only. */
  function dial(number) {
    return String(number).split(/[转,，;；/、]/)[0].replace(/\D/g, "");
  }

  function telButton(number, label) {
    return el("a", { class: "call", href: "tel:" + dial(number) }, icon("phone"), el("span", { text: label }));
  }

  function pressed(name, label, click, className) {
    return el("button", { type: "button", class: className || "tiny", click: click }, icon(name), el("span", { text: label }));
  }

  /* ---------- Text: telephone numbers and web addresses become links ---------- */

  const LINKABLE = /https?:\/\/[^\s，。；、！？（）《》“”"'<>]+|(?:[(（]0\d{2,3}[)）]\s?)?\d[\d-]*\d/g;
  const COUNTED = /^\s*(元|块|万|千|百|%|％|岁|周岁|天|日|个|米|平|人|名|年|月|分|条|项|次|家|公里|小时|多|余|[.．]\d)/;
  const CALLING = /(打|拨|警|救|急病|火|电话|热线)[^，。；]{0,3}$/;
  const MONEY = /\d[\d,]*(?:\.\d+)?(?:万|亿)?元/g;

  function isPhone(match, before, after) {
    const digits = match.replace(/\D/g, "");
    if (COUNTED.test(after)) return false;
    if (/^0\d{9,11}$/.test(digits) || /^(400|800)\d{7}$/.test(digits) || /^1[3-9]\d{9}$/.test(digits)) return true;
    if (/^(12[13]\d\d|9[56]\d{3})$/.test(digits)) return true;
    if (/^[2-8]\d{7}$/.test(digits)) return CALLING.test(before);
    if (/^(110|119|120|122)$/.test(digits)) {
      return CALLING.test(before) || /\d\s?[、或和]\s?$/.test(before) || /^\s?(报警|急救|火警)/.test(after);
    }
    return false;
  }

  function addText(node, text) {
    let done = 0;
    let found;
    LINKABLE.lastIndex = 0;
    while ((found = LINKABLE.exec(text)) !== null) {
      const match = found[0];
      const before = text.slice(Math.max(0, found.index - 8), found.index);
      const after = text.slice(found.index + match.length, found.index + match.length + 4);
      let link = null;
      if (match.startsWith("http")) link = webAddress(match) && outLink(webAddress(match), match);
      else if (isPhone(match, before, after)) link = el("a", { class: "tel", href: "tel:" + dial(match), text: match });
      if (link) {
        node.append(text.slice(done, found.index), link);
        done = found.index + match.length;
      }
    }
    node.append(text.slice(done));
    return node;
  }

  /* Sums stand out in the line that is about this very person. */
  function addSums(node, text) {
    let done = 0;
    String(text).replace(MONEY, (sum, at) => {
      node.append(text.slice(done, at), el("b", { text: sum }));
      done = at + sum.length;
      return sum;
    });
    node.append(text.slice(done));
    return node;
  }

  const CHINESE = /[\u4e00-\u9fff]/;
  const ITEM = /^\s*(\d{1,2}[.、．](?!\d)\s?|[·•▪-]\s)/;

  function lines(text) {
    return String(text || "").split("\n").map((line) => line.trim()).filter(Boolean);
  }

  /* Paragraphs as they were written; marked lines in a row become a real list. */
  function drawText(text) {
    const box = el("div", { class: "text" });
    let list = null;
    lines(text).forEach((line) => {
      const mark = ITEM.exec(line);
      if (!mark) {
        list = null;
        box.append(addText(el("p"), line));
        return;
      }
      const tag = /\d/.test(mark[0]) ? "ol" : "ul";
      if (!list || list.localName !== tag) {
        list = el(tag, tag === "ol" ? { start: parseInt(mark[0], 10) } : {});
        box.append(list);
      }
      list.append(addText(el("li"), line.slice(mark[0].length)));
    });
    return box;
  }

  /* The lines of a plain text that do not merely say again what is drawn otherwise. */
  function withoutRepeated(text, names) {
    const told = names.filter(Boolean);
    return lines(text)
      .filter((line) => {
        const named = told.filter((name) => line.includes(name)).length;
        return !(named && ITEM.test(line)) && named < 2;
      })
      .join("\n");
  }

  /* ---------- Small words ---------- */

  function chineseDate(date) {
    const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(date || "");
    return parts ? `${parts[1]}年${Number(parts[2])}月${Number(parts[3])}日` : null;
  }

  function today() {
    const now = new Date();
    return `${now.getFullYear()}年${now.getMonth() + 1}月${now.getDate()}日`;
  }

  function plainNumber(value) {
    return value.toLocaleString("zh-CN", { useGrouping: false, maximumFractionDigits: 2 });
  }

  function distance(metres) {
    if (typeof metres !== "number") return null;
    return metres < 1000
      ? `约 ${Math.max(10, Math.round(metres / 10) * 10)} 米`
      : `约 ${(metres / 1000).toFixed(1)} 公里`;
  }

  function badge(text, kind) {
    return el("span", { class: kind ? "badge " + kind : "badge", text: text });
  }

  const unverified = () => badge("待核实");

  /* ---------- Choices ---------- */

  function choiceButton(choice, number) {
    const button = el("button", { type: "button", class: "choice", click: () => send({ payload: choice.payload }, choice.title) });
    if (number) button.append(el("span", { class: "number", text: String(number) }));
    button.append(el("span", { text: choice.title }));
    return button;
  }

  function drawChoices(choices, heading, numbered, extra) {
    const usable = (choices || []).filter((choice) => choice && choice.title && choice.payload);
    if (!usable.length && !extra) return null;
    const short = !numbered && usable.every((choice) => choice.title.length <= 7);
    const list = el("ul", { class: short ? "choices short-choices" : "choices" });
    if (extra) list.append(el("li", { class: "whole" }, extra));
    let number = 0;
    usable.forEach((choice) => {
      if (numbered && choice.topic) number += 1;
      list.append(el("li", {}, choiceButton(choice, numbered && choice.topic ? number : 0)));
    });
    return el("div", { class: "choice-box" }, heading && el("p", { class: "small-head", text: heading }), list);
  }

  function locationButton() {
    return pressed("pin", "发送我的位置", shareLocation, "choice solid");
  }

  /* ---------- Answers: what was asked, what means you, three lines; the rest unfolds ---------- */

  function fold(title, body, mark) {
    return el("details", { class: "fold" }, el("summary", {}, el("span", { text: title }), mark), body);
  }

  /* Cases and their sums: “满80周岁：每月100元” is a row; null where a line is not so. */
  function tierTable(rows, title) {
    const pairs = rows.map((row) => /^([^：:]{1,40})[：:](.+)$/.exec(row));
    if (!pairs.every(Boolean)) return null;
    const body = el("tbody");
    pairs.forEach((pair) => body.append(el("tr", {}, el("th", { scope: "row", text: pair[1] }), addSums(el("td"), pair[2]))));
    return el("table", { class: "tiers" }, el("caption", { class: "unseen", text: title }), body);
  }

  function drawSection(section) {
    const rows = (section.lines || []).map(String);
    let body = section.aspect === "tiers" ? tierTable(rows, section.title) : null;
    if (!body && rows.length === 1) body = addText(el("p"), rows[0]);
    if (!body) {
      body = el(section.ordered ? "ol" : "ul");
      rows.forEach((row) => body.append(addText(el("li"), row)));
    }
    return fold(section.title, body, section.verified === false && unverified());
  }

  function sourceItem(source) {
    const url = source.url && webAddress(source.url);
    const name = `《${source.title}》`;
    const where = [source.number, source.clause].filter(Boolean).join("　");
    return el("li", {}, url ? outLink(url, name) : el("span", { text: name }), where && el("span", { class: "where", text: where }));
  }

  function figureItem(figure) {
    const since = chineseDate(figure.effective_from);
    const next = figure.next && chineseDate(figure.next.effective_from);
    const item = el("li", {}, el("span", { text: `${figure.title || ""}：${plainNumber(figure.value)} ${figure.unit}` }));
    if (figure.verified === false) item.append(unverified());
    if (since) item.append(el("span", { class: "where", text: `${since}起执行` }));
    if (next) item.append(el("span", { class: "where", text: `${next}起改为 ${plainNumber(figure.next.value)} ${figure.unit}` }));
    return item;
  }

  function drawBasis(custom) {
    const sources = (custom.sources || []).filter((source) => source && source.title);
    const figures = (custom.figures || []).filter((figure) => figure && figure.title && typeof figure.value === "number");
    if (!sources.length && !figures.length) return null;
    const body = el("div");
    if (figures.length) {
      const list = el("ul", { class: "sources" });
      figures.forEach((figure) => list.append(figureItem(figure)));
      body.append(el("p", { class: "small-head", text: "用到的数字" }), list);
    }
    if (sources.length) {
      const list = el("ol", { class: "sources" });
      sources.forEach((source) => list.append(sourceItem(source)));
      body.append(el("p", { class: "small-head", text: "文件" }), list);
    }
    const doubtful = figures.some((figure) => figure.verified === false);
    return fold(sources.length ? `依据（${sources.length} 份文件）` : "依据", body, doubtful && unverified());
  }

  function drawVisible(custom) {
    const box = el("div", { class: "visible" });
    const lead = addText(el("p", { class: "lead" }), custom.lead || "");
    if (custom.verified === false) lead.append(" ", unverified());
    box.append(lead);
    if (custom.mine) box.append(addSums(el("p", { class: "mine-line" }), custom.mine));
    if ((custom.short || []).length) {
      const list = el("ul", { class: "short-lines" });
      custom.short.forEach((line) => list.append(addText(el("li"), String(line))));
      box.append(list);
    }
    return box;
  }

  function drawAnswer(message, turn) {
    const custom = message.custom;
    if (!custom.lead) return drawPlain(message, turn);
    const card = el("div", { class: "card answer" });
    if (custom.title) card.append(el("h3", { class: "asked", text: custom.title }));
    const asOf = chineseDate(custom.as_of);
    if (asOf) card.append(el("p", {}, badge(`按 ${asOf} 的规定`, "quiet")));
    card.append(drawVisible(custom));
    const folds = el("div", { class: "folds" });
    (custom.more || []).forEach((section) => folds.append(drawSection(section)));
    const basis = drawBasis(custom);
    if (basis) folds.append(basis);
    if (folds.childNodes.length) card.append(folds);
    card.append(drawTools(message, turn), drawRating(message, turn));
    return [card, drawChoices((custom.related || []).slice(0, 3), "接着问"), drawChoices(custom.choices)];
  }

  /* ---------- Emergency: the number first, what to do until help comes, nothing else ---------- */

  function drawEmergency(message) {
    const custom = message.custom;
    const card = el("section", { class: "card emergency", "aria-label": "紧急求助" });
    card.append(el("p", { class: "lead", text: custom.lead || message.text }));
    const calls = custom.calls && custom.calls.length ? custom.calls : [{ number: custom.phone || "110", label: "" }];
    calls.forEach((call, at) => {
      const label = `${call.number} ${call.label || ""}`.trim();
      card.append(telButton(call.number, at ? label : `拨打 ${label}`));
    });
    const list = el("ul", { class: "until-help" });
    (custom.short || []).forEach((line) => list.append(el("li", { text: String(line) })));
    if (list.childNodes.length) card.append(list);
    return [card];
  }

  /* ---------- A person, and honest noes ---------- */

  function drawHandoff(message) {
    const custom = message.custom;
    const card = el("div", { class: "card handoff" });
    if (custom.lead) card.append(addText(el("p", { class: "lead" }), custom.lead));
    const calls = custom.calls && custom.calls.length ? custom.calls : [{ number: custom.phone || HOTLINE, label: "" }];
    calls.forEach((call) => card.append(telButton(call.number, `拨打 ${call.number} ${call.label || ""}`.trim())));
    if (custom.code) {
      const code = el("b", { class: "code", text: String(custom.code) });
      card.append(el("p", { class: "code-line" }, "接通后报这个号，不用从头说：", code));
      const seen = el("p", { class: "code-seen", role: "status" });
      card.append(seen);
      watchSeen(seen, message, 0);
    }
    const rest = lines(message.text).filter((line) => line !== custom.lead && !(custom.code && line.includes(custom.code))).join("\n");
    if (rest) card.append(drawText(rest));
    return [card, drawChoices(custom.choices)];
  }

  const SEEN_MS = 15000;
  const SEEN_TIMES = 120;

  /* Whether somebody of the staff has opened what was said, asked again for half an hour. */
  async function watchSeen(node, message, times) {
    if (message.seen) {
      node.textContent = message.seen;
      return;
    }
    if (times && !node.isConnected) return;
    const told = await post("handover", { sender: await sender }).catch(() => null);
    const mine = told && told.code === message.custom.code;
    if (mine && told.read_at) {
      message.seen = `工作人员 ${told.read_at.slice(11, 16)} 打开看了您刚才问的。`;
      node.textContent = message.seen;
      save();
      return;
    }
    if (mine) node.textContent = "工作人员还没有打开。";
    if (times < SEEN_TIMES) window.setTimeout(() => watchSeen(node, message, times + 1), SEEN_MS);
  }

  function drawPlain(message, turn, tone) {
    const custom = message.custom;
    const bubble = el("div", { class: tone ? "bubble " + tone : "bubble" });
    const names = (custom.choices || []).map((choice) => choice.title);
    bubble.append(drawText(withoutRepeated(message.text, names) || message.text));
    if (custom.phone) bubble.append(telButton(custom.phone, `拨打 ${custom.phone}`));
    bubble.append(drawTools(message, turn));
    return [bubble, drawChoices(custom.choices), drawChoices(custom.related, "接着问")];
  }

  function drawClarify(message, turn) {
    const names = (message.custom.choices || []).map((choice) => choice.title);
    const asking = message.custom.lead || withoutRepeated(message.text, names);
    return [
      el("div", { class: "bubble" }, drawText(asking), drawTools(message, turn)),
      drawChoices(message.custom.choices, null, true),
    ];
  }

  /* ---------- Places ---------- */

  function placeDoors(place) {
    const doors = el("div", { class: "doors" });
    const whose = () => el("span", { class: "unseen", text: `：${place.name}` });
    if (place.phone && dial(place.phone)) {
      const call = telButton(place.phone, "打电话");
      call.append(whose());
      doors.append(call);
    }
    const map = place.map_url && webAddress(place.map_url);
    if (map) {
      const link = outLink(map, "", "door");
      link.append(icon("map"), el("span", { text: "看地图" }), whose());
      doors.append(link);
    }
    return doors;
  }

  function drawPlace(place, isYours) {
    const head = el("div", { class: "card-head" }, el("h3", { text: place.name }), place.verified === false && unverified());
    const facts = el("p", { class: "place-facts" });
    const far = distance(place.distance_m);
    if (isYours) facts.append(badge("管您那里的", "good"));
    if (far) facts.append(el("b", { text: far }));
    if (typeof place.walk_minutes === "number") facts.append(el("span", { text: `步行约 ${place.walk_minutes} 分钟` }));
    if (typeof place.open_now === "boolean") facts.append(badge(place.open_now ? "现在开着" : "现在关门", place.open_now ? "good" : "quiet"));
    const rows = el("dl", { class: "rows" });
    [
      ["地址", place.address],
      ["时间", place.hours],
      ["电话", place.phone],
      ["无障碍", place.accessibility],
      ["来源", place.source],
    ].forEach(([name, value]) => {
      if (value) rows.append(el("dt", { text: name }), addText(el("dd", {}), String(value)));
    });
    const doors = placeDoors(place);
    return el("li", { class: "card place" }, head, facts.childNodes.length && facts, rows, doors.childNodes.length && doors);
  }

  function drawCoverage(coverage) {
    if (!coverage || typeof coverage.known !== "number" || typeof coverage.total !== "number") return null;
    if (coverage.known >= coverage.total) return null;
    const from = [coverage.total_source, coverage.total_on].filter(Boolean).join("，");
    const text = `我这里登记了 ${coverage.known} 个，全区 ${coverage.total} 个${from ? `（${from}）` : ""}，不是全部。`;
    return el("p", { class: "coverage", text: text });
  }

  function drawPlaces(message, turn) {
    const custom = message.custom;
    const places = custom.places || [];
    const search = custom.map_search && webAddress(custom.map_search.url);
    const names = places.map((place) => place.name);
    const said = lines(message.text).filter((line) => line !== custom.lead && !(search && line.includes("http")));
    // What names a card stands on it; a line ending in a colon announced what is now the cards.
    const rest = said.filter((line) => !/[：:]$/.test(line) && !names.some((name) => line.includes(name))).join("\n");
    const list = places.length && el("ol", { class: "cards" });
    places.forEach((place, index) => list.append(drawPlace(place, custom.yours === true && index === 0)));
    const bubble = el("div", { class: "bubble" });
    // A lead that only names the one card below says nothing more than it.
    if (custom.lead && !ITEM.test(custom.lead)) bubble.append(addText(el("p", { class: "lead" }), custom.lead));
    if (rest) bubble.append(drawText(rest));
    const coverage = drawCoverage(custom.coverage);
    if (coverage && !/登记|全区|知道/.test(message.text)) bubble.append(coverage);
    bubble.append(drawTools(message, turn));
    const link = search && outLink(search, "", "door map-search");
    if (link) link.append(icon("map"), el("span", { text: custom.map_search.title || "在地图上找" }));
    return [bubble, list, link, drawChoices(custom.choices), drawChoices(custom.related, "接着问")];
  }

  /* ---------- Screening: one question at a time ---------- */

  const NONE = "都没有";
  const NO_OTHERS = "其余都没有";
  const BACK = "上一题";
  const RESULT_NOW = "先告诉我结果";
  const SILENCES = ["不清楚", "不想说"];

  function questionsBefore(turn) {
    const before = turns.slice(0, turns.indexOf(turn));
    const kinds = before.map((each) => (each.messages || []).map((message) => message.custom));
    const ended = kinds.map((customs) => customs.some((custom) => custom.kind === "screening")).lastIndexOf(true);
    return kinds.slice(ended + 1).filter((customs) => customs.some((custom) => Array.isArray(custom.remaining))).length;
  }

  function drawProgress(remaining, turn) {
    if (!Array.isArray(remaining)) return null;
    const [least, most] = remaining;
    const answered = questionsBefore(turn);
    const words = most <= 1 ? "这是最后一个问题" : least === most ? `还有 ${most} 个问题` : `还有 ${Math.max(1, least)} 到 ${most} 个问题`;
    const bar = el("progress", { max: answered + Math.max(1, most), value: answered, "aria-label": "已经答了多少" });
    return el("p", { class: "progress" }, bar, el("span", { text: words }));
  }

  function drawTicks(choices, asked) {
    const ticks = choices.filter((choice) => ![NONE, NO_OTHERS].includes(choice.title));
    const none = choices.find((choice) => choice.title === NONE) || { title: NONE, payload: NONE };
    const others = choices.find((choice) => choice.title === NO_OTHERS);
    const form = el("form", { class: "ticks" });
    const set = el("fieldset", {}, el("legend", { class: "unseen", text: asked }));
    const boxes = ticks.map((choice) => el("input", { type: "checkbox", value: choice.payload }));
    ticks.forEach((choice, at) => set.append(el("label", { class: "switch" }, boxes[at], el("span", { text: choice.title }))));
    const done = el("button", { type: "submit", class: "choice solid" });
    const label = () => {
      const count = boxes.filter((box) => box.checked).length;
      done.textContent = count ? `选好了 ${count} 样${others ? "，其余都没有" : ""}` : NONE;
    };
    form.addEventListener("change", label);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const chosen = ticks.filter((choice, at) => boxes[at].checked);
      if (!chosen.length) send({ payload: none.payload }, none.title);
      else {
        const payload = chosen.map((choice) => choice.payload).concat(others ? [others.payload] : []).join("、");
        send({ payload: payload }, chosen.map((choice) => choice.title).join("、"));
      }
    });
    label();
    form.append(set, done);
    return form;
  }

  /* Not knowing, not saying, going back, and the result so far: always there, never in the way. */
  function steering(custom) {
    const given = (custom.choices || []).filter((choice) => SILENCES.includes(choice.title));
    if (!Array.isArray(custom.remaining) && !given.length) return null;
    const ways = Array.isArray(custom.remaining) ? [BACK, RESULT_NOW].map((words) => ({ title: words, payload: words })) : [];
    const list = el("div", { class: "steering" });
    given.concat(ways).forEach((choice) => list.append(choiceButton(choice)));
    return list;
  }

  /* What is said before the question itself; what was noted is drawn from `noted`. */
  function preface(message, asked, choices, noted) {
    const before = withoutRepeated(message.text, choices.map((choice) => choice.title)).split("\n");
    return before
      .map((line) => (noted.length ? line.replace(/记下了：.*$/, "") : line).trim())
      .filter((line) => line && line !== asked)
      .join("\n");
  }

  function drawQuestion(message, turn) {
    const custom = message.custom;
    const aside = SILENCES.concat([BACK, RESULT_NOW]);
    const choices = (custom.choices || []).filter((choice) => !aside.includes(choice.title));
    const noted = (custom.noted || []).filter(Boolean);
    const asked = custom.title || lines(message.text).pop();
    const before = preface(message, asked, custom.choices || [], noted);
    const bubble = el("div", { class: "bubble question" });
    if (noted.length) bubble.append(el("p", { class: "noted", text: `记下了：${noted.join("；")}` }));
    if (before) bubble.append(drawText(before));
    bubble.append(addText(el("p", { class: "asking" }), asked), drawProgress(custom.remaining, turn) || "", drawTools(message, turn));
    const wantsPlace = custom.slot === "place" && locationButton();
    const controls = el("div", { class: "controls" });
    if (custom.multiple) controls.append(drawTicks(choices, asked));
    else controls.append(drawChoices(choices, null, false, wantsPlace) || "");
    controls.append(steering(custom) || "");
    return [bubble, controls];
  }

  /* ---------- Screening: the result, on one screen ---------- */

  function sum(amount) {
    if (!amount || typeof amount.value !== "number") return null;
    const most = typeof amount.up_to === "number" ? amount.up_to : amount.value;
    if (most <= 0) return null; // “0 元” tells nobody anything
    if (amount.text && amount.value > 0) return amount.text;
    const unit = amount.unit || "元";
    if (typeof amount.up_to === "number" && amount.up_to !== amount.value) {
      const from = amount.value > 0 ? `${plainNumber(amount.value)} 至 ` : "最多 ";
      return `${from}${plainNumber(amount.up_to)} ${unit}`;
    }
    return `${amount.at_most ? "最多 " : ""}${plainNumber(amount.value)} ${unit}`;
  }

  function range(pair) {
    if (!Array.isArray(pair) || !(pair[1] > 0)) return null;
    return pair[0] === pair[1] ? `${plainNumber(pair[1])} 元` : `${pair[0] > 0 ? `${plainNumber(pair[0])} 至 ` : "最多 "}${plainNumber(pair[1])} 元`;
  }

  function drawTotal(total) {
    const rows = [
      ["每月一共", range(total && total.monthly_yuan)],
      ["一次性", range(total && total.once_yuan)],
    ].filter((row) => row[1]);
    if (!rows.length) return null;
    const list = el("dl", { class: "total" });
    rows.forEach(([name, value]) => list.append(el("div", {}, el("dt", { text: name }), el("dd", { text: value }))));
    return list;
  }

  function reasonsOf(result) {
    const list = el("ul");
    (result.reasons || []).forEach((reason) => list.append(addText(el("li", {}), String(reason))));
    const missing = (result.missing || []).filter((name) => CHINESE.test(name));
    if (missing.length) list.append(el("li", { text: "还想知道：" + missing.join("、") }));
    return list.childNodes.length ? list : null;
  }

  function howTo(result, title) {
    if (!result.topic) return null;
    const ask = el("button", { type: "button", class: "choice", click: () => send({ payload: "topic:" + result.topic }, `${title}怎么办`) });
    ask.append(el("span", { text: "看怎么办" }), el("span", { class: "unseen", text: `：${title}` }));
    return ask;
  }

  function takeAlong(papers) {
    const named = (papers || []).slice(0, 2);
    return named.length ? `；${named.join("；")}` : ""; // papers, or how it is done: both read on after the place
  }

  function drawResult(result) {
    const title = result.title || result.scheme;
    const paid = sum(result.amount);
    const reasons = reasonsOf(result);
    const card = el("li", { class: "result" }, el("h4", { text: title }), paid && el("p", { class: "amount", text: paid }));
    if (result.where) card.append(el("p", { class: "where", text: `去${result.where}${takeAlong(result.papers)}` }));
    if (result.verified === false) card.firstChild.append(" ", unverified());
    card.append(el("div", { class: "result-more" }, howTo(result, title), reasons && fold("为什么", reasons)));
    return card;
  }

  function foldResults(results, title) {
    if (!results.length) return null;
    const list = el("ul", { class: "results" });
    results.forEach((result) => list.append(drawResult(result)));
    return fold(`${title}（${results.length} 项）`, list);
  }

  function drawScreening(message, turn) {
    const custom = message.custom;
    const results = custom.results || [];
    const of = (outcome) => results.filter((result) => result.outcome === outcome);
    const card = el("div", { class: "card screening" }, el("h3", { class: "asked", text: custom.title || "看下来是这样" }));
    const said = lines(message.text);
    const before = said.slice(0, Math.max(0, said.indexOf(custom.lead))).join("\n");
    if (before) card.append(el("p", { class: "noted", text: before }));
    card.append(addText(el("p", { class: "lead" }), custom.lead || said[0] || ""));
    if ((custom.noted || []).length) card.append(el("p", { class: "noted", text: `按您说的：${custom.noted.join("；")}` }));
    card.append(drawTotal(custom.total) || "");
    if (of("likely").length) {
      const list = el("ul", { class: "results likely" });
      of("likely").forEach((result) => list.append(drawResult(result)));
      card.append(list);
    }
    const folds = el("div", { class: "folds" });
    [
      ["possible", "有可能，要街道核对"],
      ["need_info", "还差几句话才知道"],
      ["unlikely", "可能性小"],
    ].forEach(([outcome, title]) => folds.append(foldResults(of(outcome), title) || ""));
    const close = said.length > 1 && !ITEM.test(said[said.length - 1]) ? said[said.length - 1] : "这是初步估计，以街道审核为准。";
    card.append(folds, addText(el("p", { class: "where" }), `${close}（${today()}）`));
    card.append(drawTools(message, turn, true));
    return [card, drawChoices(custom.choices), drawChoices(custom.related, "接着问")];
  }

  /* ---------- A reply as words: to hear, to copy, to pass on ---------- */

  function spokenWords(message) {
    const custom = message.custom;
    const parts = [custom.lead, custom.mine].concat(custom.short || []).filter(Boolean);
    if (custom.kind === "emergency") (custom.calls || []).forEach((call) => parts.push(`打 ${call.number}，${call.label || ""}`));
    if (custom.kind === "screening") {
      const likely = (custom.results || []).filter((result) => result.outcome === "likely");
      likely.forEach((result) => parts.push([result.title || result.scheme, sum(result.amount)].filter(Boolean).join("，")));
    }
    if (custom.kind === "answer" && parts.length) return parts;
    if ((custom.kind === "emergency" || custom.kind === "screening") && parts.length) return parts;
    return lines(message.text).map((line) => line.replace(/https?:\S+/g, "").trim()).filter(Boolean);
  }

  function asSpeech(messages) {
    const parts = messages.reduce((all, message) => all.concat(spokenWords(message)), []);
    return parts.map((part) => part.replace(/[。；！]$/, "")).join("。") + "。";
  }

  function writtenWords(message) {
    const custom = message.custom;
    const parts = custom.kind === "answer" && custom.lead ? spokenWords(message) : [message.text];
    if (custom.kind === "screening") parts.splice(0, 1, ...spokenWords(message));
    (custom.more || []).forEach((section) => {
      const marked = section.lines.map((line, at) => (section.ordered ? `${at + 1}. ${line}` : `· ${line}`));
      parts.push(`【${section.title}】`, ...marked);
    });
    const sources = (custom.sources || []).map((source) => `《${source.title}》${source.number || ""}`);
    if (sources.length) parts.push(`依据：${sources.join("、")}`);
    return parts.join("\n");
  }

  function signed(text) {
    return `${text}\n—— 小西 · 西城区民政问答助手，${today()}。以办理时为准，拿不准请拨 ${HOTLINE}。`;
  }

  async function copy(text, told) {
    try {
      await navigator.clipboard.writeText(text);
    } catch (refused) {
      const box = el("textarea", { class: "unseen", "aria-hidden": "true", tabindex: "-1" });
      box.value = text;
      document.body.append(box);
      box.select();
      const done = document.execCommand("copy");
      box.remove();
      if (!done) {
        tell("没有复制成。请长按文字，自己选来复制。");
        return;
      }
    }
    tell(told);
  }

  async function passOn(text) {
    if (!navigator.share) {
      await copy(text, "已经复制，到微信里粘贴给家人就行。");
      return;
    }
    try {
      await navigator.share({ title: "小西的回答", text: text });
    } catch (closed) {
      if (!closed || closed.name !== "AbortError") await copy(text, "已经复制，到微信里粘贴给家人就行。");
    }
  }

  /* ---------- Reading aloud ---------- */

  const voice = "speechSynthesis" in window && "SpeechSynthesisUtterance" in window ? window.speechSynthesis : null;
  let reading = null; // the button whose words are being read

  function hush() {
    if (voice) voice.cancel();
    if (reading) {
      reading.setAttribute("aria-pressed", "false");
      reading.lastChild.textContent = "念给我听";
    }
    reading = null;
  }

  function readOut(messages, button) {
    if (!voice) return;
    hush();
    const speech = new window.SpeechSynthesisUtterance(asSpeech(messages));
    speech.lang = "zh-CN";
    speech.rate = 0.9;
    if (button) {
      reading = button;
      button.setAttribute("aria-pressed", "true");
      button.lastChild.textContent = "别念了";
      speech.onend = () => reading === button && hush();
    }
    voice.speak(speech);
  }

  function readButton(message) {
    const button = pressed("ear", "念给我听", () => (reading === button ? hush() : readOut([message], button)));
    button.setAttribute("aria-pressed", "false");
    return button;
  }

  function readsByItself() {
    const chosen = recall("localStorage", "aloud");
    return Boolean(voice) && (chosen === null ? root.classList.contains("big") : chosen === "1");
  }

  function drawTools(message, turn, printable) {
    const box = el("div", { class: "tools" });
    if (voice) box.append(readButton(message));
    if (message.custom.kind === "answer" || message.custom.kind === "screening" || message.custom.kind === "places") {
      const text = () => signed((turn.text ? `问：${turn.text}\n` : "") + writtenWords(message));
      box.append(pressed("copy", "复制", () => copy(text(), "已经复制。")));
      if (navigator.share || printable) box.append(pressed("share", "转给家人", () => passOn(text())));
    }
    if (printable) box.append(pressed("printer", "打印", (event) => printOne(event.target.closest(".exchange"))));
    return box.childNodes.length ? box : "";
  }

  /* ---------- Was it of use ---------- */

  function drawRating(message, turn) {
    const box = el("div", { class: "rating", role: "group", "aria-label": "这个回答有用吗" });
    const thanks = () =>
      el("p", { class: "rated", text: message.rated ? "谢谢，记下了：有用。" : "谢谢，记下了：没用。工作人员会来看这个回答。" });
    if (typeof message.rated === "boolean") {
      box.append(thanks());
      return box;
    }
    const status = el("p", { class: "rating-problem", role: "status" });
    const rate = async (helpful, comment) => {
      status.textContent = "";
      const custom = message.custom;
      const told = { sender: await sender, topic: custom.topic, question: custom.question, helpful: helpful, text: turn.text || "" };
      if (comment) told.comment = masked(comment);
      try {
        await post("feedback", told);
      } catch (problem) {
        status.textContent = "没有发出去，请过一会儿再点一次。";
        return;
      }
      message.rated = helpful;
      save();
      const word = thanks();
      word.tabIndex = -1;
      box.textContent = "";
      box.append(word);
      word.focus({ preventScroll: true });
    };
    box.append(
      el("span", { class: "rating-ask", text: "有用吗？" }),
      pressed("thumb", "有用", once(() => rate(true))),
      el("button", { type: "button", class: "tiny", click: () => askWhy(box, status, rate) }, icon("thumb", true), el("span", { text: "没用" })),
      status
    );
    return box;
  }

  /* One at a time: a second tap while the first is under way does nothing. */
  function once(work) {
    let busy = false;
    return async () => {
      if (busy) return;
      busy = true;
      await work();
      busy = false;
    };
  }

  function askWhy(box, status, rate) {
    const why = el("textarea", { rows: "2", maxlength: "200" });
    const form = el("form", { class: "why" }, el("label", {}, "哪里没答好？不想写也行。", why));
    form.append(el("button", { type: "submit", class: "choice", text: "交给工作人员" }));
    const deliver = once(() => rate(false, why.value.trim()));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      deliver();
    });
    box.textContent = "";
    box.append(form, status);
    why.focus({ preventScroll: true });
  }

  /* ---------- One question and what was said to it ---------- */

  const DRAW = {
    answer: drawAnswer,
    emergency: drawEmergency,
    clarify: drawClarify,
    places: drawPlaces,
    question: drawQuestion,
    screening: drawScreening,
    handoff: drawHandoff,
    smalltalk: (message, turn) => drawPlain(message, turn),
    fallback: (message, turn) => drawPlain(message, turn),
    error: (message, turn) => drawPlain(message, turn, "broken"),
    // What the page itself says: no position could be had.
    no_position: (message, turn) => {
      const type = el("button", { type: "button", class: "choice solid", click: typePlace, text: "打字告诉小西我在哪儿" });
      return drawPlain(message, turn).concat(drawChoices([], null, false, type));
    },
  };

  const nodes = new Map(); // turn → its node

  function drawn(message, turn) {
    const draw = Object.prototype.hasOwnProperty.call(DRAW, message.custom.kind) ? DRAW[message.custom.kind] : drawPlain;
    return draw(message, turn).filter(Boolean);
  }

  /* In danger only what saves is seen; what else was asked waits, folded. */
  function drawReplies(turn) {
    const node = el("div", { class: "turn bot" }, el("p", { class: "speaker" }, "小西", el("span", { class: "unseen", text: "说：" })));
    const grave = turn.messages.filter((message) => message.custom.kind === "emergency");
    const others = turn.messages.filter((message) => message.custom.kind !== "emergency");
    grave.forEach((message) => node.append(...drawn(message, turn)));
    const rest = others.reduce((parts, message) => parts.concat(drawn(message, turn)), []);
    if (grave.length && rest.length) node.append(el("div", { class: "folds" }, fold("您还问到的", el("div", {}, ...rest))));
    else node.append(...rest);
    const last = turn.messages[turn.messages.length - 1];
    if (last.custom.kind === "error" && turn.body) {
      node.append(el("button", { type: "button", class: "choice again", click: () => again(turn), text: "再问一次" }));
    }
    return node;
  }

  function drawMe(turn) {
    const bubble = el("div", { class: "bubble mine" }, turn.place && icon("pin"), el("span", { class: "said", text: turn.text }));
    const node = el("div", { class: "turn me" }, el("p", { class: "unseen", text: "您说：" }), bubble);
    if (turn.masked) node.append(el("p", { class: "kept-back", text: KEPT_BACK }));
    return node;
  }

  function drawTyping(turn) {
    const words = el("span", { text: "小西正在查" });
    const bubble = el("p", { class: "bubble" }, words, el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")));
    const node = el("div", { class: "turn bot typing" }, bubble);
    window.setTimeout(() => {
      if (!node.isConnected) return;
      words.textContent = "还在查，请稍等";
      node.append(el("button", { type: "button", class: "choice", click: () => turn.stop && turn.stop(), text: "不等了" }));
    }, SLOW_MS);
    return node;
  }

  function drawProblem(turn) {
    const box = el("div", { class: "bubble broken problem" }, drawText(turn.problem));
    const doors = el("div", { class: "doors" });
    doors.append(el("button", { type: "button", class: "choice solid", click: () => again(turn), text: "再试一次" }));
    if (turn.body && turn.body.text) doors.append(el("button", { type: "button", class: "choice", click: () => rewrite(turn), text: "改一改再发" }));
    box.append(doors);
    return el("div", { class: "turn bot" }, box);
  }

  function drawBelow(turn) {
    if (turn.state === "waiting") return drawTyping(turn);
    if (turn.state === "queued" || turn.state === "failed") return drawProblem(turn);
    return drawReplies(turn);
  }

  /* Draws the turn at its own place in the talk; its folds close, so only when its state has changed. */
  function show(turn) {
    const node = el("div", { class: "exchange" }, turn.state !== "note" && drawMe(turn), drawBelow(turn));
    const old = nodes.get(turn);
    nodes.set(turn, node);
    if (old && old.parentNode) old.replaceWith(node);
    else log.append(node);
    document.body.classList.add("talking");
    return node;
  }

  function barHeight() {
    const bar = document.querySelector(".bar");
    return window.getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
  }

  /* Brings the start of `node` under the bar: what is long is read from its top. */
  function reveal(node, instantly) {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const top = node.getBoundingClientRect().top + window.pageYOffset - barHeight() - 12;
    window.scrollTo({ top: Math.max(0, top), behavior: calm || instantly ? "auto" : "smooth" });
  }

  /* ---------- Sending: one message at a time, in the order they were said ---------- */

  function Problem(message, isOffline) {
    this.message = message;
    this.isOffline = Boolean(isOffline);
  }

  const BUSY = "现在问的人多，小西忙不过来。您写的内容还在，过一分钟点“再试一次”";
  const OFFLINE = "网络断了，这句话还没有发出去。您写的内容还在，网络一好就自动发。";

  function refusal(response, answer) {
    const told = answer && answer.error && answer.error.message;
    if (response.status === 429) return `${BUSY}；急事请拨 ${HOTLINE}。`;
    if (response.status >= 500) return `小西这边出了点故障，没有答上来。您写的内容还在，请过一会儿再试；急事请拨 ${HOTLINE}。`;
    if (told) return `没有办成：${told.replace(/[。.]$/, "")}。您写的内容还在，可以改一改或再试一次。`;
    return `小西没有收到您的话。内容还在，请过一会儿再试；急事请拨 ${HOTLINE}。`;
  }

  async function post(path, body, turn) {
    const aborter = "AbortController" in window ? new AbortController() : null;
    const stop = () => aborter && aborter.abort();
    const timer = window.setTimeout(stop, WAIT_MS);
    if (turn) turn.stop = stop;
    let response;
    let answer = null;
    try {
      response = await window.fetch(BASE + path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        signal: aborter ? aborter.signal : undefined,
      });
      answer = await response.json().catch(() => null);
    } catch (failed) {
      if (failed && failed.name === "AbortError") {
        throw new Problem(`等了很久没有回音。您写的内容还在，可以再试一次；急事请拨 ${HOTLINE}。`);
      }
      throw new Problem(OFFLINE, true);
    } finally {
      window.clearTimeout(timer);
      if (turn) delete turn.stop;
    }
    if (response.ok && answer) return answer;
    throw new Problem(refusal(response, answer));
  }

  function drawable(messages) {
    const kept = (Array.isArray(messages) ? messages : [])
      .filter((message) => message && typeof message.text === "string")
      .map((message) => ({ text: message.text, custom: message.custom || {} }));
    if (!kept.length) throw new Problem(`小西这次没有答上来。可以再试一次，急事请拨 ${HOTLINE}。`);
    return kept;
  }

  let pumping = false;
  let tries = 0;
  let retry = null;

  function send(body, shown) {
    if (!$("resume").hidden) startAfresh(); // whoever asks something new has not taken up the last talk
    endIfIdle();
    const turn = { id: messageId(), text: shown, body: body, state: "waiting", place: Boolean(body.location) };
    const text = body.text && masked(body.text);
    if (body.text && text !== body.text) Object.assign(turn, { text: masked(shown), body: { text: text }, masked: true });
    turns.push(turn);
    hush();
    reveal(show(turn));
    save();
    pump();
  }

  async function pump() {
    if (pumping) return;
    pumping = true;
    let turn;
    while ((turn = turns.find((each) => each.state === "waiting"))) await deliver(turn);
    pumping = false;
  }

  async function deliver(turn) {
    const isLast = () => turns[turns.length - 1] === turn;
    try {
      const id = await sender;
      const answer = await post("messages", Object.assign({ sender: id, id: turn.id }, turn.body), turn);
      turn.messages = drawable(answer.messages);
      turn.state = "sent";
      tries = 0;
    } catch (failed) {
      turn.state = failed.isOffline ? "queued" : "failed";
      turn.problem = failed instanceof Problem ? failed.message : `页面出了点问题，请再试一次；急事请拨 ${HOTLINE}。`;
    }
    if (!turns.includes(turn)) return; // cleared meanwhile
    if (turn.state === "queued") holdBack(turn);
    const node = show(turn);
    if (turn.state === "sent") announce(turn);
    if (isLast()) reveal(node.offsetHeight > window.innerHeight / 2 ? node.lastChild : node);
    save();
  }

  function announce(turn) {
    $("said").textContent = "小西：" + asSpeech(turn.messages);
    if (readsByItself()) readOut(turn.messages);
  }

  /* No network: what was said after it waits too, so that the order stays. */
  function holdBack(turn) {
    turns.filter((each) => each.state === "waiting" && each !== turn).forEach((each) => {
      each.state = "queued";
      each.problem = OFFLINE;
      show(each);
    });
    window.clearTimeout(retry);
    retry = window.setTimeout(sendQueued, RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]);
    tries += 1;
  }

  function sendQueued() {
    const held = turns.filter((turn) => turn.state === "queued");
    held.forEach((turn) => {
      turn.state = "waiting";
      show(turn);
    });
    if (held.length) pump();
  }

  window.addEventListener("online", sendQueued);

  function again(turn) {
    turn.state = "waiting";
    if (turn.messages) turn.id = messageId(); // it was answered, but badly: a new try, not the same answer
    delete turn.messages;
    show(turn);
    save();
    pump();
  }

  function rewrite(turn) {
    turns = turns.filter((other) => other !== turn);
    nodes.get(turn).remove();
    nodes.delete(turn);
    save();
    say.value = [turn.text, say.value].filter(Boolean).join("\n").slice(0, MAX_LENGTH);
    written();
    say.focus();
  }

  function note(kind, text) {
    const turn = { state: "note", messages: [{ text: text, custom: { kind: kind } }] };
    turns.push(turn);
    reveal(show(turn));
    save();
  }

  /* ---------- Where the resident is ---------- */

  const WHY_NOT = {
    1: "手机没有允许小西看您的位置，没关系。",
    2: "手机这会儿没找到自己的位置，没关系。",
    3: "等了一会儿，手机没给出位置，没关系。",
  };
  const SAY_WHERE = "告诉我您在哪儿也一样：街道、小区、路口、地铁站，或者附近有名的地方，比如“牛街清真寺旁边”。";
  let locating = false;

  function position(options) {
    return new Promise((found, refused) => navigator.geolocation.getCurrentPosition(found, refused, options));
  }

  async function shareLocation() {
    if (locating) return;
    if (!navigator.geolocation) {
      note("no_position", "这个浏览器给不了位置，没关系。" + SAY_WHERE);
      return;
    }
    locating = true;
    tell("正在取您的位置，手机问“是否允许”时请点允许…");
    try {
      let found;
      try {
        found = await position({ enableHighAccuracy: true, timeout: 8000, maximumAge: 60000 });
      } catch (refused) {
        if (refused.code === 1) throw refused;
        found = await position({ enableHighAccuracy: false, timeout: 8000, maximumAge: 300000 });
      }
      tell("");
      send({ location: { lon: found.coords.longitude, lat: found.coords.latitude, datum: "wgs84" } }, "我的位置");
    } catch (refused) {
      tell("");
      note("no_position", (WHY_NOT[refused.code] || WHY_NOT[2]) + SAY_WHERE);
    }
    locating = false;
  }

  function typePlace() {
    say.placeholder = "我在…（街道、小区、路口）";
    say.focus();
  }

  /* ---------- The writing line ---------- */

  function tell(text) {
    $("notice").textContent = text;
  }

  function written() {
    say.style.height = "auto";
    say.style.height = Math.min(say.scrollHeight + 2, window.innerHeight * 0.35) + "px";
    const left = MAX_LENGTH - say.value.length;
    $("left").hidden = say.value.length < COUNT_FROM;
    $("left").textContent = left > 0 ? `还能写 ${left} 个字` : `已经写满 ${MAX_LENGTH} 个字`;
    keep("sessionStorage", "draft", say.value || null);
  }

  function hideNumbers() {
    const hidden = masked(say.value);
    if (hidden === say.value) return false;
    say.value = hidden;
    tell(KEPT_BACK);
    return true;
  }

  function submit() {
    const text = say.value.trim();
    if (!text) {
      tell("先写一句想问的话，再点发送。");
      say.focus();
      return;
    }
    say.value = "";
    say.placeholder = ASK;
    written();
    send({ text: text }, text);
  }

  $("form").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });

  say.addEventListener("keydown", (event) => {
    // 229: some input methods say so only here while a word is being composed
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });

  say.addEventListener("input", (event) => {
    if (event.isComposing || !hideNumbers()) tell("");
    written();
  });

  /* ---------- Pictures: refused kindly, and never opened by the browser instead ---------- */

  const NO_PICTURE = "我还看不了图片。请把图上的字打给我，或者用一句话说说想问什么。";

  function hasFiles(data) {
    return Boolean(data) && Array.from(data.types || []).includes("Files");
  }

  say.addEventListener("paste", (event) => {
    const data = event.clipboardData;
    const pasted = (data && data.getData("text")) || "";
    if (hasFiles(data) && !pasted) {
      event.preventDefault();
      tell(NO_PICTURE);
      return;
    }
    const kept = say.value.length - (say.selectionEnd - say.selectionStart);
    if (kept + pasted.length > MAX_LENGTH) window.setTimeout(() => tell(`一次最多写 ${MAX_LENGTH} 个字，多出来的没有贴进来。`), 0);
  });
  window.addEventListener("dragover", (event) => hasFiles(event.dataTransfer) && event.preventDefault());
  window.addEventListener("drop", (event) => {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    tell(NO_PICTURE);
  });

  /* ---------- Speaking instead of typing, where the browser can ---------- */

  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  const NOT_HEARD = {
    "not-allowed": "手机没有允许用话筒，没关系，打字也一样。",
    "no-speech": "没有听到声音，请再点一下话筒说一遍。",
    network: "语音要连网才能用，这会儿没连上，请打字。",
  };
  let listening = null;

  function listen() {
    if (listening) {
      listening.stop();
      return;
    }
    hush();
    const before = say.value;
    listening = new Recognition();
    listening.lang = "zh-CN";
    listening.interimResults = true;
    listening.onresult = (event) => {
      const heard = Array.from(event.results, (result) => result[0].transcript).join("");
      say.value = masked(before + heard).slice(0, MAX_LENGTH);
      written();
    };
    listening.onerror = (event) => tell(NOT_HEARD[event.error] || "这次没有听清，请再说一遍或者打字。");
    listening.onend = () => {
      listening = null;
      $("speak").setAttribute("aria-pressed", "false");
      if (say.value !== before) tell("听到的写在框里了，对的话点发送。");
    };
    $("speak").setAttribute("aria-pressed", "true");
    tell("正在听，请说话；说完再点一下话筒。");
    listening.start();
  }

  if (Recognition) {
    $("speak").hidden = false;
    $("speak").prepend(icon("mic"));
    $("speak").addEventListener("click", listen);
  }

  // What sticks above the dock has to know how high it is just now.
  if ("ResizeObserver" in window) {
    const dock = document.querySelector(".dock");
    new ResizeObserver(() => root.style.setProperty("--dock", `${dock.offsetHeight}px`)).observe(dock);
  }

  $("open-areas").prepend(icon("list"));
  $("locate").prepend(icon("pin"));
  $("locate").addEventListener("click", shareLocation);
  $("person").prepend(icon("phone"));
  $("person").addEventListener("click", () => send({ payload: "转人工" }, "转人工"));

  document.querySelectorAll(".examples button").forEach((button) => {
    button.addEventListener("click", () => send({ payload: button.dataset.payload }, button.lastChild.textContent));
  });

  /* ---------- Sheets: 常用问题, the menu, asking before clearing ---------- */

  let sheet = null; // {veil, opener}

  function openSheet(veil, opener, focused) {
    if (sheet) sheet.veil.hidden = true;
    sheet = { veil: veil, opener: opener };
    veil.hidden = false;
    document.body.classList.add("veiled");
    focused.focus();
  }

  function closeSheet(refocus) {
    if (!sheet) return;
    const opener = sheet.opener;
    sheet.veil.hidden = true;
    sheet = null;
    document.body.classList.remove("veiled");
    if (refocus) opener.focus();
  }

  function holdFocus(event) {
    const inside = Array.from(sheet.veil.querySelectorAll("button, input, summary, a")).filter((node) => node.offsetParent);
    const first = inside[0];
    const last = inside[inside.length - 1];
    const at = document.activeElement;
    if (event.shiftKey ? at === first || !inside.includes(at) : at === last) {
      event.preventDefault();
      (event.shiftKey ? last : first).focus();
    }
  }

  document.querySelectorAll(".veil").forEach((veil) => {
    veil.addEventListener("click", (event) => {
      if (event.target === veil || event.target.hasAttribute("data-close")) closeSheet(true);
    });
    veil.addEventListener("keydown", (event) => {
      if (event.key === "Escape") closeSheet(true);
      if (event.key === "Tab") holdFocus(event);
    });
  });

  const AREAS = JSON.parse($("areas").textContent);

  function showAreas() {
    $("areas-head").textContent = "常用问题";
    $("areas-back").hidden = true;
    $("areas-list").textContent = "";
    AREAS.forEach(([area, questions]) => {
      const tile = el("button", { type: "button", class: "choice", click: () => showArea(area, questions), text: area });
      $("areas-list").append(el("li", {}, tile));
    });
    $("areas-list").className = "tiles";
  }

  function showArea(area, questions) {
    $("areas-head").textContent = area;
    $("areas-back").hidden = false;
    $("areas-list").textContent = "";
    $("areas-list").className = "choices";
    questions.forEach(([title, topic]) => {
      const ask = () => {
        closeSheet(false);
        send({ payload: "topic:" + topic }, title);
      };
      $("areas-list").append(el("li", {}, el("button", { type: "button", class: "choice", click: ask, text: title })));
    });
    $("areas-head").focus();
  }

  $("open-areas").addEventListener("click", () => {
    showAreas();
    openSheet($("areas-veil"), $("open-areas"), $("areas-head"));
  });
  $("areas-back").addEventListener("click", () => {
    showAreas();
    $("areas-head").focus();
  });
  $("open-menu").addEventListener("click", () => openSheet($("menu-veil"), $("open-menu"), $("menu-head")));

  /* ---------- 大字版, colours, reading by itself ---------- */

  function setBig(big) {
    root.classList.toggle("big", big);
    $("big").setAttribute("aria-pressed", String(big));
    keep("localStorage", "big", big ? "1" : null);
    $("aloud").checked = readsByItself();
    written();
  }

  function setLook(look) {
    const known = ["light", "dark", "contrast"].includes(look) ? look : "";
    if (known) root.dataset.look = known;
    else delete root.dataset.look;
    document.querySelector(`[name=look][value="${known}"]`).checked = true;
    keep("localStorage", "look", known || null);
  }

  $("big").addEventListener("click", () => {
    const big = $("big").getAttribute("aria-pressed") !== "true";
    setBig(big);
    if (!big) hush();
    tell(big ? "已换成大字版" + (readsByItself() ? "，回答会念给您听。" : "。") : "");
  });
  document.querySelectorAll("[name=look]").forEach((radio) => radio.addEventListener("change", () => setLook(radio.value)));
  $("aloud").addEventListener("change", () => {
    keep("localStorage", "aloud", $("aloud").checked ? "1" : "0");
    if (!$("aloud").checked) hush();
  });
  $("aloud-row").hidden = !voice;
  $("own").addEventListener("change", () => keep("localStorage", "own", $("own").checked ? "1" : null));

  /* ---------- The end of a talk: cleared, left alone for long, or taken up again ---------- */

  function startOver(told) {
    forget(senderKnown);
    turns.forEach((turn) => turn.stop && turn.stop());
    turns = [];
    nodes.clear();
    hush();
    newSender();
    log.textContent = "";
    $("said").textContent = "";
    $("resume").hidden = true;
    document.body.classList.remove("talking");
    save();
    window.scrollTo(0, 0);
    tell(told);
  }

  let lastUse = Date.now();

  function endIfIdle() {
    if (turns.length && Date.now() - lastUse > idleLimit()) {
      say.value = "";
      written();
      startOver("好一会儿没有说话，为保护您的隐私，刚才的对话已经清掉了。");
    }
    lastUse = Date.now();
  }

  window.setInterval(() => Date.now() - lastUse > idleLimit() && endIfIdle(), 20000);
  ["keydown", "pointerdown", "scroll"].forEach((name) => window.addEventListener(name, endIfIdle, { passive: true, capture: true }));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && endIfIdle());

  $("clear").addEventListener("click", () => openSheet($("clear-veil"), $("open-menu"), $("keep")));
  $("wipe").addEventListener("click", () => {
    closeSheet(false);
    startOver("对话已清空，可以重新问了。");
    say.focus();
  });

  function takeUp(talk) {
    senderKnown = talk.sender;
    sender = Promise.resolve(talk.sender);
    turns = talk.turns;
    turns.forEach((turn) => {
      if (turn.state === "waiting") {
        turn.state = "failed";
        turn.problem = "页面刷新之前，这句话还没等到回答。可以再试一次。";
      }
      show(turn);
    });
    if (turns.some((turn) => turn.state === "queued")) window.setTimeout(sendQueued, 0);
    window.setTimeout(() => turns.length && reveal(nodes.get(turns[turns.length - 1]), true), 0);
    save();
  }

  function ago(at) {
    const minutes = Math.round((Date.now() - at) / 60000);
    if (minutes < 1) return "刚才";
    if (minutes < 60) return `${minutes} 分钟前`;
    return minutes < 24 * 60 ? `${Math.round(minutes / 60)} 小时前` : `${Math.round(minutes / (24 * 60))} 天前`;
  }

  /* Says nothing of what was talked about: the next person may be somebody else. */
  function offer(talk) {
    $("resume-text").textContent = `这台设备上${ago(talk.at)}有一次对话。是您的就接着来，不是就从头开始。`;
    $("resume").hidden = false;
    $("go-on").onclick = () => {
      $("resume").hidden = true;
      takeUp(savedTalk() || talk);
    };
    $("afresh").onclick = () => startAfresh(talk.sender);
  }

  function startAfresh() {
    const talk = savedTalk();
    if (talk) forget(talk.sender);
    $("resume").hidden = true;
    newSender();
    save();
  }

  /* ---------- Paper ---------- */

  function printOne(node) {
    document.body.classList.add("print-one");
    node.classList.add("to-print");
    window.print();
  }

  $("print").addEventListener("click", () => {
    closeSheet(true);
    if (turns.length) window.print();
    else tell("还没有对话可以打印，先问一句吧。");
  });
  $("pass-on").addEventListener("click", () => {
    closeSheet(true);
    const said = turns.filter((turn) => turn.state === "sent");
    if (!said.length) {
      tell("还没有对话可以转，先问一句吧。");
      return;
    }
    passOn(signed(said.map((turn) => `问：${turn.text}\n${turn.messages.map(writtenWords).join("\n")}`).join("\n\n")));
  });
  window.addEventListener("beforeprint", () => {
    $("printed-on").textContent = `小西 · 西城区民政问答助手，${today()}打印。政策以办理时为准，拿不准请拨 ${HOTLINE}。`;
    log.querySelectorAll("details:not([open])").forEach((details) => {
      details.open = true;
      details.dataset.opened = "print";
    });
  });
  window.addEventListener("afterprint", () => {
    document.body.classList.remove("print-one");
    log.querySelectorAll(".to-print").forEach((node) => node.classList.remove("to-print"));
    log.querySelectorAll("details[data-opened]").forEach((details) => {
      details.open = false;
      delete details.dataset.opened;
    });
  });

  /* ---------- Inside another page (embed.js): only words, only with the page around it ---------- */

  function hostOrigin() {
    if (window.parent === window) return null;
    const above = window.location.ancestorOrigins;
    if (above && above.length) return above[0];
    try {
      return new URL(document.referrer).origin;
    } catch (unknown) {
      return null;
    }
  }

  const host = hostOrigin();

  function tellHost(type) {
    if (host) window.parent.postMessage({ from: "xiaoxi", type: type }, host);
  }

  if (window.parent !== window || /[?&]embed=1(&|$)/.test(window.location.search)) root.classList.add("embed");
  if (host) {
    $("fold").hidden = false;
    $("fold").addEventListener("click", () => tellHost("close"));
    window.addEventListener("message", (event) => {
      const asked = event.data;
      if (event.source !== window.parent || event.origin !== host || !asked || asked.to !== "xiaoxi") return;
      if (asked.type !== "ask" || typeof asked.text !== "string") return;
      say.value = masked(asked.text).slice(0, MAX_LENGTH); // into the box, never sent by itself
      written();
      say.focus();
    });
  }

  /* ---------- Opening the page ---------- */

  say.value = recall("sessionStorage", "draft") || "";
  $("own").checked = recall("localStorage", "own") === "1";
  setLook(recall("localStorage", "look") || "");
  setBig(recall("localStorage", "big") === "1");
  keep("localStorage", "sender", null); // of an earlier edition of the page

  const last = savedTalk();
  const isOver = last && Date.now() - last.at > idleLimit();
  if (isOver) {
    forget(last.sender);
    keep("localStorage", "talk", null);
  }
  if (last && !isOver && recall("sessionStorage", "here") === "1") takeUp(last);
  else if (last && !isOver) offer(last);
  if (!sender) newSender();
  tellHost("ready");
})();
