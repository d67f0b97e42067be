/* Puts 小西 into another site with one tag:  <script src="https://…/webhooks/webchat/embed.js" defer></script>

   Draws a button and, when it is pressed, the chat page in a frame. Which sites may do so is decided by the
   assistant (frame-ancestors), not here. Only messages of that frame, from that origin, are heard. */
(function () {
  "use strict";

  const source = document.currentScript.src;
  const page = new URL("?embed=1", new URL(".", source)).href;
  const origin = new URL(source).origin;
  const ON_TOP = "2147483000";

  function styled(node, style) {
    Object.assign(node.style, style);
    return node;
  }

  const button = styled(document.createElement("button"), {
    position: "fixed", right: "16px", bottom: "16px", zIndex: ON_TOP, minWidth: "60px", minHeight: "60px", padding: "12px 20px",
    border: "0", borderRadius: "30px", background: "#135a4d", color: "#fff", font: "700 20px sans-serif", cursor: "pointer",
  });
  button.type = "button";
  button.textContent = "问小西";
  button.setAttribute("aria-expanded", "false");

  let frame = null;

  function made() {
    const node = styled(document.createElement("iframe"), {
      position: "fixed", right: "0", bottom: "0", zIndex: ON_TOP, width: "min(100vw, 420px)", height: "min(100%, 740px)",
      border: "0", background: "#f4f1e8", boxShadow: "0 4px 24px rgba(0, 0, 0, 0.3)",
    });
    node.title = "小西 · 西城区民政问答助手";
    node.allow = "geolocation; microphone; clipboard-write; web-share";
    node.src = page;
    document.body.append(node);
    return node;
  }

  function show(open) {
    if (open && !frame) frame = made();
    if (frame) frame.hidden = !open;
    if (frame) frame.style.display = open ? "block" : "none";
    button.hidden = open;
    button.style.display = open ? "none" : "";
    button.setAttribute("aria-expanded", String(open));
    if (open) frame.focus();
    else button.focus();
  }

  button.addEventListener("click", () => show(true));
  window.addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== origin) return;
    if (event.data && event.data.from === "xiaoxi" && event.data.type === "close") show(false);
  });
  document.body.append(button);
})();
