/* The residents' chat page. Talks to bot/channels/webchat.py; what it draws is docs/reply.schema.json.

   Classic script, ES2018 without look-behind (old WeChat browsers refuse the whole file for one).
   Whatever comes from outside is set as text or built as DOM nodes, never read as HTML. */
(function () {
  "use strict";

  const BASE = new URL(".", document.currentScript.src).href;
  const MAX_LENGTH = 500;
  const COUNT_FROM = 430;
  const WAIT_MS = 20000;
  const SLOW_MS = 5000;
  const KEPT_TURNS = 80;
  const HOTLINE = "12345";
  const ASK = "想问什么？";

  const $ = (id) => document.getElementById(id);
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

  function newSender() {
    const bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    const id = "web-" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    keep("localStorage", "sender", id);
    return id;
  }

  let sender = recall("localStorage", "sender") || newSender();

  /* turns: {who: "me", text, body, state: "waiting"|"sent"|"failed", problem}
            {who: "bot", asked, messages: [{text, custom, rated}]} */
  let turns = [];
  let generation = 0; // grows with every “清空对话”: answers to what was cleared are dropped

  function save() {
    keep("sessionStorage", "turns", JSON.stringify(turns.slice(-KEPT_TURNS)));
  }

  function savedTurns() {
    try {
      const saved = JSON.parse(recall("sessionStorage", "turns") || "[]");
      return Array.isArray(saved) ? saved : [];
    } catch (broken) {
      return [];
    }
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

  function telButton(number, label, urgent) {
    return el(
      "a",
      { class: urgent ? "call urgent" : "call", href: "tel:" + dial(number) },
      icon("phone"),
      el("span", { text: label })
    );
  }

  /* ---------- Text: telephone numbers and web addresses become links ---------- */

  const LINKABLE = /https?:\/\/[^\s，。；、！？（）《》“”"'<>]+|(?:[(（]0\d{2,3}[)）]\s?)?\d[\d-]*\d/g;
  const COUNTED = /^\s*(元|块|万|千|百|%|％|岁|周岁|天|日|个|米|平|人|名|年|月|分|条|项|次|家|公里|小时|多|余|[.．]\d)/;
  const CALLING = /(打|拨|警|救|急病|火|电话|热线)[^，。；]{0,3}$/;

  function isPhone(match, before, after) {
    const digits = match.replace(/\D/g, "");
    if (COUNTED.test(after)) return false;
    if (/^0\d{9,11}$/.test(digits) || /^(400|800)\d{7}$/.test(digits) || /^1[3-9]\d{9}$/.test(digits)) return true;
    if (/^(123\d\d|9[56]\d{3})$/.test(digits)) return true;
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

  const HEADING = /^([^：:。，,；\n]{2,9})：(.*)$/;
  const ITEM = /^\s*(\d{1,2}[.、．](?!\d)\s?|[·•▪-]\s)/;

  /* A reply's text, line by line as it was written; headings of an answer's parts stand out. */
  function drawText(text, structured) {
    const box = el("div", { class: structured ? "text structured" : "text" });
    String(text || "")
      .split(/\n{2,}/)
      .filter((block) => block.trim())
      .forEach((block, index) => {
        const yours = block.startsWith("按您说的情况：");
        const paragraph = el("p", { class: index === 0 && structured ? "lead" : yours ? "yours" : null });
        block.split("\n").forEach((line, lineNumber) => {
          const mark = ITEM.exec(line);
          const dotted = mark && !/\d/.test(mark[0]);
          const row = el("span", { class: dotted ? "line item dotted" : mark ? "line item" : "line" });
          const heading = structured && index > 0 && lineNumber === 0 && HEADING.exec(line);
          if (heading) {
            row.append(el("strong", { text: heading[1] + "：" }));
            addText(row, heading[2]);
          } else if (mark) {
            row.append(el("span", { class: "mark", text: mark[0] }));
            addText(row, line.slice(mark[0].length));
          } else {
            addText(row, line);
          }
          paragraph.append(row, "\n");
        });
        box.append(paragraph);
      });
    return box;
  }

  /* ---------- Small words ---------- */

  function chineseDate(date) {
    const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(date || "");
    return parts ? `${parts[1]}年${Number(parts[2])}月${Number(parts[3])}日` : null;
  }

  function distance(metres) {
    if (typeof metres !== "number") return null;
    return metres < 1000
      ? `约 ${Math.max(10, Math.round(metres / 10) * 10)} 米`
      : `约 ${(metres / 1000).toFixed(1)} 公里`;
  }

  function since(figures) {
    const dates = Array.from(new Set((figures || []).map((figure) => figure.effective_from)))
      .sort()
      .reverse()
      .map(chineseDate)
      .filter(Boolean);
    if (!dates.length) return null;
    const older = dates.slice(1, 3).join("、") + (dates.length > 3 ? "等" : "");
    return `数据自 ${dates[0]} 起` + (older ? `（部分自 ${older} 起）` : "");
  }

  function badge(text, kind) {
    return el("span", { class: "badge " + (kind || ""), text: text });
  }

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
    return el("button", { type: "button", class: "choice solid", click: shareLocation }, icon("pin"), el("span", { text: "发送我的位置" }));
  }

  /* ---------- Answers ---------- */

  function drawSources(sources) {
    const usable = (sources || []).filter((source) => source && source.title);
    if (!usable.length) return null;
    const list = el("ol", { class: "sources" });
    usable.forEach((source) => {
      const url = source.url && webAddress(source.url);
      const item = el("li", {}, url ? outLink(url, `《${source.title}》`) : el("span", { text: `《${source.title}》` }));
      const where = [source.number, source.clause].filter(Boolean).join("　");
      if (where) item.append(el("span", { class: "where", text: where }));
      list.append(item);
    });
    return el("details", { class: "basis" }, el("summary", { text: `依据（${usable.length} 份文件）` }), list);
  }

  function drawRating(message, asked) {
    const box = el("div", { class: "rating", role: "group", "aria-label": "这个回答有用吗" });
    const thanks = (helpful) =>
      el("p", { class: "rated", text: helpful ? "谢谢，记下了：有用。" : "谢谢，记下了：没用。工作人员会来看这个回答。" });
    if (typeof message.rated === "boolean") {
      box.append(thanks(message.rated));
      return box;
    }
    let busy = false;
    const status = el("p", { class: "rating-problem", role: "status" });
    const rate = async (helpful) => {
      if (busy) return;
      busy = true;
      status.textContent = "";
      try {
        await post("feedback", { sender: sender, topic: message.custom.topic, helpful: helpful, text: asked || "" });
        message.rated = helpful;
        save();
        const told = thanks(helpful);
        told.tabIndex = -1;
        box.replaceWith(el("div", { class: "rating" }, told));
        told.focus({ preventScroll: true });
      } catch (problem) {
        status.textContent = "没有发出去，请过一会儿再点一次。";
        busy = false;
      }
    };
    box.append(
      el("span", { class: "rating-ask", text: "有用吗？" }),
      el("button", { type: "button", class: "rate", click: () => rate(true) }, icon("thumb"), "有用"),
      el("button", { type: "button", class: "rate", click: () => rate(false) }, icon("thumb", true), "没用"),
      status
    );
    return box;
  }

  function drawAnswer(message, asked) {
    const custom = message.custom;
    const urgent = Boolean(custom.phone); // someone may be in danger: the phone first, no survey
    const sources = drawSources(custom.sources);
    // The last paragraph of the plain text names the sources again.
    const text = sources ? message.text.replace(/\n\n依据：《[^\n]*\s*$/, "") : message.text;
    const dates = since(custom.figures);
    const checked = custom.verified === true && chineseDate(custom.verified_on);
    const card = el("div", { class: urgent ? "card answer urgent" : "card answer" });
    if (custom.title || custom.verified === false) {
      const head = el("div", { class: "card-head" });
      if (custom.title) head.append(el("h3", { text: custom.title }));
      if (custom.verified === false) head.append(badge("待核实"));
      card.append(head);
    }
    if (urgent) card.append(telButton(custom.phone, `马上拨打 ${custom.phone}`, true));
    card.append(drawText(text, true));
    if (dates || checked) {
      card.append(el("p", { class: "since", text: [dates, checked && `${checked} 核对`].filter(Boolean).join("　") }));
    }
    if (sources) card.append(sources);
    if (!urgent) card.append(drawRating(message, asked));
    return [card, drawChoices(custom.related, "接着问"), drawChoices(custom.choices)];
  }

  /* ---------- Emergency: the number first, what to do until help comes, nothing else ---------- */

  function drawEmergency(message) {
    const custom = message.custom;
    const card = el("section", { class: "card emergency", "aria-label": "紧急求助" }, el("p", { class: "lead", text: custom.lead }));
    (custom.calls || []).forEach((call, at) => {
      card.append(telButton(call.number, at ? `${call.number} ${call.label}` : `拨打 ${call.number} ${call.label}`, true));
    });
    const list = el("ul", { class: "until-help" });
    (custom.short || []).forEach((line) => list.append(el("li", { text: line })));
    card.append(list);
    return [card];
  }

  /* ---------- Places ---------- */

  function drawPlace(place, isYours) {
    const head = el("div", { class: "card-head" }, el("h3", { text: place.name }));
    if (place.verified === false) head.append(badge("待核实"));
    const facts = el("p", { class: "place-facts" });
    const far = distance(place.distance_m);
    if (isYours) facts.append(badge("您的街道", "good"));
    if (far) facts.append(el("b", { text: far }));
    if (typeof place.walk_minutes === "number") facts.append(el("span", { text: `步行约 ${place.walk_minutes} 分钟` }));
    if (typeof place.open_now === "boolean") facts.append(badge(place.open_now ? "营业中" : "休息", place.open_now ? "good" : "quiet"));
    const rows = el("dl", { class: "rows" });
    [
      ["地址", place.address],
      ["时间", place.hours],
      ["电话", place.phone],
      ["无障碍", place.accessibility],
    ].forEach(([name, value]) => {
      if (value) rows.append(el("dt", { text: name }), addText(el("dd", {}), String(value)));
    });
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
    return el("li", { class: "card place" }, head, facts.childNodes.length && facts, rows, doors.childNodes.length && doors);
  }

  /* Lines of the plain text that only say again what a card shows. */
  function splitText(text, names) {
    const lines = String(text || "").split("\n");
    const repeats = (line) => ITEM.test(line) && names.some((name) => name && line.includes(name));
    const first = lines.findIndex(repeats);
    if (first < 0) return [text, ""];
    const rest = lines.slice(first).filter((line) => !repeats(line));
    return [lines.slice(0, first).join("\n").trim(), rest.join("\n").trim()];
  }

  function drawPlaces(message) {
    const custom = message.custom;
    const places = custom.places || [];
    const [opening, closing] = splitText(message.text, places.map((place) => place.name));
    const list = places.length && el("ol", { class: "cards" });
    places.forEach((place, index) => list.append(drawPlace(place, custom.yours === true && index === 0)));
    return [
      opening && el("div", { class: "bubble" }, drawText(opening)),
      list,
      closing && el("div", { class: "bubble" }, drawText(closing)),
      drawChoices(custom.choices),
    ];
  }

  /* ---------- Screening ---------- */

  const OUTCOMES = [
    ["likely", "很可能"],
    ["possible", "有可能"],
    ["need_info", "还缺信息"],
    ["unlikely", "可能性小"],
  ];

  function drawResult(result, label) {
    const card = el("li", { class: "card result " + result.outcome });
    card.append(el("div", { class: "card-head" }, el("h3", { text: result.title || result.scheme }), badge(label, "outcome")));
    if (result.amount && typeof result.amount.value === "number") {
      const value = el("b", { text: result.amount.value.toLocaleString("zh-CN", { useGrouping: false, maximumFractionDigits: 2 }) });
      card.append(el("p", { class: "amount" }, value, el("span", { text: " " + (result.amount.unit || "元") })));
    }
    const list = el("ul", { class: "reasons" });
    (result.reasons || []).forEach((reason) => list.append(addText(el("li", {}), String(reason))));
    if (list.childNodes.length) card.append(list);
    if (result.missing && result.missing.length) {
      card.append(el("p", { class: "missing", text: "还想知道：" + result.missing.join("、") }));
    }
    if (result.topic) {
      const title = `${result.title || result.scheme}怎么办`;
      const ask = el("button", { type: "button", class: "choice", click: () => send({ payload: "topic:" + result.topic }, title) });
      ask.append(el("span", { text: "看怎么办" }), el("span", { class: "unseen", text: `：${result.title || result.scheme}` }));
      card.append(ask);
    }
    return card;
  }

  function drawScreening(message) {
    const results = message.custom.results || [];
    const [opening, closing] = splitText(message.text, results.map((result) => result.title));
    const list = el("ol", { class: "cards" });
    OUTCOMES.forEach(([outcome, label]) => {
      results.filter((result) => result.outcome === outcome).forEach((result) => list.append(drawResult(result, label)));
    });
    return [
      opening && el("div", { class: "bubble" }, drawText(opening)),
      list,
      closing && el("div", { class: "bubble" }, drawText(closing)),
      drawChoices(message.custom.choices),
      drawChoices(message.custom.related, "接着问"),
    ];
  }

  /* ---------- Everything else ---------- */

  function drawPlain(message, className) {
    const custom = message.custom;
    const bubble = el("div", { class: "bubble " + (className || "") }, drawText(message.text));
    if (custom.phone) bubble.append(telButton(custom.phone, `拨打 ${custom.phone}`));
    return [bubble, drawChoices(custom.choices), drawChoices(custom.related, "接着问")];
  }

  function drawQuestion(message) {
    const custom = message.custom;
    const wantsPlace = custom.slot === "place" && locationButton();
    return [el("div", { class: "bubble" }, drawText(message.text)), drawChoices(custom.choices, null, false, wantsPlace)];
  }

  const DRAW = {
    answer: drawAnswer,
    emergency: drawEmergency,
    places: drawPlaces,
    screening: drawScreening,
    question: drawQuestion,
    clarify: (message) => [
      // The text lists the numbered choices once more: the buttons are enough.
      el("div", { class: "bubble" }, drawText(splitText(message.text, (message.custom.choices || []).map((c) => c.title)).join("\n").trim())),
      drawChoices(message.custom.choices, null, true),
    ],
    handoff: (message) => drawPlain(message, "handoff"),
    error: (message) => drawPlain(message, "broken"),
    // What the page itself says: no position could be had.
    no_position: (message) => {
      const type = el("button", { type: "button", class: "choice solid", click: typePlace }, el("span", { text: "打字告诉小西我在哪儿" }));
      return [el("div", { class: "bubble" }, drawText(message.text)), drawChoices([], null, false, type)];
    },
  };

  function drawBot(turn) {
    const node = el("div", { class: "turn bot" }, el("p", { class: "speaker" }, "小西", el("span", { class: "unseen", text: "说：" })));
    turn.messages.forEach((message) => {
      const draw = DRAW[message.custom.kind] || drawPlain;
      draw(message, turn.asked).forEach((part) => part && node.append(part));
    });
    const last = turn.messages[turn.messages.length - 1];
    if (last.custom.kind === "error" && turn.body) {
      node.append(el("button", { type: "button", class: "choice again", click: () => send(turn.body, turn.asked), text: "再问一次" }));
    }
    return node;
  }

  function drawMe(turn) {
    const bubble = el("div", { class: "bubble mine" }, turn.body.location && icon("pin"), el("span", { class: "said", text: turn.text }));
    const node = el("div", { class: "turn me" }, el("p", { class: "unseen", text: "您说：" }), bubble);
    if (turn.state === "failed") node.append(drawProblem(turn, node));
    return node;
  }

  function drawProblem(turn, node) {
    const box = el("div", { class: "bubble broken problem" }, drawText(turn.problem));
    const doors = el("div", { class: "doors" });
    doors.append(el("button", { type: "button", class: "choice solid", click: () => again(turn, node), text: "再试一次" }));
    if (turn.body.text) doors.append(el("button", { type: "button", class: "choice", click: () => rewrite(turn, node), text: "改一改再发" }));
    box.append(doors);
    return box;
  }

  /* ---------- The conversation on screen ---------- */

  const typing = el("div", { class: "turn bot typing" });

  function showTyping() {
    const words = el("span", { text: "小西正在查" });
    typing.textContent = "";
    typing.append(el("p", { class: "bubble" }, words, el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"))));
    log.append(typing);
    return window.setTimeout(() => {
      words.textContent = "还在查，请稍等";
    }, SLOW_MS);
  }

  function barHeight() {
    const bar = document.querySelector(".bar");
    return window.getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
  }

  /* Brings the start of `node` under the bar: long answers are read from their top. */
  function reveal(node, instantly) {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const top = node.getBoundingClientRect().top + window.pageYOffset - barHeight() - 12;
    window.scrollTo({ top: Math.max(0, top), behavior: calm || instantly ? "auto" : "smooth" });
  }

  function fresh(node) {
    node.classList.add("fresh");
    log.insertBefore(node, typing.parentNode === log ? typing : null);
    return node;
  }

  /* ---------- Sending ---------- */

  function Problem(message) {
    this.message = message;
  }

  async function post(path, body) {
    const aborter = "AbortController" in window ? new AbortController() : null;
    const timer = window.setTimeout(() => aborter && aborter.abort(), WAIT_MS);
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
      throw new Problem(
        failed && failed.name === "AbortError"
          ? `等了很久没有回音。您写的内容还在，可以再试一次；急事请拨 ${HOTLINE}。`
          : `这句话没有发出去，网络好像断了。您写的内容还在，网络好了再试一次；急事请拨 ${HOTLINE}。`
      );
    } finally {
      window.clearTimeout(timer);
    }
    if (response.ok && answer) return answer;
    const told = answer && answer.error && answer.error.message;
    throw new Problem(
      told
        ? `没有办成：${told}。您写的内容还在，可以改一改或再试一次。`
        : `小西这边出了点故障，没有收到您的话。内容还在，请过一会儿再试；急事请拨 ${HOTLINE}。`
    );
  }

  function drawable(messages) {
    const kept = (Array.isArray(messages) ? messages : [])
      .filter((message) => message && typeof message.text === "string")
      .map((message) => ({ text: message.text, custom: message.custom || {} }));
    if (!kept.length) throw new Problem(`小西这次没有答上来。可以再试一次，急事请拨 ${HOTLINE}。`);
    return kept;
  }

  let line = Promise.resolve(); // one message at a time, in the order they were said

  function send(body, shown) {
    const turn = { who: "me", text: shown, body: body, state: "waiting" };
    turns.push(turn);
    const node = fresh(drawMe(turn));
    queue(turn, node);
  }

  function queue(turn, node) {
    save();
    const mine = generation;
    reveal(node);
    line = line.then(() => (mine === generation ? deliver(turn, node) : null));
  }

  async function deliver(turn, node) {
    const mine = generation;
    const slow = showTyping();
    reveal(node);
    let reply = null;
    let shown = node;
    try {
      const answer = await post("messages", Object.assign({ sender: sender }, turn.body));
      reply = { who: "bot", asked: turn.text, body: turn.body, messages: drawable(answer.messages) };
    } catch (failed) {
      turn.problem = failed instanceof Problem ? failed.message : `页面出了点问题，请再试一次；急事请拨 ${HOTLINE}。`;
    }
    window.clearTimeout(slow);
    if (mine !== generation) return;
    typing.remove();
    if (reply) {
      turn.state = "sent";
      turns.push(reply);
      const drawn = fresh(drawBot(reply));
      if (node.offsetHeight > window.innerHeight / 3) shown = drawn;
    } else {
      turn.state = "failed";
      node.append(drawProblem(turn, node));
    }
    save();
    reveal(shown);
  }

  function again(turn, node) {
    const problem = node.querySelector(".problem");
    if (problem) problem.remove();
    turns = turns.filter((other) => other !== turn).concat(turn);
    turn.state = "waiting";
    log.append(node);
    queue(turn, node);
  }

  function rewrite(turn, node) {
    turns = turns.filter((other) => other !== turn);
    node.remove();
    save();
    say.value = [turn.text, say.value].filter(Boolean).join("\n").slice(0, MAX_LENGTH);
    written();
    say.focus();
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
      noPosition("这个浏览器给不了位置，没关系。");
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
      noPosition(WHY_NOT[refused.code] || WHY_NOT[2]);
    }
    locating = false;
  }

  function noPosition(why) {
    const turn = { who: "bot", messages: [{ text: why + SAY_WHERE, custom: { kind: "no_position" } }] };
    turns.push(turn);
    save();
    reveal(fresh(drawBot(turn)));
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

  say.addEventListener("input", () => {
    tell("");
    written();
  });

  say.addEventListener("paste", (event) => {
    const pasted = (event.clipboardData && event.clipboardData.getData("text")) || "";
    const kept = say.value.length - (say.selectionEnd - say.selectionStart);
    if (kept + pasted.length > MAX_LENGTH) window.setTimeout(() => tell(`一次最多写 ${MAX_LENGTH} 个字，多出来的没有贴进来。`), 0);
  });

  $("locate").prepend(icon("pin"));
  $("locate").addEventListener("click", shareLocation);
  $("person").prepend(icon("phone"));
  $("person").addEventListener("click", () => send({ payload: "转人工" }, "转人工"));

  document.querySelectorAll(".examples button").forEach((button) => {
    button.addEventListener("click", () => send({ payload: button.dataset.payload }, button.lastChild.textContent));
  });

  /* ---------- Big letters, starting over, printing ---------- */

  function setBig(big) {
    document.documentElement.classList.toggle("big", big);
    $("big").setAttribute("aria-pressed", String(big));
    keep("localStorage", "big", big ? "1" : null);
    written();
  }

  $("big").addEventListener("click", () => setBig($("big").getAttribute("aria-pressed") !== "true"));

  function askToClear(open) {
    $("veil").hidden = !open;
    document.body.classList.toggle("veiled", open);
    (open ? $("keep") : $("clear")).focus();
  }

  $("clear").addEventListener("click", () => askToClear(true));
  $("keep").addEventListener("click", () => askToClear(false));
  $("wipe").addEventListener("click", () => {
    generation += 1;
    line = Promise.resolve();
    turns = [];
    sender = newSender();
    log.textContent = "";
    save();
    askToClear(false);
    window.scrollTo(0, 0);
    tell("对话已清空，可以重新问了。");
  });
  $("veil").addEventListener("click", (event) => {
    if (event.target === $("veil")) askToClear(false);
  });
  $("veil").addEventListener("keydown", (event) => {
    if (event.key === "Escape") askToClear(false);
    if (event.key !== "Tab") return;
    event.preventDefault(); // two buttons: Tab goes from one to the other
    (document.activeElement === $("keep") ? $("wipe") : $("keep")).focus();
  });

  $("print").addEventListener("click", () => window.print());
  window.addEventListener("beforeprint", () => {
    const now = new Date();
    const date = `${now.getFullYear()}年${now.getMonth() + 1}月${now.getDate()}日`;
    $("printed-on").textContent = `小西 · 西城区民政问答助手，${date}打印。政策以办理时为准，拿不准请拨 ${HOTLINE}。`;
    log.querySelectorAll("details:not([open])").forEach((details) => {
      details.open = true;
      details.dataset.opened = "print";
    });
  });
  window.addEventListener("afterprint", () => {
    log.querySelectorAll("details[data-opened]").forEach((details) => {
      details.open = false;
      delete details.dataset.opened;
    });
  });

  /* ---------- Opening the page ---------- */

  say.value = recall("sessionStorage", "draft") || "";
  setBig(recall("localStorage", "big") === "1");

  turns = savedTurns();
  turns.forEach((turn) => {
    if (turn.who === "me" && turn.state === "waiting") {
      turn.state = "failed";
      turn.problem = "页面刷新之前，这句话还没等到回答。可以再试一次。";
    }
    log.append(turn.who === "me" ? drawMe(turn) : drawBot(turn));
  });
  if (turns.length) window.setTimeout(() => reveal(log.lastChild, true), 0);
  // Live only from now on: a reload is not read out again.
  window.setTimeout(() => log.setAttribute("aria-live", "polite"), 300);
})();
