import { $, $$, announce, fetched, focused, imported, later, onPage, t } from "./dom";
import type { Heard } from "./wire";
import { morph } from "./morph";
import { freshen } from "./times";

// Beyond so many rows the link to the next page is followed as a link.
const most = 500;

// The queue patches its rows, and goes on below them before their end is reached. What lies under the cursor or holds the focus does not
// move: it changes in place, and what is new is offered instead.
export class DeskQueue extends HTMLElement {
  private pending = new Set<number>();
  private waiting = new Map<string, HTMLElement>(); // new rows that are offered
  private flushSoon = later(120, () => void this.flush());
  private busy = false;
  private growing = false;
  private all = false;
  private stop = new AbortController();

  connectedCallback(): void {
    this.stop = new AbortController();
    const o = { signal: this.stop.signal };
    onPage("desk:case", (e) => { this.pending.add((e as CustomEvent<Heard>).detail.case ?? 0); this.flushSoon(); }, o);
    onPage("desk:resync", () => { this.all = true; this.flushSoon(); }, o);
    this.addEventListener("pointerleave", () => this.settle(), o);
    $("#queue-news", this)?.addEventListener("click", () => this.showNews(), o);
    $("#queue-scroll", this)?.addEventListener("scroll", () => this.grow(), { ...o, passive: true });
    this.show(Number($("main")?.dataset.case ?? 0));
  }
  disconnectedCallback(): void { this.stop.abort(); }

  get rows(): HTMLElement { return $("#rows", this)!; }
  private get held(): boolean { return this.matches(":hover") || this.rows.contains(focused()) || ($("#queue-scroll", this)?.scrollTop ?? 0) > 40; }
  private get first(): boolean { return this.dataset.first === "true"; }
  private url(path: string, query: string): string {
    const u = new URL(this.dataset.url!, location.origin);
    return `${u.pathname}${path}${u.search ? `${u.search}&` : "?"}${query}`;
  }

  private async flush(): Promise<void> {
    if (this.busy) { this.flushSoon(); return; }
    this.busy = true;
    const ids = [...this.pending];
    this.pending.clear();
    try {
      if (this.all || ids.length > 20) { this.all = false; await this.reread(); }
      else if (ids.length) await this.patch(ids);
    } catch { ids.forEach((i) => this.pending.add(i)); setTimeout(this.flushSoon, 3000); }
    this.busy = false;
  }

  private async patch(ids: number[]): Promise<void> {
    const f = await fetched(this.url("/rows", `ids=${ids.join(",")}`));
    counts(f);
    for (const li of $$("li.row", f)) {
      if (li.classList.contains("gone")) this.lose(li.id, li.dataset.gone ?? ""); else this.place(li);
    }
    this.told();
  }

  // reread brings the pages that are shown and treats them as many patches.
  private async reread(): Promise<void> {
    let next: string | null = this.dataset.url!;
    if (!this.first) { const u = new URL(next, location.origin), a = new URLSearchParams(location.search).get("after"); if (a) u.searchParams.set("after", a); next = u.pathname + u.search; }
    const fresh: HTMLElement[] = [];
    let f!: DocumentFragment;
    do {
      f = await fetched(next);
      fresh.push(...$$("li.row", f));
      next = $("#queue-older", f)?.getAttribute("href") ?? null;
    } while (next && fresh.length < Math.min(most, this.rows.children.length));
    counts(f);
    const ids = new Set(fresh.map((r) => r.id));
    for (const r of $$("li.row", this.rows)) if (!ids.has(r.id)) this.lose(r.id, t("No longer here", "Nicht mehr hier"));
    for (const r of fresh) if (this.beyond(r)) this.rows.append(imported(r)); else this.place(r);
    this.goesOn(f);
    this.told();
  }

  // grow brings the next page below the rows while their end is near, so that who works
  // through a list never has to turn a page.
  private grow(): void {
    const s = $("#queue-scroll", this), older = $("#queue-older", this);
    if (!s?.clientHeight || !older || this.growing || this.rows.children.length >= most || s.scrollHeight - s.scrollTop - s.clientHeight > 1000) return;
    this.growing = true;
    void (async () => {
      try {
        const f = await fetched(older.getAttribute("href")!);
        counts(f);
        for (const r of $$("li.row", f)) if (this.beyond(r)) this.rows.append(imported(r)); else this.place(r);
        this.goesOn(f);
        this.growing = false;
        this.told();
      } catch { setTimeout(() => { this.growing = false; }, 5000); } // the link is there still
    })();
  }

  // goesOn takes from the last page that was read whether, and where, the list goes on.
  private goesOn(f: DocumentFragment): void {
    const next = $("#queue-older", f), here = $("#queue-older", this);
    this.dataset.last = String(!next);
    if (!next) here?.remove(); else if (here) here.setAttribute("href", next.getAttribute("href")!); else $("#older", this)?.append(imported(next));
  }

