import { $, $$, announce, ask, el, fetched, fragment, imported, later, me, onPage, problemBox, t, toast, trouble, withCtrl } from "./dom";
import type { Heard } from "./wire";
import { morph } from "./morph";
import { freshen } from "./times";
import { counts, type DeskQueue } from "./queue";
import type { DeskComposer } from "./composer";

// The open case: going from one to the next without a whole page, catching up with
// what happened, and who else is here.

export const queue = (): DeskQueue | null => $<DeskQueue>("desk-queue");
export const composer = (): DeskComposer | null => $<DeskComposer>("desk-composer");
export const openCase = (): number => Number($("#main")?.dataset.case ?? 0);

let going = 0;
let unseen = false; // something came while nobody looked: the desk is told once somebody does

// go opens a case's address in place.
export async function go(url: string, push = true): Promise<void> {
  const turn = ++going;
  const u = new URL(url, location.origin);
  if (!$("#context") || !$("desk-queue")) { location.assign(url); return; }
  leave();
  try {
    const text = await (await ask(u.pathname + u.search)).text();
    if (turn !== going) return;
    swap(fragment(text));
    if (push) history.pushState({ desk: 1 }, "", u.pathname + u.search + u.hash);
    arrived();
  } catch (x) {
    if (trouble(x).status === 401) { location.assign(url); return; }
    $("#main")?.prepend(problemBox(trouble(x)));
  }
}

function swap(f: DocumentFragment): void {
  const main = $("#main", f), ctx = $("#context", f);
  if (!main || !ctx) { location.reload(); return; }
  counts(f);
  $("#main")!.replaceWith(imported(main));
  $("#context")!.replaceWith(imported(ctx));
  document.body.classList.remove("none-open");
  $("#queue")?.removeAttribute("role"); // the case is now what the page is about
  $("#skip")?.setAttribute("href", "#main");
}

function arrived(): void {
  const main = $("#main");
  document.title = main?.dataset.title ?? document.title;
  queue()?.show(openCase());
  freshen();
  toEnd();
  if (!matchMedia("(pointer: coarse)").matches) main?.focus({ preventScroll: true });
  here("viewing");
}

export function toEnd(): void {
  const s = $("#case-scroll");
  const target = location.hash.startsWith("#m") ? document.getElementById(location.hash.slice(1)) : null;
  if (target) target.scrollIntoView({ block: "center" });
  else if (s) {
    s.scrollTop = s.scrollHeight;
    const main = $("#main");
    if (main) main.scrollTop = main.scrollHeight; // in a short window they scroll together
  }
}

// catchUp reads the open case anew and changes only what differs.
export async function catchUp(): Promise<void> {
  const id = openCase();
  if (!id || new URLSearchParams(location.search).has("before")) return;
  const u = new URL(location.href);
  const f = await fetched(u.pathname + u.search);
  const fresh = $("#main", f), ctx = $("#context", f), main = $("#main");
  if (!fresh || !ctx || !main || openCase() !== id) return;
  counts(f);
  const scroll = $("#case-scroll");
  const atEnd = scroll ? scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80 : false;
  const known = new Set($$(".msg", main).map((m) => m.id));
  const seen = main.dataset.seen;
  const present = $("#presence")?.textContent ?? "";
  morph(main, imported(fresh));
  morph($("#context")!, imported(ctx));
  const p = $("#presence");
  if (p) p.textContent = present;
  freshen();
  for (const m of $$(".msg", main)) if (!known.has(m.id)) announce(`${m.querySelector("article")?.getAttribute("aria-label") ?? ""}: ${$(".msg-text", m)?.textContent?.trim() ?? ""}`);
  composer()?.saw(seen !== main.dataset.seen ? newest(known) : null);
  if (atEnd && scroll) scroll.scrollTop = scroll.scrollHeight;
}

// newest is the latest word of the customer or a colleague that was not there before.
function newest(known: Set<string>): HTMLElement | null {
  return $$(`.msg.in, .msg.out:not([data-by="${me()}"])`).filter((m) => !known.has(m.id)).pop() ?? null;
}

