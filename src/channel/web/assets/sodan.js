// What a page does more than plain forms do. Without it everything still works.
"use strict";
(() => {
  const talk = () => document.getElementById("talk");
  const trouble = document.getElementById("trouble");

  // Enter that confirms kanji never sends; Ctrl+Enter sends from a field of several lines.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches?.("input[type=text], textarea")) return;
    const field = event.target;
    if (event.isComposing || event.keyCode === 229) {
      // Some browsers would take it for the end of the form.
      if (field.matches("input")) event.preventDefault();
    } else if (field.matches("textarea") && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      field.form.requestSubmit(field.form.querySelector("button"));
    }
  }, true);

  // The second click of a double click on buttons belongs to the first, and never answers the question that has come
  // meanwhile. One that ticks something and goes on at once is none.
  let pressed = false;
  document.addEventListener("click", (event) => {
    const presses = Boolean(event.target.closest?.("button[type=submit]"));
    if (presses && pressed && event.detail > 1) event.preventDefault();
    pressed = presses;
  }, true);

  // What went wrong is said, and everything that was typed stays.
  const say = (text) => {
    if (!trouble) return;
    trouble.textContent = text;
    trouble.hidden = !text;
  };
  const posts = (event) => event.detail.ctx?.request.method === "POST";
  document.addEventListener("htmx:before:request", (event) => { if (posts(event)) say(""); });
  document.addEventListener("htmx:response:error", (event) => {
    if (!posts(event)) return;
    const page = new DOMParser().parseFromString(event.detail.ctx.text ?? "", "text/html");
    say(page.querySelector("[data-trouble]")?.textContent.trim() || trouble.dataset.lost);
  });
  document.addEventListener("htmx:error", (event) => {
    // Only what the owner did is worth a word; a page that waits for news tries again by itself.
    if (posts(event)) say(trouble.dataset.lost);
  });

  // What is written and not yet sent outlives whatever else is pressed at the same question.
  const field = () => document.querySelector(".write [name=text]");
  const screen = () => document.querySelector(".write [name=under]")?.value;
  let written = null;
  document.addEventListener("htmx:before:request", (event) => {
    if (!posts(event)) return;
    const sent = event.detail.ctx.sourceElement.matches(".write");
    written = sent ? null : { under: screen(), text: field()?.value };
  });
  document.addEventListener("htmx:after:swap", () => {
    if (written?.text && written.under === screen() && !field().value) field().value = written.text;
    written = null;
  });

  // A page that was long on its way is not put over a newer one.
  document.addEventListener("htmx:before:swap", (event) => {
    const version = /data-version="(\d+)"/.exec(event.detail.ctx?.text ?? "");
    if (version && talk() && Number(version[1]) < Number(talk().dataset.version)) event.preventDefault();
  });

  // The question takes the focus; what was said before it is what is seen first.
  document.addEventListener("htmx:after:swap", () => {
    if (!talk()?.hasAttribute("data-moved")) return;
    talk().removeAttribute("data-moved");
    document.getElementById("now-head").focus({ preventScroll: true });
    document.getElementById("log").scrollIntoView({ block: "start" });
  });

  // Something new from elsewhere: shown at once, unless that would take away what is being done here.
  const busy = () => document.querySelector(".htmx-request") !== null;
  const begun = () => [...talk().querySelectorAll("[name=text], [name=tick], select")].some((field) =>
    field.type === "checkbox" ? field.checked : field.value !== (field.defaultValue ?? ""));
  const refresh = () => {
    if (begun()) document.getElementById("elsewhere").hidden = false;
    else htmx.ajax("GET", `${talk().dataset.base}/talk`, { target: "#talk", swap: "outerMorph" });
  };
  // What is heard while a page is on its way may be newer than that page, and is looked at again when it is there.
  let missed = 0;
  const hear = (version) => {
    if (!talk() || version <= Number(talk().dataset.version)) return;
    if (busy()) missed = version;
    else refresh();
  };
  document.addEventListener("changed", (event) => hear(Number(event.detail.data)));
  document.addEventListener("htmx:finally:request", () => setTimeout(() => {
    const version = missed;
    missed = 0;
    hear(version);
  }));
  // A page that was left and gone back to may be old.
  window.addEventListener("pageshow", (event) => { if (event.persisted && talk()) refresh(); });

  // Which programs people look at closely is counted, each once; if that fails nobody need know.
  const opened = new Set();
  document.addEventListener("toggle", (event) => {
    const press = event.target.dataset?.opens;
    if (!press || !event.target.open || opened.has(press)) return;
    opened.add(press);
    const once = talk().querySelector("[name=once]")?.value ?? "";
    const body = new URLSearchParams({ once, press });
    fetch(`${talk().dataset.base}/opened`, { method: "POST", body, keepalive: true }).catch(() => {});
  }, true);

  const print = document.getElementById("print");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
})();
