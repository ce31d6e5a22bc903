// Keys of one letter, outside of fields alone, and only where they are wanted.
"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const composes = (event) => event.isComposing || event.keyCode === 229;
  const sheet = at("keys");
  if (!sheet) return;

  const wanted = at("keys-on");
  const KEPT = "sodan-keys";
  const recall = () => { try { return localStorage.getItem(KEPT); } catch { return null; } };
  const opens = at("keys-open");
  opens.hidden = false;
  opens.addEventListener("click", () => sheet.showModal());
  wanted.checked = recall() !== "off";
  wanted.addEventListener("change", () => {
    try { localStorage.setItem(KEPT, wanted.checked ? "on" : "off"); } catch { /* then only on this page */ }
  });

  const move = (by) => {
    const all = [...document.querySelectorAll("[data-case]")];
    if (all.length === 0) return;
    const place = all.findIndex((row) => row.classList.contains("here"));
    const next = all[Math.max(0, Math.min(all.length - 1, place + by))] ?? all[0];
    all.forEach((row) => row.classList.toggle("here", row === next));
    next.querySelector("a").focus();
  };

  document.addEventListener("keydown", (event) => {
    const field = event.target.matches?.("input, textarea, select, [contenteditable]");
    if (event.key === "Escape" && field && !composes(event)) return event.target.blur();
    if (sheet.open || field || composes(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "?") { event.preventDefault(); return sheet.showModal(); }
    if (!wanted.checked) return;
    if (event.key === "j" || event.key === "k") { event.preventDefault(); return move(event.key === "j" ? 1 : -1); }
    const found = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
    if (!found) return;
    event.preventDefault();
    if (found.matches("textarea")) found.focus();
    else found.click();
  });
})();
