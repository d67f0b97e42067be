// Hotline search: each keystroke asks once; everything can be done from the keyboard.
"use strict";
{
  const q = document.getElementById("q"), day = document.getElementById("day"), list = document.getElementById("list");
  const detail = document.getElementById("detail"), recent = document.getElementById("recent");
  const missing = document.getElementById("missing"), missingText = document.getElementById("missing-q");
  const KEPT = 8, STORE = "searched";
  const PAUSE_MS = 250;
  let chosen = -1, searching = Promise.resolve(), pause;

  const hits = () => [...list.querySelectorAll("[role=option]")];

  const identity = (hit) => hit && `${hit.dataset.kind} ${hit.dataset.id} ${hit.dataset.question ?? ""}`;

  // While keys follow one another by letters alone; `whole` once they pause or Enter is pressed.
  async function search(whole) {
    clearTimeout(pause);
    missingText.value = q.value;
    const html = await piece("list", `/hotline/results?q=${encodeURIComponent(q.value)}&day=${day.value}${whole ? "&whole=yes" : ""}`);
    if (html === null) return;
    const before = hits()[chosen], moved = chosen > 0;
    list.innerHTML = html;
    list.dataset.whole = whole ? "yes" : "";
    if (!whole && q.value.trim()) pause = setTimeout(() => renew(true), PAUSE_MS);
    chosen = -1;
    const found = hits();
    const again = whole ? found.findIndex((hit) => identity(hit) === identity(before)) : -1;
    if (again > 0 && moved) { q.setAttribute("aria-expanded", "true"); choose(again); showRecent(); return; }
    q.setAttribute("aria-expanded", String(found.length > 0));
    q.removeAttribute("aria-activedescendant");
    if (found.length) choose(0);
    else detail.innerHTML = "";
    showRecent();
  }

  async function choose(number) {
    const found = hits();
    if (!found.length) return;
    chosen = Math.max(0, Math.min(found.length - 1, number));
    found.forEach((hit, n) => hit.setAttribute("aria-selected", String(n === chosen)));
    q.setAttribute("aria-activedescendant", found[chosen].id);
    found[chosen].scrollIntoView({ block: "nearest" });
    const { kind, id, question = "" } = found[chosen].dataset;
    const html = await piece("detail", `/hotline/detail?kind=${kind}&id=${encodeURIComponent(id)}&question=${encodeURIComponent(question)}&day=${day.value}&q=${encodeURIComponent(q.value)}`);
    if (html !== null) detail.innerHTML = html;
  }

  async function open(number) {
    remember();
    await choose(number);
    detail.focus({ preventScroll: true });
  }

  function remember() {
    const text = q.value.trim();
    if (!text) return;
    const kept = [text, ...searched().filter((other) => other !== text)].slice(0, KEPT);
    sessionStorage.setItem(STORE, JSON.stringify(kept));
  }

  const searched = () => JSON.parse(sessionStorage.getItem(STORE) ?? "[]");

  function showRecent() {
    const kept = searched();
    recent.hidden = q.value.trim() !== "" || !kept.length;
    recent.querySelectorAll("button").forEach((button) => button.remove());
    for (const text of kept) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "small";
      button.textContent = text;
      button.addEventListener("click", () => { q.value = text; q.focus(); renew(); });
      recent.append(button);
    }
  }

  async function logMissing() {
    const html = await piece("missing", "/hotline/not-found", new FormData(missing));
    if (html !== null) say(new DOMParser().parseFromString(html, "text/html").body.textContent.trim());
  }

  const renew = (whole = false) => { searching = search(whole === true); };
  q.addEventListener("input", (event) => { if (!event.isComposing) renew(); });
  q.addEventListener("compositionend", renew);
  day.addEventListener("change", renew);
  document.getElementById("ask").addEventListener("submit", async (event) => {
    event.preventDefault();
    await searching;
    if (list.dataset.whole !== "yes") { renew(true); await searching; }
    open(Math.max(chosen, 0));
  });
  missing.addEventListener("submit", (event) => { event.preventDefault(); logMissing(); });
  list.addEventListener("click", (event) => {
    const hit = event.target.closest("[role=option]");
    if (hit) open(hits().indexOf(hit));
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const typing = event.target === q, elsewhere = !typing && event.target.matches("input, textarea, select");
    if (elsewhere) return;
    const digit = event.code.match(/^(?:Digit|Numpad)([1-9])$/)?.[1];
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (digit && (event.altKey || !typing)) open(Number(digit) - 1);
    else if (event.key === "Escape") { q.focus(); q.select(); }
    else if (typing || event.altKey) return;
    else if (event.key === "/") q.focus(), q.select();
    else if (event.key === "c") detail.querySelector("[data-copy]")?.click();
    else if (event.key === "s") detail.querySelector("[data-key=s]")?.click();
    else if (event.key === "n") logMissing();
    else return;
    event.preventDefault();
  });

  document.querySelector("form[action='/sign-out']")?.addEventListener("submit", () => sessionStorage.removeItem(STORE));
  showRecent();
  if (q.value.trim()) renew();
}