// Presence: the server forgets nobody, so each page tells again while it looks.
let present: Map<number, { name: string; what: string; until: number }> = new Map();
function here(state: string): void {
  const id = openCase();
  if (id && !document.hidden) void ask(`/cases/${id}/presence`, new URLSearchParams({ state })).catch(() => undefined);
}
export const typing = (): void => here("typing");
function leave(): void { here("left"); present = new Map(); drawPresence(); }

function heardPresence(h: Heard): void {
  if (!h.agent || h.agent === me()) return;
  rowPresence(h);
  if (h.case !== openCase()) return;
  if (h.what === "left") present.delete(h.agent);
  else present.set(h.agent, { name: h.name ?? "", what: h.what ?? "", until: Date.now() + (h.what === "typing" ? 8000 : 35_000) });
  if (h.what === "viewing" && !answered.has(h.agent)) { answered.add(h.agent); here("viewing"); setTimeout(() => answered.delete(h.agent!), 20_000); }
  drawPresence();
}
const answered = new Set<number>();

function rowPresence(h: Heard): void {
  const s = $(`.row [data-presence="${h.case}"]`);
  if (!s) return;
  s.textContent = h.what === "left" ? "" : h.what === "typing" ? t(`${h.name} writes`, `${h.name} schreibt`) : t(`${h.name} looks`, `${h.name} schaut`);
  setTimeout(() => { s.textContent = ""; }, h.what === "typing" ? 8000 : 35_000);
}

function drawPresence(): void {
  const p = $("#presence");
  if (!p) return;
  for (const [k, v] of present) if (v.until < Date.now()) present.delete(k);
  const all = [...present.values()];
  const typers = all.filter((a) => a.what === "typing").map((a) => a.name), lookers = all.filter((a) => a.what !== "typing").map((a) => a.name);
  const and = (xs: string[]): string => xs.join(t(" and ", " und "));
  const text = typers.length ? t(`${and(typers)} is writing an answer`, `${and(typers)} schreibt eine Antwort`)
    : lookers.length ? t(`${and(lookers)} looks at this case too`, `${and(lookers)} sieht den Fall auch an`) : "";
  if (p.textContent !== text) p.textContent = text;
}

// named tells that a note names the reader, on whatever page.
function named(h: Heard): void {
  if (h.what !== "agent.mentioned" || h.to !== me() || h.case === openCase() && !document.hidden) return;
  const badge = $("#count-mentions"), n = badge?.textContent ?? "";
  if (badge && /^\d*$/.test(n)) badge.textContent = String(Number(n) + 1);
  const open = h.case === openCase() ? [] : [el("a", { href: `/cases/${h.case}`, id: "mention-toast" }, t("Open", "Öffnen"))];
  const words = t(`A colleague mentioned you in #${h.case}`, `Jemand hat Sie in #${h.case} erwähnt`);
  toast(words, ...open);
}

export function startMentions(): void {
  onPage("desk:case", (e) => named((e as CustomEvent<Heard>).detail));
}

export function startCase(): void {
  if (!$("desk-queue")) return;
  const soon = later(80, () => void catchUp().catch(() => undefined));
  onPage("desk:case", (e) => { if ((e as CustomEvent<Heard>).detail.case === openCase()) { unseen ||= document.hidden; soon(); } });
  onPage("desk:resync", soon);
  onPage("visibilitychange", () => { if (!document.hidden && unseen) { unseen = false; soon(); } });
  onPage("desk:presence", (e) => heardPresence((e as CustomEvent<Heard>).detail));
  onPage("click", (e) => {
    const a = (e.target as Element).closest?.<HTMLAnchorElement>("a.row-link, a[data-open-case]");
    if (!a || e.defaultPrevented || e.button || withCtrl(e) || e.shiftKey) return;
    e.preventDefault();
    void go(a.href);
  });
  addEventListener("popstate", () => {
    if (location.hash === "#context" || location.hash === "#main") return;
    if (location.pathname.startsWith("/cases/")) { if (location.pathname !== `/cases/${openCase()}`) void go(location.href, false); } else location.reload();
  });
  addEventListener("pagehide", () => {
    const id = openCase();
    if (id) navigator.sendBeacon(`/cases/${id}/presence`, new URLSearchParams({ state: "left" }));
  });
  window.setInterval(() => { drawPresence(); }, 2000);
  window.setInterval(() => here("viewing"), 25_000);
  toEnd();
  queue()?.show(openCase());
  here("viewing");
}
