// What the console does more than plain forms do. Without it everything still works.
"use strict";
(() => {
  // Enter makes a new line, Ctrl+Enter sends; Enter that confirms kanji never sends.
  const composes = (event) => event.isComposing || event.keyCode === 229;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches?.("input, textarea")) return;
    const field = event.target;
    if (composes(event)) {
      // Some browsers would take it for the end of the form.
      if (field.matches("input")) event.preventDefault();
    } else if (field.matches("textarea") && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      field.form.requestSubmit(field.form.querySelector("button"));
    }
  }, true);

  // A form is sent once, however often its button is pressed; what gives a file leaves the page as it is.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog" || event.defaultPrevented || event.submitter?.dataset.download !== undefined) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  // A menu that is open is over what lies below, until something else is wanted.
  const menus = document.querySelectorAll("details.menu");
  menus.forEach((menu) => {
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", (event) => {
    menus.forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
})();
