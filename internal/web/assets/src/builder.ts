import { $, $$, announce, el, fetched, imported, later, onPage, t, toast, trouble, withCtrl } from "./dom";
import { type Fitting, Offers } from "./offers";
import { freshen } from "./times";

// The search builder: the desk reads the search and says what its parts are, what is wrong
// with it and what it would have caught. Colours stay in place while the next answer comes.

interface Token { start: number; end: number; kind: string }

const classes: Record<string, string> = {
  phrase: "quote", operator: "op", minus: "not", field: "field", value: "field", bracket: "paren", hashtag: "field", mention: "field", cashtag: "field", link: "field",
};

export function startBuilder(): void {
  const area = $<HTMLTextAreaElement>("#search-query"), paint = $("#search-paint"), said = $("#search-said"), sample = $<HTMLTextAreaElement>("#search-sample");
  if (!area || !paint || !said) return;
  const preview = $("#search-preview"), words = vocabulary();
  fit(area);
  let turn = 0, look = 0, tokens: Token[] = [], wrong: [number, number] | null = null, text = area.value;
  const repaint = (): void => colour(paint, area.value, tokens, wrong);

  // What is far too long is not sent, and nothing of it is cut off in silence.
  const most = Number(area.dataset.most);
  const tooLong = (): boolean => area.value.length > 4 * most;
  const saidLong = (): void => {
    const [n, may] = [area.value.length, most].map((x) => x.toLocaleString(document.documentElement.lang));
    said.replaceChildren(el("p", { class: "bad" }, t(`This is ${n} characters long. A search can have up to ${may}: split it up.`, `Das sind ${n} Zeichen. Eine Suche darf ${may} haben: Machen Sie mehrere daraus.`)));
    area.setAttribute("aria-invalid", "true");
    tokens = [];
  };
  area.form?.addEventListener("submit", (e) => {
    if (!tooLong()) return;
    e.preventDefault();
    saidLong();
    area.focus();
  });

  // What is said aloud waits until the hands rest, and is said once: every key brings another half-written search.
  let spoken = "", quiet = true;
  const speak = later(900, () => {
    const lines = [...$$("p:not(.wrong-at, .excerpt)", said), ...$$(".preview-sum b", preview ?? said)].map((p) => p.textContent?.trim() ?? "");
    const now = lines.filter(Boolean).join(" ");
    if (!quiet && now !== spoken) announce(now);
    spoken = now;
  });

  const check = async (): Promise<void> => {
    const mine = ++turn;
    if (tooLong()) { saidLong(); return; }
    try {
      const f = await fetched("/searches/check", new URLSearchParams({ query: area.value, sample: sample?.value ?? "" }));
      if (mine !== turn) return;
      said.replaceChildren(imported(f));
      const w = $("[data-wrong-start]", said);
      wrong = w ? [Number(w.dataset.wrongStart), Number(w.dataset.wrongEnd)] : null;
      tokens = parse($("[data-tokens]", said)?.dataset.tokens ?? "");
      text = area.value;
      repaint();
      area.setAttribute("aria-invalid", String(!!w));
      speak();
    } catch { /* said when it is saved */ }
  };
  const show = async (): Promise<void> => {
    if (!preview) return;
    const mine = ++look;
    if (tooLong()) { preview.replaceChildren(); return; }
    preview.setAttribute("aria-busy", "true");
    try {
      const f = await fetched("/searches/preview", new URLSearchParams({ query: area.value }));
      if (mine !== look) return;
      preview.replaceChildren(imported(f));
      freshen();
    } catch (x) {
      if (mine === look) preview.replaceChildren(el("p", { class: "faint" }, trouble(x).message));
    }
    if (mine !== look) return;
    preview.setAttribute("aria-busy", "false");
    speak();
  };
  const soon = later(140, () => void check()), then = later(450, () => void show());
  const changed = (): void => {
    tokens = moved(tokens, text, area.value);
    wrong = null;
    text = area.value;
    quiet = false;
    fit(area);
    repaint();
    soon();
    then();
  };
  area.addEventListener("input", changed);
  area.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || !withCtrl(e)) return;
    e.stopImmediatePropagation(); // what is offered is not taken with it
    area.form?.requestSubmit();
  });
  // The address holds what is typed: a reload and the way back lose nothing. Proxies before a desk take no long one: then the
  // page says what a reload loses.
  area.form?.addEventListener("input", later(450, () => {
    const page = area.dataset.page!, url = `${page}?${new URLSearchParams(new FormData(area.form!) as never)}`, long = url.length > 4000;
    $("#search-long")!.hidden = !long;
    history.replaceState(null, "", long ? page : url);
  }));
  sample?.addEventListener("input", () => { quiet = false; soon(); });
  // write replaces the search as if it were typed, so that the field's own way back (Ctrl+Z) knows it.
  let ours = false;
  const write = (query: string): void => {
    ours = true;
    area.focus({ preventScroll: true });
    area.select();
    if (!document.execCommand(query ? "insertText" : "delete", false, query) || area.value !== query) { area.value = query; changed(); }
    ours = false;
  };
  if (words.length > 0) {
    new Offers(area, t("Search syntax", "Was man schreiben kann"), (before) => fitting(words, before), (o, from) => {
      area.setSelectionRange(from, area.selectionStart);
      if (!document.execCommand("insertText", false, o.text)) { area.setRangeText(o.text, from, area.selectionStart, "end"); changed(); }
    });
  }

  // A click puts a proposed search into the field; the way back stands beside it, one step for
  // each click, until something is typed, which has its own way back.
  const undo = $("#search-undo"), steps: { query: string; what: string }[] = [];
  const offer = (): void => {
    if (!undo) return;
    const last = steps[steps.length - 1];
    undo.hidden = !last;
    if (last) $("span", undo)!.textContent = last.what;
  };
  const put = (query: string, what: string): void => {
    steps.push({ query: area.value, what });
    write(query);
    offer();
    announce(what);
    const back = undo && $("button", undo);
    if (!back) return;
    // What was pressed is gone with the next look. The way back is the next key, and in sight.
    back.focus({ preventScroll: true });
    const at = undo.getBoundingClientRect();
    if (at.top < 0 || at.bottom > innerHeight) {
      const b = el("button", { type: "button", class: "button" }, t("Undo", "Rückgängig"));
      b.addEventListener("click", () => { back.click(); b.closest(".toast")?.remove(); });
      toast(what, b);
    }
  };
  area.addEventListener("input", () => { if (!ours) { steps.length = 0; offer(); } });
  undo?.addEventListener("click", (e) => {
    if (!(e.target as Element).closest("button")) return;
    const last = steps.pop();
    if (!last) return;
    write(last.query);
    offer();
    announce(t("Undone", "Zurückgenommen"));
  });
  onPage("click", (e) => {
    const b = (e.target as Element).closest?.<HTMLElement>("[data-query]");
    if (b) put(b.dataset.query ?? "", b.dataset.was ?? "");
    const x = (e.target as Element).closest?.<HTMLElement>("[data-exclude]");
    if (x) void exclude(x, area.value);
  });
  $("#search-variants")?.addEventListener("click", () => void into($("#variants")!, "/searches/variants", { query: area.value }));
  repaint();
  void check();
  void show();
}

