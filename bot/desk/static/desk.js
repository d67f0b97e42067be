// Every page works without this. It saves keystrokes: copying, live pieces of a page, unsaved work.
"use strict";

const notice = document.getElementById("notice");

function say(text) {
  notice.textContent = text;
  notice.hidden = !text;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Plain http on an inner network has no clipboard: copy from a field instead.
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  say(`已复制 ${[...text].length} 个字。`);
}

// A piece of a page. Resolves to null when a newer request took its place.
const pending = new Map();
async function piece(place, address, body) {
  pending.get(place)?.abort();
  const control = new AbortController();
  pending.set(place, control);
  try {
    const answer = await fetch(address, {
      method: body ? "POST" : "GET", body, signal: control.signal, headers: { "X-Desk-Fragment": "1" }, redirect: "error",
    });
    if (answer.status === 401) {
      say("登录已经过期。请在另一个标签页重新登录，这里写的不会丢。");
      return null;
    }
    return await answer.text();
  } catch (wrong) {
    if (wrong.name !== "AbortError") say("连不上工作台，请稍后再试。");
    return null;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button.dataset.copy);
});

// <button data-piece="/answers/check" data-into="findings">: the form's fields go there, the answer is shown here.
async function fill(button) {
  const form = button.form;
  const target = document.getElementById(button.dataset.into);
  target.setAttribute("aria-busy", "true");
  const html = await piece(target.id, button.dataset.piece, new FormData(form));
  target.removeAttribute("aria-busy");
  if (html !== null) target.innerHTML = html;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-piece]");
  if (button) {
    event.preventDefault();
    fill(button);
  }
});

for (const button of document.querySelectorAll("button[data-live]")) {
  let timer;
  button.form.addEventListener("input", (event) => {
    if (event.target.closest("[data-not-live]")) return;
    clearTimeout(timer);
    timer = setTimeout(() => fill(button), 500);
  });
  if ("first" in button.dataset) fill(button);
}

// Enter in a field whose own button is not the form's first.
for (const field of document.querySelectorAll("input[data-enter]")) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    document.getElementById(field.dataset.enter).click();
  });
}

// Figures picker: puts what stands in data-insert where the cursor last was.
let lastProse = null;
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-prose]")) lastProse = event.target;
});
document.getElementById("insert-figure")?.addEventListener("click", () => {
  const picker = document.getElementById("figure-name");
  const how = document.getElementById("figure-how");
  const name = picker.value.trim();
  const target = lastProse ?? document.querySelector("[data-prose]");
  if (!name) { picker.focus(); return; }
  target.setRangeText(`【${[name, how.value].filter(Boolean).join("｜")}】`, target.selectionStart, target.selectionEnd, "end");
  target.dispatchEvent(new Event("input", { bubbles: true }));
  target.focus();
});

// One question open at a time, and the preview shows the one that is.
const previewed = document.getElementById("preview-question");
for (const one of document.querySelectorAll("details[data-question]")) {
  one.addEventListener("toggle", () => {
    if (!one.open && previewed.value !== one.dataset.question) return;
    for (const other of document.querySelectorAll("details[data-question][open]")) if (one.open && other !== one) other.open = false;
    previewed.value = one.open ? one.dataset.question : "";
    fill(document.querySelector("button[data-live]"));
  });
}

// Work that is not saved is not lost by a slip.
const guarded = document.querySelector("form[data-guard]");
if (guarded) {
  let changed = false;
  guarded.addEventListener("input", () => { changed = true; });
  guarded.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

for (const form of document.querySelectorAll("form[data-at-once]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// The map: a click puts the point there.
const map = document.getElementById("map");
if (map) {
  const lon = document.getElementById("lon"), lat = document.getElementById("lat"), datum = document.getElementById("datum");
  const west = +map.dataset.west, north = +map.dataset.north, x = +map.dataset.lonPerUnit, y = +map.dataset.latPerUnit;
  const show = () => {
    const mark = document.getElementById("mark");
    const known = lon.value && lat.value && datum.value === "高德";
    mark.setAttribute("visibility", known ? "visible" : "hidden");
    if (known) mark.setAttribute("transform", `translate(${(lon.value - west) / x} ${(north - lat.value) / y})`);
  };
  map.addEventListener("click", (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    lon.value = (west + at.x * x).toFixed(6);
    lat.value = (north - at.y * y).toFixed(6);
    datum.value = "高德";
    show();
    say(`位置放在 ${lon.value}，${lat.value}；保存后生效。`);
  });
  for (const field of [lon, lat, datum]) field.addEventListener("input", show);
  show();
}
