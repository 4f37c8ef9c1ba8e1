import { $, $$, announce, ask, el, fetched, imported, onPage, problemBox, t, toast, trouble } from "./dom";
import { catchUp, composer, openCase } from "./case";
import { many, offerUndo } from "./many";
import { morph } from "./morph";
import { freshen } from "./times";

// Forms of a case work in place; all others are plain forms of a page.

export function startForms(): void {
  onPage("change", (e) => {
    const x = e.target as HTMLElement;
    if (x.matches("select[data-auto]")) x.closest("form")?.requestSubmit();
  });
  onPage("input", (e) => {
    const x = e.target as HTMLInputElement;
    if (x.matches?.("[data-narrow]")) narrow(x);
  });
  onPage("keydown", (e) => {
    if (e.key === "Enter" && (e.target as HTMLElement).matches?.("[data-narrow]")) e.preventDefault();
  });
  onPage("submit", (e) => {
    const f = e.target as HTMLFormElement;
    if (e.defaultPrevented) return;
    if (f.matches("#many")) { e.preventDefault(); void many(f, e.submitter); }
    else if (f.matches("[data-undo]")) { e.preventDefault(); void undo(f); }
    else if (f.matches("[data-part=case]")) { e.preventDefault(); void part(f); }
    else if (f.matches("[data-live=case]") && openCase()) { e.preventDefault(); void step(f, e.submitter); }
    else if (f.matches("[data-stay]")) { e.preventDefault(); void stay(f); }
    else if (f.method === "post") once(f);
  });
  onPage("click", (e) => {
    for (const d of $$<HTMLDetailsElement>("details.menu[open]")) if (!d.contains(e.target as Node)) d.open = false;
    const r = (e.target as Element).closest?.<HTMLElement>("[data-ready]");
    if (r) composer()?.ready(r.dataset.ready ?? "");
    const c = (e.target as Element).closest?.<HTMLElement>("[data-copy]");
    if (c) void copy(c);
  });
  onPage("keydown", (e) => {
    if (e.key !== "Escape") return;
    const d = $<HTMLDetailsElement>("details.menu[open]");
    if (d) { d.open = false; $("summary", d)?.focus(); e.stopImmediatePropagation(); }
  }, true);
}

// stay does a step of a list and shows the page anew in place: who goes through a list keeps their place.
async function stay(f: HTMLFormElement): Promise<void> {
  if (f.ariaBusy === "true") return;
  f.ariaBusy = "true";
  try {
    const to = (await (await ask(f.getAttribute("action")!, new FormData(f))).json() as { go: string }).go;
    const fresh = $("#main", await fetched(to));
    if (!fresh) { location.assign(to); return; }
    const was = $("[data-tell]")?.textContent;
    morph($("#main")!, imported(fresh));
    freshen();
    const tell = $("[data-tell]");
    if (tell?.textContent && tell.textContent !== was) {
      announce(tell.textContent.trim());
      toast(tell.textContent.trim(), el("a", { href: `#${tell.closest("section")?.id ?? ""}` }, t("Take a look", "Ansehen")));
    }
  } catch (x) {
    $("#problem", f)?.remove();
    f.append(problemBox(trouble(x)));
  }
  f.ariaBusy = "false";
}

// narrow leaves of a long list of choices those whose name is written, and those that are chosen.
function narrow(x: HTMLInputElement): void {
  const words = x.value.trim().toLowerCase();
  for (const l of $$<HTMLLabelElement>(`#${x.dataset.narrow} label`)) l.hidden = !l.textContent!.toLowerCase().includes(words) && !$<HTMLInputElement>("input", l)!.checked;
}

// once keeps a second click on a plain form from sending it again.
function once(f: HTMLFormElement): void {
  setTimeout(() => { for (const b of $$<HTMLButtonElement>("button", f)) b.disabled = true; }, 0);
  addEventListener("pageshow", () => { for (const b of $$<HTMLButtonElement>("button", f)) b.disabled = false; }, { once: true });
}

async function step(f: HTMLFormElement, button: HTMLElement | null): Promise<void> {
  const said = f.dataset.said, id = openCase(), from = $("#main")!.dataset.version;
  try {
    await ask(f.getAttribute("action")!, new FormData(f, button));
    const d = f.closest("details");
    if (d) { d.open = false; f.reset(); }
    await catchUp();
    const version = $("#main")!.dataset.version;
    if (said && id === openCase() && version !== from) offerUndo(said, [`${id}.${version}`]);
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
    const got = await fetched(f.getAttribute("action")!, new FormData(f));
    const main = $("#main", got), ctx = $("#context", got);
    if (!main || !ctx) return;
    // The composer holds what is being written: only the story and its frame are new.
    for (const id of ["case-head", "case-scroll"]) $(`#${id}`)?.replaceWith(imported($(`#${id}`, main)!));
    $("#context")!.replaceWith(imported(ctx));
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

