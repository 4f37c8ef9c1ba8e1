import { announce, el, focused, later, t } from "./dom";

// Offers under a field: what fits to what stands before the caret, chosen with the arrows and Enter or Tab, or
// by the mouse. Nothing is taken that was not chosen, and Escape closes the list alone.
//
// A field of several lines may not be a combobox, so nothing but words can say that its list opened: they
// wait until the hands rest, and what the arrows choose is then read as the active descendant.

export interface Offer { text: string; hint: string }
// Fitting is what may stand there, and where the word begins that it replaces.
export interface Fitting { from: number; offers: Offer[] }

const most = 8;
let made = 0;

export class Offers {
  private list: HTMLUListElement;
  private offers: Offer[] = [];
  private from = 0;
  private at = -1;

  // take puts an offer into the field.
  constructor(private area: HTMLTextAreaElement, label: string, private find: (before: string) => Fitting, private take: (o: Offer, from: number) => void) {
    this.list = el("ul", { class: "offers", role: "listbox", id: `offers-${++made}`, "aria-label": label, hidden: "" });
    area.after(this.list);
    for (const [k, v] of Object.entries({ autocomplete: "list", haspopup: "listbox", controls: this.list.id })) area.setAttribute("aria-" + k, v);
    const say = later(500, () => {
      const n = this.offers.length;
      if (n && this.at < 0) announce(t(`Offers: ${n}. Arrow keys choose.`, `Angebote: ${n}. Pfeiltasten wählen.`));
    });
    area.addEventListener("input", () => { this.offer(); say(); });
    area.addEventListener("keydown", (e) => this.key(e));
    area.addEventListener("blur", () => setTimeout(() => { if (focused() !== area) this.hide(); }, 150));
    this.list.addEventListener("mousedown", (e) => {
      const li = (e.target as Element).closest<HTMLElement>("[role=option]");
      if (li) { e.preventDefault(); this.choose(Number(li.dataset.i)); }
    });
  }

  private offer(): void {
    const fit = this.find(this.area.value.slice(0, this.area.selectionStart));
    this.from = fit.from;
    this.offers = fit.offers.slice(0, most);
    this.at = -1;
    this.draw();
  }

  private draw(): void {
    this.list.hidden = !this.offers.length;
    this.list.replaceChildren(...this.offers.map((o, i) => {
      const li = el("li", { role: "option", id: `${this.list.id}-${i}`, "data-i": String(i), "aria-selected": String(i === this.at) }, el("code", {}, o.text));
      if (o.hint) li.append(el("span", {}, o.hint));
      return li;
    }));
    if (this.at >= 0) this.area.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
    else this.area.removeAttribute("aria-activedescendant");
  }

  hide(): void { this.offers = []; this.draw(); }

  private key(e: KeyboardEvent): void {
    const n = this.offers.length;
    if (n === 0) return;
    switch (e.key) {
      case "ArrowDown": this.at = (this.at + 1) % n; break;
      case "ArrowUp": this.at = (this.at - 1 + n) % n; break;
      case "Escape": e.stopPropagation(); e.preventDefault(); this.hide(); return;
      case "Tab": case "Enter":
        if (this.at >= 0) { e.preventDefault(); this.choose(this.at); } else if (e.key === "Tab") this.hide();
        return;
      default: return;
    }
    e.preventDefault();
    this.draw();
  }

  private choose(i: number): void {
    const o = this.offers[i], from = this.from;
    if (!o) return;
    this.hide();
    this.take(o, from);
    this.area.focus();
  }
}
