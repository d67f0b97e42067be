// Review from the keyboard: one key a turn. Without this every button still works.
"use strict";
{
  const turns = () => [...document.querySelectorAll("[data-turn]")];
  const done = document.getElementById("done");
  let last = null;

  const current = () => document.querySelector("[data-turn].here") ?? turns()[0];

  function go(turn) {
    turns().forEach((other) => other.classList.toggle("here", other === turn));
    if (!turn) return;
    turn.focus({ preventScroll: true });
    turn.scrollIntoView({ block: "nearest" });
  }

  async function judge(form, button) {
    const turn = form.closest("[data-turn]");
    const body = new FormData(form);
    body.set("verdict", button.value);
    const html = await piece(`turn${body.get("id")}`, "/review", body);
    if (html === null) return;
    const shown = new DOMParser().parseFromString(html, "text/html");
    if (!shown.querySelector("[data-done]")) {
      say(shown.body.textContent.trim());
      return;
    }
    const next = turns()[turns().indexOf(turn) + 1] ?? turns()[turns().indexOf(turn) - 1];
    last = document.createElement("div");
    last.innerHTML = html;
    turn.replaceWith(last);
    done.textContent = Number(done.textContent) + 1;
    go(next);
    if (!next) say("这一批看完了。");
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-judge]")) return;
    event.preventDefault();
    judge(event.target, event.submitter);
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, textarea, select")) {
      if (event.key === "Escape") go(current());
      return;
    }
    const turn = current(), wanted = turn?.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (event.key === "ArrowDown") go(turns()[turns().indexOf(turn) + 1] ?? turn);
    else if (event.key === "ArrowUp") go(turns()[turns().indexOf(turn) - 1] ?? turn);
    else if (event.key === "u" && last) last.querySelector("form").requestSubmit();
    else if (wanted?.matches("input")) wanted.focus();
    else if (wanted) wanted.click();
    else return;
    event.preventDefault();
  });

  if (turns().length) go(turns()[0]);
}
