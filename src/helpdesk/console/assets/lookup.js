// The desk lookup without a mouse. The page does everything without this, too.
(() => {
  const call = document.getElementById("call");
  const said = document.getElementById("said");
  if (!call || !said) return;

  // Safari tells the Enter that ends a conversion by its old key code alone.
  const composing = (event) => event.isComposing || event.keyCode === 229;

  document.addEventListener("keydown", (event) => {
    if (composing(event)) {
      if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
      return;
    }
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape" && typing && typing !== said) said.focus();
  });

  // The cursor comes back to where it was.
  const at = call.elements.namedItem("at");
  const place = (element) => { at.value = element?.closest("[data-at]")?.dataset.at ?? ""; };
  call.addEventListener("submit", () => { if (!at.value) place(document.activeElement); });
  // Back in the history the old place is not the new one.
  window.addEventListener("pageshow", () => { at.value = ""; });

  document.addEventListener("change", (event) => {
    if (event.target.form !== call || !event.target.matches("select")) return;
    place(event.target);
    call.requestSubmit();
  });

  // The words stay as they are, with the cursor behind them.
  if (document.activeElement === said) said.setSelectionRange(said.value.length, said.value.length);
})();