async function exclude(b: HTMLElement, query: string): Promise<void> {
  const box = $(".hit-ways", b.closest(".hit")!);
  if (!box) return;
  for (const o of $$("[data-exclude]")) o.setAttribute("aria-expanded", "false");
  if (!box.hidden) { box.hidden = true; return; }
  for (const o of $$(".hit-ways")) o.hidden = true;
  box.hidden = false;
  b.setAttribute("aria-expanded", "true");
  await into(box, "/searches/exclude", { query, network: b.dataset.network ?? "", post: b.dataset.post ?? "" });
}

async function into(box: HTMLElement, url: string, form: Record<string, string>): Promise<void> {
  const wait = setTimeout(() => box.replaceChildren(el("p", { class: "faint" }, t("Checking what was heard …", "Das Gehörte wird durchgesehen …"))), 300);
  try {
    const f = await fetched(url, new URLSearchParams(form));
    box.replaceChildren(imported(f));
    const n = $$("[data-query]", box).length;
    announce(n > 1 ? t(`${n} proposals`, `${n} Vorschläge`) : n ? t("1 proposal", "1 Vorschlag") : box.textContent?.trim() ?? "");
  } catch (x) {
    const p = trouble(x);
    box.replaceChildren(el("p", { class: "bad" }, `${p.message} ${p.mend ?? ""}`));
  }
  clearTimeout(wait);
}