  private place(fresh: HTMLElement): void {
    const old = document.getElementById(fresh.id);
    if (old && this.rows.contains(old)) {
      old.classList.remove("gone");
      const cur = $(".row-link", old)?.getAttribute("aria-current");
      if (cur) $(".row-link", fresh)?.setAttribute("aria-current", cur);
      const moved = old.dataset.rank !== fresh.dataset.rank;
      morph(old, fresh);
      if (moved && !this.held) this.insert(old);
      return;
    }
    if (!this.first) return;
    const li = imported(fresh);
    if (this.held) { this.waiting.set(li.id, li); return; }
    li.classList.add("came");
    this.insert(li);
    this.tellNew(li);
  }

  // beyond says whether a row is new and belongs below all others, where it moves nothing.
  private beyond(r: HTMLElement): boolean {
    const last = this.rows.lastElementChild as HTMLElement | null;
    return !last || !document.getElementById(r.id) && before(last, r);
  }

  private insert(li: HTMLElement): void {
    for (const r of $$("li.row", this.rows)) if (r !== li && before(li, r)) { r.before(li); return; }
    // Beyond the last row of a list that goes on, it belongs to a later page.
    if (this.dataset.last === "true" || !this.rows.children.length) this.rows.append(li); else if (li.parentElement) this.rows.append(li);
  }

  private lose(id: string, said: string): void {
    this.waiting.delete(id);
    const r = document.getElementById(id);
    if (!r || !this.rows.contains(r)) return;
    if (this.held || $("[aria-current]", r)) { r.classList.add("gone"); r.dataset.gone = said; } else r.remove();
  }

  // settle does what was held back while somebody pointed at the list.
  private settle(): void {
    if (this.held) return;
    for (const r of $$("li.row.gone", this.rows)) if (!$("[aria-current]", r)) r.remove();
    for (const r of $$("li.row", this.rows).sort((a, b) => Number(BigInt(a.dataset.rank ?? "0") - BigInt(b.dataset.rank ?? "0")))) this.rows.append(r);
    if (this.waiting.size) this.showNews();
  }

  showNews(): void {
    for (const li of this.waiting.values()) { li.classList.add("came"); this.insert(li); }
    this.waiting.clear();
    for (const r of $$("li.row.gone", this.rows)) if (!$("[aria-current]", r)) r.remove();
    $("#queue-scroll", this)?.scrollTo({ top: 0, behavior: "smooth" });
    this.told();
  }

  private tellNew(li: HTMLElement): void {
    announce(t("New: ", "Neu: ") + ($(".row-who b", li)?.textContent ?? "") + ", " + ($(".row-words", li)?.textContent ?? "").trim().slice(0, 120));
  }

  private told(): void {
    const pill = $("#queue-news", this);
    const n = this.waiting.size;
    if (pill) { pill.hidden = !n; pill.textContent = n ? t(`${n} new`, `${n} neu`) : ""; }
    if (n) announce(t(`${n} new in the queue`, `${n} neu in der Liste`));
    const e = $("#rows-empty", this);
    if (e) e.dataset.empty = String(!this.rows.children.length && this.dataset.last === "true");
    freshen(this);
    this.grow();
  }

  // show marks the case that is open.
  show(id: number): void {
    for (const a of $$(".row-link[aria-current]", this.rows)) if (a.closest("li")?.id !== `c${id}`) a.removeAttribute("aria-current");
    const li = id ? document.getElementById(`c${id}`) : null;
    for (const c of $$("li.chosen", this.rows)) if (c !== li) c.classList.remove("chosen");
    if (li) { $(".row-link", li)?.setAttribute("aria-current", "true"); li.scrollIntoView({ block: "nearest" }); }
    for (const r of $$("li.row.gone", this.rows)) if (!$("[aria-current]", r) && !this.held) r.remove();
  }

  // step chooses the next or previous case and gives its address when one is open.
  step(by: number): HTMLAnchorElement | null {
    const rows = $$("li.row:not(.gone)", this.rows);
    if (!rows.length) return null;
    const at = rows.findIndex((r) => r.classList.contains("chosen"));
    const open = rows.findIndex((r) => $("[aria-current]", r));
    const from = at >= 0 ? at : open;
    const next = rows[Math.max(0, Math.min(rows.length - 1, from < 0 ? 0 : from + by))]!;
    rows.forEach((r) => r.classList.toggle("chosen", r === next));
    next.scrollIntoView({ block: "nearest" });
    announce(`${$(".row-who b", next)?.textContent ?? ""}, ${$(".row-time", next)?.textContent?.trim() ?? ""}`);
    return $<HTMLAnchorElement>("a.row-link", next);
  }
  get chosen(): HTMLAnchorElement | null { return $<HTMLAnchorElement>("li.chosen a.row-link", this.rows); }
}

// before says whether one row comes before another in the list's order.
function before(a: HTMLElement, b: HTMLElement): boolean {
  const x = BigInt(a.dataset.rank ?? "0"), y = BigInt(b.dataset.rank ?? "0");
  return x < y || x === y && Number(a.dataset.id) < Number(b.dataset.id);
}

// counts takes the numbers of the rail from what was fetched.
export function counts(f: DocumentFragment): void {
  for (const c of $$("[data-count]", f)) {
    const b = $(`.badge[data-count="${c.dataset.count}"]`);
    if (b) b.textContent = c.textContent?.trim() ?? "";
    if (c.dataset.count === "failed" || c.dataset.count === "asked") $(`#nav-${c.dataset.count}`)?.classList.toggle("none", !c.textContent?.trim());
  }
}
