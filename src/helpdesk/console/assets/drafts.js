// What is written and not sent: nobody leaves it by mistake, and it is there again until the page says that it was sent.
"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const who = document.querySelector("[data-who]")?.dataset.who;
  const page = at("live")?.dataset.page;
  // What is kept, and where the page shows it once it was sent: as the last that staff said, as the last note.
  const LAST = { reply: "#said .staff p:not(.who)", note: "#notes .note p" };
  // What stands in other fields may be proposed by the page; given back with a problem, it is somebody's writing again.
  const problem = document.querySelector("main [role=alert]");
  const unsent = () => [...document.querySelectorAll("textarea:not([readonly])")].some((field) =>
    field.value.trim() !== "" && (field.id in LAST || problem || field.value !== field.defaultValue));

  // Kept in this tab alone, for each page, and of one person: whoever signs in next must not see it.
  const KEPT = "sodan-drafts";
  const recall = () => {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEPT));
      return kept?.who === who ? kept.pages : {};
    } catch { return {}; }
  };
  const store = (pages) => {
    try { sessionStorage.setItem(KEPT, JSON.stringify({ who, pages })); } catch { /* then it is on the page alone */ }
  };
  const keep = (change) => {
    const pages = recall();
    const mine = pages[page] ?? {};
    for (const id of Object.keys(LAST)) change(mine, id, at(id));
    pages[page] = mine;
    if (Object.keys(mine).length === 0) delete pages[page];
    store(pages);
  };
  const copy = (mine, id, field) => {
    if (!field) return;
    if (field.value.trim() === "") delete mine[id];
    else mine[id] = field.value;
  };

  if (who && page) {
    keep((mine, id, field) => {
      const last = [...document.querySelectorAll(LAST[id])].at(-1)?.textContent;
      if (last === mine[id]?.trim()) delete mine[id];
      if (field?.value === "" && mine[id]) field.value = mine[id];
      copy(mine, id, field);
    });
    for (const kind of ["input", "change"]) document.addEventListener(kind, () => keep(copy));
  } else if (who) {
    store(recall());
  }

  let leaving = false;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog" || event.submitter?.dataset.download !== undefined) return;
    if (form.matches("[data-sign-out]")) {
      const kept = Object.keys(recall()).map((page) => `・受付番号 ${page.split("/").at(-1)}`);
      const asked = ["書きかけの文があります。サインアウトすると消えます。", ...kept, "サインアウトしますか。"].join("\n");
      if ((unsent() || kept.length > 0) && !confirm(asked)) return event.preventDefault();
      try { sessionStorage.removeItem(KEPT); } catch { /* nothing was kept */ }
    }
    leaving = true;
  });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && unsent()) event.preventDefault();
  });
})();