// fit gives the field the height of its text, where the browser does not by itself.
function fit(area: HTMLTextAreaElement): void {
  if (CSS.supports("field-sizing", "content")) return;
  area.style.blockSize = "auto";
  area.style.blockSize = `${area.scrollHeight + 2}px`;
}

interface Word { text: string; hint: string }

const vocabulary = (): Word[] => $$("#search-words li").map((li) => ({ text: li.dataset.word ?? "", hint: li.textContent?.trim() ?? "" }));

// fitting is what may be written where the caret stands: operators by their first letters, after a colon
// what the operator knows. Inside quotes there are none.
function fitting(words: Word[], before: string): Fitting {
  const word = /(?:^|[\s(-])([a-z]{2,}:?[a-z]*)$/i.exec(before)?.[1]?.toLowerCase();
  if (!word || before.split('"').length % 2 === 0) return { from: 0, offers: [] };
  const colon = word.indexOf(":") + 1, value = word.slice(colon);
  const fits = (w: Word): boolean => {
    if (colon === 0) return w.text.endsWith(":") && w.text.startsWith(word);
    return w.text.startsWith(word) || w.text.startsWith(word.slice(0, colon)) && w.hint.toLowerCase().startsWith(value); // a language by its name
  };
  return { from: before.length - word.length, offers: words.filter((w) => w.text !== word && fits(w)) };
}

function parse(list: string): Token[] {
  return list.split(";").filter(Boolean).map((s) => {
    const [a, b, kind] = s.split(",");
    return { start: Number(a), end: Number(b), kind: kind ?? "" };
  });
}

// moved keeps the parts around an edit where they are until the desk has read it.
function moved(tokens: Token[], was: string, is: string): Token[] {
  let head = 0, tail = 0;
  const most = Math.min(was.length, is.length);
  while (head < most && was[head] === is[head]) head++;
  while (tail < most - head && was[was.length - 1 - tail] === is[is.length - 1 - tail]) tail++;
  const by = is.length - was.length, end = was.length - tail;
  return tokens.map((k) => k.end <= head ? k : k.start >= end ? { ...k, start: k.start + by, end: k.end + by } : { ...k, start: Math.min(k.start, head), end: Math.max(k.end + by, head) });
}

function colour(paint: HTMLElement, text: string, tokens: Token[], wrong: [number, number] | null): void {
  const cuts = new Set([0, text.length]);
  for (const k of tokens) { cuts.add(Math.min(k.start, text.length)); cuts.add(Math.min(k.end, text.length)); }
  if (wrong) for (const c of wrong) cuts.add(Math.min(c, text.length));
  const at = [...cuts].sort((a, b) => a - b), out: Node[] = [];
  for (let i = 0; i + 1 < at.length; i++) {
    const a = at[i]!, b = at[i + 1]!;
    const bad = wrong && a >= wrong[0] && b <= wrong[1];
    const kind = tokens.find((k) => k.start <= a && b <= k.end)?.kind ?? "";
    out.push(piece(text.slice(a, b), bad ? "wrong" : classes[kind] ?? ""));
  }
  if (wrong && (wrong[1] <= wrong[0] || wrong[0] >= text.length)) out.push(piece(" ", "wrong"));
  paint.replaceChildren(...out);
}

function piece(s: string, cls: string): Node {
  return cls && s ? el("span", { class: cls }, s) : document.createTextNode(s);
}
