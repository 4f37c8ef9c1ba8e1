import { $, $$, announce, ask, el, onPage, problemBox, t, toast, trouble } from "./dom";
import { catchUp, queue } from "./case";

// Several cases at once: choosing them in the queue, one step for all, and taking it back.

const picks = (): HTMLInputElement[] => $$<HTMLInputElement>("#rows .row:not(.gone) .pick");
let last: HTMLInputElement | null = null;

export function startMany(): void {
  if (!$("#many")) return;
  onPage("click", (e) => {
    const x = e.target as HTMLElement;
    if (x.matches(".pick")) { range(x as HTMLInputElement, e.shiftKey); told(); }
    else if (x.closest("[data-action=pick-all]")) { for (const p of picks()) p.checked = true; told(); }
  });
  $("#many")!.addEventListener("reset", () => setTimeout(told, 0));
}

// range chooses all between the last box and this one, as lists do with Shift.
function range(now: HTMLInputElement, shift: boolean): void {
  const all = picks(), a = last ? all.indexOf(last) : -1, b = all.indexOf(now);
  if (shift && a >= 0 && b >= 0) for (const p of all.slice(Math.min(a, b), Math.max(a, b) + 1)) p.checked = now.checked;
  last = now;
}

function told(): void {
  const n = picks().filter((p) => p.checked).length;
  $("#many-said")!.textContent = n === 1 ? t("1 case selected", "1 Fall gewählt") : t(`${n} cases selected`, `${n} Fälle gewählt`);
}

// pick chooses the case that the keys are at, or takes it out.
export function pick(): boolean {
  const p = $<HTMLInputElement>(".row.chosen .pick") ?? $<HTMLInputElement>(".row:has([aria-current]) .pick");
  p?.click();
  if (p) announce($("#many-said")?.textContent ?? "");
  return !!p;
}

interface Done { said: string; undo: string[] }

export async function many(f: HTMLFormElement, button: HTMLElement | null): Promise<void> {
  const body = new FormData(f, button);
  const d = button?.closest("details");
  if (d) d.open = false;
  try { done(await (await ask(f.getAttribute("action")!, body)).json() as Done); }
  catch (x) {
    $("#problem", queue()!)?.remove();
    $("#queue-scroll")?.prepend(problemBox(trouble(x)));
    $("#problem")?.scrollIntoView({ block: "nearest" });
    return;
  }
  $("#problem", queue()!)?.remove();
  f.reset();
}

function done(d: Done): void {
  offerUndo(d.said, d.undo);
  document.dispatchEvent(new CustomEvent("desk:resync"));
}

// offerUndo says what was done and takes it back for some seconds, with the button or z.
export function offerUndo(said: string, cases: string[]): void {
  if (!cases.length) { toast(said); announce(said); return; }
  const b = el("button", { class: "button", id: "undo-toast", "data-action": "undo" }, t("Undo", "Rückgängig"));
  const box = toast(said, b);
  announce(said);
  b.addEventListener("click", () => { box.remove(); void undo(cases); });
}

async function undo(cases: string[]): Promise<void> {
  try {
    const d = await (await ask("/queue/undo", new URLSearchParams(cases.map((c) => ["case", c])))).json() as Done;
    toast(d.said);
    announce(d.said);
  } catch (x) { toast(trouble(x).message); }
  document.dispatchEvent(new CustomEvent("desk:resync"));
  await catchUp().catch(() => undefined);
}
