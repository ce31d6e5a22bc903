// What an open page hears: counts, what is new, who else is there. Nothing moves by itself: it is said, in room that was
// there from the beginning.
"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const live = at("live");
  const told = at("told");
  if (!live) return;

  // What is new, unless nothing can be heard.
  let news = ["", false];
  let connected = true;
  const show = () => {
    const stale = live.dataset.page ? "新しい言葉が届いていないかもしれません。" : "件数は古いかもしれません。";
    const [text, fresh] = connected ? news : [`つながっていません。${stale}`, true];
    if (told.textContent !== text) told.textContent = text;
    live.classList.toggle("fresh", fresh);
  };
  const say = (text, fresh) => { news = [text, fresh]; show(); };

  // How many wait can be read off the tab, also behind others.
  const title = document.title;
  const entitle = (count) => { document.title = Number(count) > 0 ? `(${count}) ${title}` : title; };
  entitle(document.querySelector("[data-count=new]")?.textContent);

  const hearQueues = (news) => {
    entitle(news.counts.new);
    for (const count of document.querySelectorAll("[data-count]")) count.textContent = news.counts[count.dataset.count];
    if (!live.dataset.known && live.dataset.known !== "") return;
    const known = new Set(live.dataset.known.split(" "));
    const here = (news.here ?? []).map(String);
    const fresh = here.filter((id) => !known.has(id)).length;
    if (fresh > 0) say(`新しい相談が ${fresh} 件あります`, true);
    else say("", false);
    const still = new Set(here);
    const rows = document.querySelectorAll("[data-case]");
    if (here.length < 500) rows.forEach((row) => row.classList.toggle("gone", !still.has(row.dataset.case)));
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

  const whose = (page) => page.querySelector("[data-who]")?.dataset.who;

  // What is new is fetched when it is asked for; what is being typed stays.
  const PARTS = ["head", "said", "acts", "about", "notes"];
  const fetchNew = async () => {
    const answer = await fetch(live.dataset.page, { redirect: "manual" });
    if (!answer.ok) return say("読み込めませんでした。ページを開き直してください。", true);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (whose(page) !== whose(document)) {
      // What is being typed was typed by somebody else: the browser asks before it goes.
      say("別の人のサインインに変わっています。", true);
      return location.reload();
    }
    for (const id of PARTS) {
      const [old, fresh] = [at(id), page.getElementById(id)];
      if (old && fresh) old.replaceWith(fresh);
    }
    const step = page.querySelector("input[name=seen]")?.value;
    if (step) document.querySelectorAll("input[name=seen]").forEach((field) => { field.value = step; });
    const fresh = page.getElementById("live");
    for (const key of ["version", "notes", "word"]) live.dataset[key] = fresh.dataset[key];
    say("", false);
    if (source.readyState === EventSource.CLOSED) listen();
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
      fetch(live.dataset.writing, { method: "POST", body: new URLSearchParams({ writing, who: whose(document) }) }).catch(() => {});
    };
    reply.addEventListener("input", () => {
      if (reply.value === "" ) tell("no");
      else if (Date.now() - last > 15000) tell("yes");
    });
  }

  const over = () => {
    connected = true;
    say("サインインの時間が切れました。別のタブでサインインすると、書いたものはここに残ります。", true);
  };
  // A browser tries again by itself where a connection breaks, and gives up where it is answered with something else:
  // the program is just starting, or too many pages of this person listen.
  const [FIRST, LONGEST] = [3000, 60000];
  let pause = FIRST;
  let source;
  const listen = () => {
    source = new EventSource(live.dataset.events);
    source.addEventListener("queues", (event) => hearQueues(JSON.parse(event.data)));
    source.addEventListener("case", (event) => hearCase(JSON.parse(event.data)));
    source.addEventListener("signed_out", () => { source.close(); over(); });
    source.addEventListener("open", () => { connected = true; pause = FIRST; show(); });
    source.addEventListener("error", () => {
      connected = false;
      show();
      if (source.readyState === EventSource.CLOSED) setTimeout(ask, pause);
    });
  };
  const ask = async () => {
    if (source.readyState !== EventSource.CLOSED) return;
    pause = Math.min(2 * pause, LONGEST);
    const answer = await fetch(live.dataset.events, { method: "HEAD" }).catch(() => null);
    if (answer?.status === 401) over();
    else if (answer?.status === 200) listen();
    else setTimeout(ask, pause);
  };
  listen();
  // A browser keeps a page for going back, and its connection is one of six.
  window.addEventListener("pagehide", () => source.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
