import { focused, imported } from "./dom";

// morph makes one tree like another with as few changes as it can, so that focus,
// selection, scrolling and what a person has opened or typed stay.

export function morph(from: Element, to: Element): void {
  if (from.hasAttribute("data-keep")) return;
  if (from instanceof HTMLElement && from.dataset.unmasked === "true" && from.dataset.v && from.dataset.v === (to as HTMLElement).dataset.v) return;
  if (from.isEqualNode(to)) return;
  attributes(from, to);
  if (from instanceof HTMLInputElement || from instanceof HTMLTextAreaElement) return;
  if (from instanceof HTMLSelectElement) { select(from, to as HTMLSelectElement); return; }
  children(from, to);
}

function attributes(from: Element, to: Element): void {
  const keep = (n: string): boolean => n === "open" && from.tagName === "DETAILS";
  // Which row the keys are at is known to this page alone.
  if (from.classList.contains("chosen")) to.classList.add("chosen");
  for (const a of [...from.attributes]) if (!to.hasAttribute(a.name) && !keep(a.name)) from.removeAttribute(a.name);
  for (const a of to.attributes) if (from.getAttribute(a.name) !== a.value && !(a.name === "value" && from === focused())) from.setAttribute(a.name, a.value);
  if (from instanceof HTMLInputElement && from.type === "hidden") from.value = (to as HTMLInputElement).value;
}

function select(from: HTMLSelectElement, to: HTMLSelectElement): void {
  if (from === focused()) return;
  const value = to.value;
  from.replaceChildren(...[...to.childNodes].map(imported));
  from.value = value;
}

const keyOf = (n: Node): string => (n instanceof Element ? n.id : "");

function children(from: Element, to: Element): void {
  const known = new Map<string, Element>();
  for (const c of from.children) if (c.id) known.set(c.id, c);
  let at: ChildNode | null = from.firstChild;
  for (const want of [...to.childNodes]) {
    const key = keyOf(want);
    const have: ChildNode | null = key && known.has(key) ? known.get(key)! : alike(at, want) ? at : null;
    if (!have) { from.insertBefore(came(imported(want)), at); continue; }
    if (have === at) at = at.nextSibling; else place(from, have, at);
    if (have instanceof Element && want instanceof Element) morph(have, want);
    else if (have.nodeValue !== want.nodeValue) have.nodeValue = want.nodeValue;
  }
  while (at) { const next: ChildNode | null = at.nextSibling; at.remove(); at = next; }
}

// place moves a node and what has the focus in it.
function place(from: Element, have: Node, at: Node | null): void {
  const f = focused();
  from.insertBefore(have, at);
  if (f instanceof HTMLElement && have.contains(f)) f.focus({ preventScroll: true });
}

function alike(a: Node | null, b: Node): boolean {
  return !!a && a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);
}

function came(n: Node): Node {
  if (n instanceof Element && n.classList.contains("msg")) n.classList.add("came");
  return n;
}
