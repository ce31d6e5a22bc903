// What the console does more than plain forms do. Without it everything still works.
"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const live = at("live");
  const told = at("told");

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

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    leaving = true;
    keep(form);
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  // What is written and not sent is not left by mistake, and is there again after something else was pressed.
  let leaving = false;
  const drafts = () => [...document.querySelectorAll("textarea")].filter((field) => field.value.trim() !== "");
  const DRAFTS = "sodan-drafts";
  const keep = (form) => {
    const others = drafts().filter((field) => field.form !== form).map((field) => [field.id, field.value]);
    if (!live?.dataset.page || others.length === 0) return;
    try { sessionStorage.setItem(DRAFTS, JSON.stringify([live.dataset.page, others])); } catch { /* then it is lost */ }
  };
  try {
    const [page, kept] = JSON.parse(sessionStorage.getItem(DRAFTS)) ?? [];
    if (page && page === live?.dataset.page) kept.forEach(([id, text]) => { if (at(id)?.value === "") at(id).value = text; });
    if (page) sessionStorage.removeItem(DRAFTS);
  } catch { /* nothing was kept */ }
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && drafts().length > 0) event.preventDefault();
  });

  // Keys of one letter, outside of fields alone, and only where they are wanted.
  const sheet = at("keys");
  const wanted = at("keys-on");
  const KEPT = "sodan-keys";
  const recall = () => { try { return localStorage.getItem(KEPT); } catch { return null; } };
  if (sheet) {
    const opens = at("keys-open");
    opens.hidden = false;
    opens.addEventListener("click", () => sheet.showModal());
    wanted.checked = recall() !== "off";
    wanted.addEventListener("change", () => {
      try { localStorage.setItem(KEPT, wanted.checked ? "on" : "off"); } catch { /* then only on this page */ }
    });
  }
  const rows = () => [...document.querySelectorAll("[data-case]")];
  const move = (by) => {
    const all = rows();
    if (all.length === 0) return;
    const place = all.findIndex((row) => row.classList.contains("here"));
    const next = all[Math.max(0, Math.min(all.length - 1, place + by))] ?? all[0];
    all.forEach((row) => row.classList.toggle("here", row === next));
    next.querySelector("a").focus();
  };
  document.addEventListener("keydown", (event) => {
    const field = event.target.matches?.("input, textarea, select, [contenteditable]");
    if (event.key === "Escape" && field && !composes(event)) return event.target.blur();
    if (!sheet || sheet.open || field || composes(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "?") { event.preventDefault(); return sheet.showModal(); }
    if (!wanted.checked) return;
    if (event.key === "j" || event.key === "k") { event.preventDefault(); return move(event.key === "j" ? 1 : -1); }
    const found = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
    if (!found) return;
    event.preventDefault();
    if (found.matches("textarea")) found.focus();
    else found.click();
  });

  if (!live) return;

  // Nothing on the page moves by itself: what is new is said, in room that was there from the beginning.
  const say = (text, fresh) => {
    if (told.textContent !== text) told.textContent = text;
    live.classList.toggle("fresh", fresh);
  };

  const hearQueues = (news) => {
    for (const count of document.querySelectorAll("[data-count]")) count.textContent = news.counts[count.dataset.count];
    if (!live.dataset.known && live.dataset.known !== "") return;
    const known = new Set(live.dataset.known.split(" "));
    const here = (news.here ?? []).map(String);
    const fresh = here.filter((id) => !known.has(id)).length;
    if (fresh > 0) say(`新しい相談が ${fresh} 件あります`, true);
    else say("", false);
    const still = new Set(here);
    if (here.length < 500) rows().forEach((row) => row.classList.toggle("gone", !still.has(row.dataset.case)));
  };

  const hearCase = (news) => {
    if (news.gone) return say("この相談の記録は消されました", true);
    const others = news.others.map((one) => `${one.name}さんが${one.writing ? "書いています" : "見ています"}`).join("、");
    if (at("others").textContent !== others) at("others").textContent = others;
    if (news.version <= Number(live.dataset.version)) return say("", false);
    const who = news.by === "owner" ? "相談者" : `${news.by}さん`;
    if (news.word !== live.dataset.word) say(`${who}が書きました`, true);
    else say(news.notes > Number(live.dataset.notes) ? "新しい内部メモがあります" : "この相談の様子が変わりました", true);
  };

  // What is new is fetched when it is asked for; what is being typed stays.
  const PARTS = ["head", "said", "acts", "about", "notes"];
  const fetchNew = async () => {
    const answer = await fetch(live.dataset.page, { redirect: "manual" });
    if (!answer.ok) return say("読み込めませんでした。ページを開き直してください。", true);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of PARTS) {
      const [old, fresh] = [at(id), page.getElementById(id)];
      if (old && fresh) old.replaceWith(fresh);
    }
    const step = page.querySelector("input[name=seen]")?.value;
    if (step) document.querySelectorAll("input[name=seen]").forEach((field) => { field.value = step; });
    const fresh = page.getElementById("live");
    for (const key of ["version", "notes", "word"]) live.dataset[key] = fresh.dataset[key];
    say("", false);
    at("said").lastElementChild?.scrollIntoView({ block: "nearest" });
  };
  if (live.dataset.page) {
    at("again").addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      fetchNew().catch(() => say("つながりません。少し待って、もう一度お試しください。", true));
    });
  }

  // Others are told that somebody writes, while they do and not more often than needed.
  const reply = at("reply");
  if (reply && live.dataset.writing) {
    let last = 0;
    const tell = (writing) => {
      last = Date.now();
      fetch(live.dataset.writing, { method: "POST", body: new URLSearchParams({ writing }) }).catch(() => {});
    };
    reply.addEventListener("input", () => {
      if (reply.value === "" ) tell("no");
      else if (Date.now() - last > 15000) tell("yes");
    });
  }

  const source = new EventSource(live.dataset.events);
  source.addEventListener("queues", (event) => hearQueues(JSON.parse(event.data)));
  source.addEventListener("case", (event) => hearCase(JSON.parse(event.data)));
  source.addEventListener("signed_out", () => {
    source.close();
    say("サインインの時間が切れました。別のタブでサインインすると、書いたものはここに残ります。", true);
  });
  // A browser keeps a page for going back, and its connection is one of six.
  window.addEventListener("pagehide", () => source.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
