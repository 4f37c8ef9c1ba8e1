import { $, $$, ask, fragment, later, problemBox, t, toast, trouble } from "./dom";
import { catchUp, composer, openCase } from "./case";
import { freshen } from "./times";

// Forms of a case work in place; all others are plain forms of a page.

export function startForms(): void {
  document.addEventListener("change", (e) => {
    const x = e.target as HTMLElement;
    if (x.matches("select[data-auto]")) x.closest("form")?.requestSubmit();
  });
  document.addEventListener("submit", (e) => {
    const f = e.target as HTMLFormElement;
    if (e.defaultPrevented) return;
    if (f.matches("[data-undo]")) { e.preventDefault(); void undo(f); }
    else if (f.matches("[data-part=case]")) { e.preventDefault(); void part(f); }
    else if (f.matches("[data-live=case]") && openCase()) { e.preventDefault(); void step(f); }
    else if (f.method === "post") once(f);
  });
  document.addEventListener("click", (e) => {
    for (const d of $$<HTMLDetailsElement>("details.menu[open]")) if (!d.contains(e.target as Node)) d.open = false;
    const c = (e.target as Element).closest?.<HTMLElement>("[data-copy]");
    if (c) void copy(c);
  });
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return;
    const d = $<HTMLDetailsElement>("details.menu[open]");
    if (d) { d.open = false; $("summary", d)?.focus(); e.stopImmediatePropagation(); }
  }, true);
  startEditor();
}

// once keeps a second click on a plain form from sending it again.
function once(f: HTMLFormElement): void {
  window.setTimeout(() => { for (const b of $$<HTMLButtonElement>("button", f)) b.disabled = true; }, 0);
  addEventListener("pageshow", () => { for (const b of $$<HTMLButtonElement>("button", f)) b.disabled = false; }, { once: true });
}

async function step(f: HTMLFormElement): Promise<void> {
  try {
    await ask(f.getAttribute("action")!, new FormData(f));
    const d = f.closest("details");
    if (d) { d.open = false; f.reset(); }
    await catchUp();
  } catch (x) {
    const p = trouble(x);
    const main = $("#main")!;
    $("#problem", main)?.remove();
    $("#case-head", main)?.after(problemBox(p));
    if (p.kind === "conflict") await catchUp().catch(() => undefined);
  }
}

async function undo(f: HTMLFormElement): Promise<void> {
  const ids = new FormData(f).getAll("id").map(String);
  await composer()?.takeBack(ids, composer()!.mode, "");
}

async function part(f: HTMLFormElement): Promise<void> {
  try {
    const piece = fragment(await (await ask(f.getAttribute("action")!, new FormData(f))).text());
    const main = $("#main", piece), ctx = $("#context", piece);
    if (!main || !ctx) return;
    // The composer holds what is being written: only the story and its frame are new.
    for (const id of ["case-head", "case-scroll"]) $(`#${id}`)?.replaceWith(document.importNode($(`#${id}`, main)!, true));
    $("#context")!.replaceWith(document.importNode(ctx, true));
    freshen();
  } catch (x) { $("#case-head")?.after(problemBox(trouble(x))); }
}

async function copy(b: HTMLElement): Promise<void> {
  const from = $<HTMLInputElement>(b.dataset.copy ?? "");
  if (!from) return;
  from.select();
  // The clipboard is closed to pages on plain http: the selection is what is left.
  try { await navigator.clipboard.writeText(from.value); toast(t("Copied", "Kopiert")); }
  catch { toast(document.execCommand("copy") ? t("Copied", "Kopiert") : t("Press Ctrl C to copy", "Strg C drücken, um zu kopieren")); }
}

// The search editor: colours at once, here; mistakes, notes and the test from the desk.
function startEditor(): void {
  const area = $<HTMLTextAreaElement>("#search-query"), paint = $("#search-paint"), said = $("#search-said"), sample = $<HTMLTextAreaElement>("#search-sample");
  if (!area || !paint || !said) return;
  let turn = 0;
  const check = async (): Promise<void> => {
    const mine = ++turn;
    try {
      const r = await ask("/searches/check", new URLSearchParams({ query: area.value, sample: sample?.value ?? "" }));
      const f = fragment(await r.text());
      if (mine !== turn) return;
      said.replaceChildren(document.importNode(f, true));
      const w = $("[data-wrong-start]", said);
      colour(paint, area.value, w ? [Number(w.dataset.wrongStart), Number(w.dataset.wrongEnd)] : null);
      area.setAttribute("aria-invalid", String(!!w));
    } catch { /* said when it is saved */ }
  };
  const soon = later(140, () => void check());
  area.addEventListener("input", () => { colour(paint, area.value, null); soon(); });
  sample?.addEventListener("input", soon);
  colour(paint, area.value, null);
  void check();
}

const grammar = /("[^"]*"?(?:~\d+)?)|(\bOR\b|\bAND\b|\bO?NEAR\/\d+)|(\bNOT\b|(?<![^\s(])-(?=\S))|([a-z]+:(?:[<>]=?)?)|([()])|([#@$][\p{L}\p{N}_.-]+|\*|~\d)/gu;
const classes = ["quote", "op", "not", "field", "paren", "field"];

function colour(paint: HTMLElement, text: string, wrong: [number, number] | null): void {
  const out: Node[] = [];
  const put = (s: string, cls: string, at: number): void => {
    if (!s) return;
    if (!wrong || wrong[1] <= at || wrong[0] >= at + s.length || wrong[1] <= wrong[0]) { out.push(piece(s, cls)); return; }
    const a = Math.max(0, wrong[0] - at), b = Math.min(s.length, wrong[1] - at);
    out.push(piece(s.slice(0, a), cls), piece(s.slice(a, b), "wrong"), piece(s.slice(b), cls));
  };
  let last = 0;
  for (const m of text.matchAll(grammar)) {
    put(text.slice(last, m.index), "", last);
    put(m[0], classes[m.slice(1).findIndex((g) => g !== undefined)] ?? "", m.index);
    last = m.index + m[0].length;
  }
  put(text.slice(last), "", last);
  if (wrong && wrong[1] <= wrong[0] || wrong && wrong[0] >= text.length) out.push(piece(" ", "wrong"));
  paint.replaceChildren(...out);
}

function piece(s: string, cls: string): Node {
  if (!cls || !s) return document.createTextNode(s);
  const e = document.createElement("span");
  e.className = cls;
  e.textContent = s;
  return e;
}
