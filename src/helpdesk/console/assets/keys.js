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

  // A field is gone to, a link or a button pressed; but what cannot be taken back is only gone to, and Enter presses it.
  const use = (found) => {
    const field = found.matches("input, select, textarea");
    if (!field && found.dataset.focus === undefined) return found.click();
    const folded = found.closest("details");
    if (folded) folded.open = true;
    found.focus();
    if (found.matches("input")) found.select();
  };

  document.addEventListener("keydown", (event) => {
    const field = event.target.matches?.("input, textarea, select, [contenteditable]");
    if (event.key === "Escape" && field && !composes(event)) return event.target.blur();
    if (sheet.open || field || composes(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "?") { event.preventDefault(); return sheet.showModal(); }
    if (!wanted.checked) return;
    if (event.key === "j" || event.key === "k") { event.preventDefault(); return move(event.key === "j" ? 1 : -1); }
    // What stands on the page itself comes before the same key in the header.
    const having = [...document.querySelectorAll("[data-key]")].filter((one) => one.dataset.key === event.key);
    const found = having.find((one) => one.closest("main")) ?? having[0];
    if (!found) return;
    event.preventDefault();
    use(found);
  });
})();
