import { $, $$, imported, later, fetched, t } from "./dom";
import { type Fitting, type Offer, Offers } from "./offers";

// A condition of the response protocol: what it may ask is offered while it is written,
// and the desk says at once what is wrong with it and what it would have caught.

interface Fact { name: string; type: string; values: string[]; meaning: string }

let facts: Fact[] = [];
function vocabulary(): Fact[] {
  if (facts.length === 0) {
    facts = $$("[data-fact]").map((x) => ({
      name: x.dataset.fact ?? "", type: x.dataset.type ?? "", values: (x.dataset.values ?? "").split(" ").filter(Boolean), meaning: $("dd", x)?.textContent?.trim() ?? "",
    }));
  }
  return facts;
}

export class DeskCondition extends HTMLElement {
  private area!: HTMLTextAreaElement;
  private said!: HTMLElement;
  private offers?: Offers;
  private turn = 0;

  connectedCallback(): void {
    if (this.offers) return;
    this.area = $<HTMLTextAreaElement>("textarea", this)!;
    this.said = $(".said", this)!;
    this.offers = new Offers(this.area, t("What you can check", "Was man fragen kann"), fitting, (o, from) => this.take(o, from));
    const soon = later(250, () => void this.check());
    this.area.addEventListener("input", soon);
    this.closest("details")?.addEventListener("toggle", (e) => { if ((e.target as HTMLDetailsElement).open) void this.check(); });
    if (this.closest("details")?.open) void this.check();
  }

  private async check(): Promise<void> {
    const mine = ++this.turn;
    const reach = $<HTMLInputElement>("#draft-reach")?.checked ? "1" : "";
    try {
      const got = await fetched("/rules/check", new URLSearchParams({ when: this.area.value, reach }));
      if (mine !== this.turn) return;
      this.said.replaceChildren(imported(got));
      this.area.setAttribute("aria-invalid", String(!!$(".no", this.said)));
    } catch { /* said when it is saved */ }
  }

  private take(o: Offer, from: number): void {
    const to = this.area.selectionStart, after = this.area.value.slice(to);
    const tail = o.text.startsWith('"') && after.startsWith('"') ? after.slice(1) : after;
    // A function is offered with its example in brackets: what stands in them is chosen, to be written over.
    this.area.value = this.area.value.slice(0, from) + o.text + tail;
    const open = o.text.indexOf("("), end = from + o.text.length;
    if (open >= 0) this.area.setSelectionRange(from + open + 1, end - 1);
    else this.area.setSelectionRange(end, end);
    void this.check();
  }
}

// fitting is what fits to what stands before the caret: values after a comparison, else facts and functions.
function fitting(before: string): Fitting {
  const value = /([a-z_.]+)\s*(?:==|!=|in\s*\[(?:\s*"[^"]*"\s*,)*)\s*("?)([a-z_]*)$/.exec(before);
  const member = /"([a-z_]*)$/.exec(before);
  const word = /[a-z_][a-z_.]*$/.exec(before);
  const known = value ? vocabulary().find((f) => f.name === value[1]) : undefined;
  if (value && known && known.values.length > 0) {
    return { from: before.length - value[2]!.length - value[3]!.length, offers: known.values.filter((v) => v.startsWith(value[3]!)).map((v) => ({ text: `"${v}"`, hint: "" })) };
  }
  if (value && known && known.type === "yes or no" || !word || member) return { from: 0, offers: [] };
  const w = word[0], fits = vocabulary().filter((f) => f.name.startsWith(w) || f.name.split(".").some((p) => p.startsWith(w)));
  return { from: before.length - w.length, offers: fits.filter((f) => f.name !== w).map((f) => ({ text: f.name, hint: f.meaning })) };
}
