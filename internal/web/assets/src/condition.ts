import { $, $$, ask, el, fragment, later, t } from "./dom";

// A condition of the response protocol: what it may ask is offered while it is written,
// and the desk says at once what is wrong with it and what it would have caught.

interface Offer { text: string; hint: string }
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

let made = 0;

export class DeskCondition extends HTMLElement {
  private area!: HTMLTextAreaElement;
  private said!: HTMLElement;
  private list!: HTMLUListElement;
  private offers: Offer[] = [];
  private from = 0; // where the word begins that an offer replaces
  private at = -1;
  private turn = 0;

  connectedCallback(): void {
    if (this.list) return;
    this.area = $<HTMLTextAreaElement>("textarea", this)!;
    this.said = $(".said", this)!;
    this.list = el("ul", { class: "offers", role: "listbox", id: `offers-${++made}`, "aria-label": t("What can be asked", "Was man fragen kann"), hidden: "" });
    this.area.after(this.list);
    for (const [k, v] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id })) this.area.setAttribute(k, v);
    const soon = later(250, () => void this.check());
    this.area.addEventListener("input", () => { this.offer(); soon(); });
    this.area.addEventListener("keydown", (e) => this.key(e));
    this.area.addEventListener("blur", () => window.setTimeout(() => this.hide(), 150));
    this.list.addEventListener("mousedown", (e) => {
      const li = (e.target as Element).closest<HTMLElement>("[role=option]");
      if (li) { e.preventDefault(); this.take(Number(li.dataset.i)); }
    });
    this.closest("details")?.addEventListener("toggle", (e) => { if ((e.target as HTMLDetailsElement).open) void this.check(); });
    if (this.closest("details")?.open) void this.check();
  }

  private async check(): Promise<void> {
    const mine = ++this.turn;
    const reach = $<HTMLInputElement>("#draft-reach")?.checked ? "1" : "";
    try {
      const piece = fragment(await (await ask("/rules/check", new URLSearchParams({ when: this.area.value, reach }))).text());
      if (mine !== this.turn) return;
      this.said.replaceChildren(document.importNode(piece, true));
      this.area.setAttribute("aria-invalid", String(!!$(".no", this.said)));
    } catch { /* said when it is saved */ }
  }

  // offer shows what fits to what stands before the caret: values after a comparison,
  // else facts and functions.
  private offer(): void {
    const before = this.area.value.slice(0, this.area.selectionStart);
    const value = /([a-z_.]+)\s*(?:==|!=|in\s*\[(?:\s*"[^"]*"\s*,)*)\s*("?)([a-z_]*)$/.exec(before);
    const member = /"([a-z_]*)$/.exec(before);
    const word = /[a-z_][a-z_.]*$/.exec(before);
    this.offers = [];
    const known = value ? vocabulary().find((f) => f.name === value[1]) : undefined;
    if (value && known && known.values.length > 0) {
      this.from = before.length - value[2]!.length - value[3]!.length;
      this.offers = known.values.filter((v) => v.startsWith(value[3]!)).map((v) => ({ text: `"${v}"`, hint: "" }));
    } else if (value && known && known.type === "yes or no") {
      return this.hide();
    } else if (word && !member) {
      const w = word[0];
      this.from = before.length - w.length;
      const fits = vocabulary().filter((f) => f.name.startsWith(w) || f.name.split(".").some((p) => p.startsWith(w)));
      this.offers = fits.filter((f) => f.name !== w).map((f) => ({ text: f.name, hint: f.meaning }));
    }
    this.offers = this.offers.slice(0, 8);
    this.at = -1;
    this.draw();
  }

  private draw(): void {
    const shown = this.offers.length > 0;
    this.list.hidden = !shown;
    this.area.setAttribute("aria-expanded", String(shown));
    this.list.replaceChildren(...this.offers.map((o, i) => {
      const li = el("li", { role: "option", id: `${this.list.id}-${i}`, "data-i": String(i), "aria-selected": String(i === this.at) }, el("code", {}, o.text));
      if (o.hint) li.append(el("span", {}, o.hint));
      return li;
    }));
    if (this.at >= 0) this.area.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
    else this.area.removeAttribute("aria-activedescendant");
  }

  private hide(): void { this.offers = []; this.draw(); }

  private key(e: KeyboardEvent): void {
    if (this.offers.length === 0) return;
    const n = this.offers.length;
    switch (e.key) {
      case "ArrowDown": this.at = (this.at + 1) % n; break;
      case "ArrowUp": this.at = (this.at - 1 + n) % n; break;
      case "Escape": e.stopPropagation(); e.preventDefault(); this.hide(); return;
      case "Tab": if (this.at < 0) { this.hide(); return; } e.preventDefault(); this.take(this.at); return;
      case "Enter": if (this.at < 0) return; e.preventDefault(); this.take(this.at); return;
      default: return;
    }
    e.preventDefault();
    this.draw();
  }

  private take(i: number): void {
    const o = this.offers[i];
    if (!o) return;
    const to = this.area.selectionStart, after = this.area.value.slice(to);
    const tail = o.text.startsWith('"') && after.startsWith('"') ? after.slice(1) : after;
    // A function is offered with its example in brackets: what stands in them is chosen, to be written over.
    this.area.value = this.area.value.slice(0, this.from) + o.text + tail;
    const open = o.text.indexOf("("), end = this.from + o.text.length;
    if (open >= 0) this.area.setSelectionRange(this.from + open + 1, end - 1);
    else this.area.setSelectionRange(end, end);
    this.hide();
    this.area.focus();
    void this.check();
  }
}
