// What the other parts share: finding things, HTML from this desk's own templates,
// and the strings of the page's language.

export const $ = <T extends HTMLElement = HTMLElement>(sel: string, root: ParentNode = document): T | null => root.querySelector<T>(sel);
export const $$ = <T extends HTMLElement = HTMLElement>(sel: string, root: ParentNode = document): T[] => [...root.querySelectorAll<T>(sel)];

interface Policy { createHTML(s: string): string; createScriptURL(s: string): string }
const types = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes;
// Only answers of this desk, rendered and escaped by its templates, become HTML; only
// this desk's own worker is run.
const policy: Policy = types
  ? types.createPolicy("desk", { createHTML: (s) => s, createScriptURL: (s) => s })
  : { createHTML: (s) => s, createScriptURL: (s) => s };

export function fragment(html: string): DocumentFragment {
  const t = document.createElement("template");
  t.innerHTML = policy.createHTML(html);
  return t.content;
}
// onPage listens to all of the page, and focused is where its keys go.
export const onPage: typeof document.addEventListener = document.addEventListener.bind(document);
export const focused = (): Element | null => document.activeElement;
// imported is a node of a fragment as one of this page.
export const imported = <T extends Node>(n: T): T => document.importNode(n, true);
export const scriptURL = (url: string): string => policy.createScriptURL(url);

export function el<K extends keyof HTMLElementTagNameMap>(tag: K, attrs: Record<string, string> = {}, ...kids: (Node | string)[]): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attrs)) e.setAttribute(k, v);
  e.append(...kids);
  return e;
}

export const me = (): number => Number(document.body.dataset.agent ?? 0);
export const german = document.documentElement.lang === "de";
export const t = (en: string, de: string): string => (german ? de : en);

let said = 0;
export function announce(text: string): void {
  const a = $("#announcer");
  if (a) { clearTimeout(said); a.textContent = ""; said = setTimeout(() => { a.textContent = text; }, 60); }
}

export interface Trouble { kind: string; message: string; mend?: string; field?: string; status: number }

// fetched is a part of the desk, as a fragment.
export const fetched = async (url: string, form?: URLSearchParams | FormData): Promise<DocumentFragment> => fragment(await (await ask(url, form)).text());

// ask fetches a piece of the desk. A refusal is thrown as Trouble; no answer at all as
// Trouble of kind "gone".
export async function ask(url: string, form?: URLSearchParams | FormData): Promise<Response> {
  let r: Response;
  const body = form instanceof FormData ? new URLSearchParams([...form].map(([k, v]) => [k, String(v)] as [string, string])) : form;
  try {
    r = await fetch(url, { method: form ? "POST" : "GET", ...(body ? { body } : {}), headers: { "X-Desk-Part": document.hidden ? "hidden" : "1" }, credentials: "same-origin" });
  } catch {
    throw {
      kind: "gone", status: 0, message: t("The desk didn't respond.", "Das Pult hat nicht geantwortet."),
      mend: t("Your text is kept here. Try again in a moment.", "Was Sie geschrieben haben, bleibt hier. Versuchen Sie es gleich noch einmal."),
    } satisfies Trouble;
  }
  if (r.ok) return r;
  let d: Partial<Trouble> = {};
  try { d = await r.json() as Partial<Trouble>; } catch { /* no document: the words below say enough */ }
  throw {
    kind: d.kind ?? "", status: r.status, mend: d.mend ?? "", field: d.field ?? "",
    message: d.message || t("That didn't work.", "Das hat nicht geklappt."),
  } satisfies Trouble;
}

export const isTrouble = (x: unknown): x is Trouble => typeof x === "object" && x !== null && "kind" in x && "message" in x;

export function trouble(x: unknown): Trouble {
  return isTrouble(x) ? x : { kind: "", status: 0, message: String(x), mend: "" };
}

export function problemBox(p: Trouble): HTMLElement {
  const box = el("div", { class: "problem", role: "alert", id: "problem", "data-kind": p.kind });
  const words = el("div", {}, el("p", { class: "problem-what" }, p.message));
  if (p.mend) words.append(el("p", { class: "problem-mend" }, p.mend));
  if (p.status === 401) words.append(el("p", {}, el("a", { href: "/signin", target: "_blank" }, t("Sign in in another tab", "In einem anderen Tab anmelden"))));
  box.append(words);
  return box;
}

let toastTimer = 0;
export function toast(text: string, ...kids: Node[]): HTMLElement {
  const box = el("div", { class: "toast" }, el("span", {}, text), ...kids);
  $("#toasts")?.replaceChildren(box);
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => box.remove(), 6000);
  return box;
}
export const holdToast = (): void => clearTimeout(toastTimer);

export const withCtrl = (e: KeyboardEvent | MouseEvent): boolean => e.ctrlKey || e.metaKey;

export const writing = (x: EventTarget | null): boolean =>
  x instanceof HTMLElement && (x.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(x.tagName) && !["checkbox", "radio", "button", "submit"].includes((x as HTMLInputElement).type));

export function later(ms: number, f: () => void): () => void {
  let timer = 0;
  return () => { clearTimeout(timer); timer = setTimeout(f, ms); };
}

export function token(): string {
  // randomUUID is missing on plain http, where a desk on a local network lives.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}
