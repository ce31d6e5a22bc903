// A button that opens the chat in a frame. It changes nothing of the page but to add the two.
(function (words) {
  "use strict";
  const origin = new URL(document.currentScript.src).origin;
  const style = (element, properties) => Object.assign(element.style, properties);
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words.open;
  button.setAttribute("aria-expanded", "false");
  style(button, {
    position: "fixed", right: "16px", bottom: "16px", zIndex: "2147483000", minHeight: "48px", padding: "0 20px",
    border: "0", borderRadius: "24px", background: words.color, color: "#ffffff", font: "bold 16px sans-serif", cursor: "pointer",
  });
  let frame = null;
  button.addEventListener("click", () => {
    if (!frame) {
      frame = document.createElement("iframe");
      frame.src = origin + "/embed";
      frame.title = words.open;
      style(frame, {
        position: "fixed", right: "16px", bottom: "76px", zIndex: "2147483000", width: "min(420px, calc(100vw - 32px))",
        height: "min(680px, calc(100vh - 100px))", border: "1px solid #8a938f", borderRadius: "12px", background: "#ffffff",
      });
      frame.hidden = true;
      document.body.append(frame);
    }
    frame.hidden = !frame.hidden;
    button.textContent = frame.hidden ? words.open : words.close;
    button.setAttribute("aria-expanded", String(!frame.hidden));
    if (!frame.hidden) frame.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && frame && !frame.hidden) button.click();
  });
  const add = () => document.body.append(button);
  if (document.body) add();
  else document.addEventListener("DOMContentLoaded", add);
})
