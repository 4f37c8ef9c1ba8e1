import { $, $$, announce, ask, el, fetched, focused, fragment, holdToast, imported, later, me, problemBox, t, toast, token, trouble, type Trouble, withCtrl } from "./dom";
import { catchUp, typing } from "./case";
import { offerUndo } from "./many";
import { Pictures, type Kept } from "./pictures";

interface Draft { text: string; mode: string; token: string; macro: string; resolve: boolean; pictures?: Kept[] }

// readingTime is how long something new has to stand on the page before it counts as
// read by somebody who was writing when it came.
const readingTime = 5000;

interface Sent { undo: string[]; until?: string; note?: string }

// The composer keeps what is being written in this browser until it is owed: a reload,
// a lost connection or a new sign-in loses nothing.
export class DeskComposer extends HTMLElement {
  private form: HTMLFormElement = undefined!;
  private text!: HTMLTextAreaElement;
  private pictures?: Pictures; // none where the network takes none
  private sending = false;
  private lastTyping = 0;
  private turn = 0;
  private reading = 0; // timer; 0: nothing is unread
  private adviseSoon = later(180, () => void this.advise());
  private saveSoon = later(250, () => this.save());

  connectedCallback(): void {
    if (this.form) return; // it was only moved
    this.form = $<HTMLFormElement>("form", this)!;
    this.text = $<HTMLTextAreaElement>("textarea", this)!;
    const box = $("#pictures-part", this);
    if (box) this.pictures = new Pictures(box, () => this.caseID, () => !!$(`#picture-add-${this.mode}`, this), () => { this.saveSoon(); this.adviseSoon(); }, (x) => this.problem(x));
    this.restore();
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("keydown", (e) => this.key(e));
    this.form.addEventListener("submit", (e) => { e.preventDefault(); void this.send(); });
    this.form.addEventListener("change", (e) => { if ((e.target as HTMLInputElement).name === "mode") this.turned(); this.save(); });
    this.addEventListener("click", (e) => this.clicked(e));
    $("#macro-plan", this)!.addEventListener("keydown", (e) => { if (e.key === "Escape") { e.stopPropagation(); this.leavePlan(); } });
    this.text.setAttribute("aria-autocomplete", "list"); // of saved replies and colleagues
    if (this.text.value) this.adviseSoon();
  }

  get caseID(): string { return this.dataset.case ?? ""; }
  private get key_(): string { return `heed.draft.${me()}.${this.caseID}`; }
  private field(name: string): HTMLInputElement { return this.form.elements.namedItem(name) as HTMLInputElement; }
  get mode(): string { return this.form.querySelector<HTMLInputElement>("input[name=mode]:checked")?.value ?? "note"; }
  set mode(m: string) { const r = $<HTMLInputElement>(`#mode-${m}`, this); if (r) { r.checked = true; this.turned(); } }

  private turned(): void {
    this.text.placeholder = (this.mode === "note" ? this.text.dataset.placeholderNote : this.text.dataset.placeholderAnswer) ?? "";
    this.adviseSoon();
  }

  private restore(): void {
    if (this.text.value || this.pictures?.kept.length) return; // the server gave a text back with a reason
    try {
      const d = JSON.parse(localStorage.getItem(this.key_) ?? "null") as Draft | null;
      if (!d || !d.text && !d.pictures?.length) return;
      this.text.value = d.text;
      this.mode = d.mode;
      this.field("token").value = d.token;
      this.field("macro").value = d.macro;
      this.field("resolve").checked = d.resolve;
      void this.pictures?.show(d.pictures ?? []);
      this.state(t("Draft kept", "Entwurf aufgehoben"));
    } catch { /* an unreadable draft is no draft */ }
  }
  private save(): void {
    try {
      const pictures = this.pictures?.kept ?? [];
      if (!this.text.value.trim() && !pictures.length) { localStorage.removeItem(this.key_); this.state(""); return; }
      const d: Draft = { text: this.text.value, mode: this.mode, token: this.field("token").value, macro: this.field("macro").value, resolve: this.field("resolve").checked, pictures };
      localStorage.setItem(this.key_, JSON.stringify(d));
      this.state(t("Draft kept", "Entwurf aufgehoben"));
    } catch { this.state(t("This browser can't keep drafts", "Dieser Browser hält keine Entwürfe")); }
  }
  private state(s: string): void { const e = $("#draft-state", this); if (e) e.textContent = s; }

  private typed(): void {
    // What a refused send said is about other words by now; the advice below says what still stands.
    if ($("#composer-problem [data-kind=invalid]", this)) this.problem(null);
    this.saveSoon();
    this.adviseSoon();
    this.macroMenu();
    this.nameMenu();
    if (Date.now() - this.lastTyping > 3000 && this.text.value) { this.lastTyping = Date.now(); typing(); }
  }

  private async advise(): Promise<void> {
    const box = $("#reply-advice", this)!;
    const turn = ++this.turn;
    if (this.mode === "note" && (!this.text.value.includes("@") || !$("#name-menu", this)!.hidden) || !this.text.value.trim() && !this.pictures?.kept.length) { box.replaceChildren(); this.count(null); this.override(false); return; }
    try {
      const r = await ask(`/cases/${this.caseID}/advice`, new FormData(this.form));
      const f = fragment(await r.text());
      if (turn !== this.turn) return;
      const a = $("#advice", f);
      if (box.firstElementChild && a && box.firstElementChild.outerHTML === a.outerHTML) return;
      box.replaceChildren(imported(f));
      this.count($("#advice", box));
      this.override($("#advice", box)?.dataset.private === "true");
    } catch { /* advice is a help, not a gate: the send is checked again */ }
  }
  private override(shown: boolean): void { const o = $("#override", this); if (o) o.hidden = !shown; }
  private count(a: HTMLElement | null): void {
    const c = $("#counter", this)!;
    const used = Number(a?.dataset.used ?? 0), max = Number(a?.dataset.max ?? 0), parts = Number(a?.dataset.parts ?? 1);
    c.textContent = a && max ? `${parts > 1 ? `${parts} × · ` : ""}${used} / ${max}` : "";
    c.title = a ? `${used} / ${max} ${a.dataset.unit}` : "";
    c.classList.toggle("near", max > 0 && used > max * 0.9 && used <= max);
    c.classList.toggle("past", max > 0 && used > max);
  }

  private key(e: KeyboardEvent): void {
    const menu = $(".macro-menu:not([hidden])", this);
    if (menu) {
      const opts = $$(".macro:not([hidden])", menu);
      const at = opts.findIndex((o) => o.getAttribute("aria-selected") === "true");
      if (e.key === "ArrowDown" || e.key === "ArrowUp") {
        e.preventDefault();
        this.pick(opts, (at + (e.key === "ArrowDown" ? 1 : -1) + opts.length) % Math.max(1, opts.length));
        return;
      }
      if ((e.key === "Enter" || e.key === "Tab") && opts[at]) { e.preventDefault(); this.insert(opts[at]); return; }
      if (e.key === "Escape") { e.preventDefault(); e.stopPropagation(); this.shut(menu); return; }
    }
    if (e.key === "Enter" && withCtrl(e)) { e.preventDefault(); void this.send(); }
    else if (e.key === "Escape") { e.stopPropagation(); $("#main")?.focus(); }
  }

  private clicked(e: Event): void {
    const b = (e.target as Element).closest<HTMLElement>("[data-action], .macro");
    if (!b) return;
    if (b.classList.contains("macro")) this.insert(b);
    else if (b.dataset.action === "plan-apply") void this.apply(b as HTMLButtonElement);
    else if (b.dataset.action === "plan-text") { const d = $("#plan", this)!.dataset; this.leavePlan(); this.put(d.text ?? "", d.macro!); }
    else if (b.dataset.action === "plan-leave") this.leavePlan();
    else if (b.dataset.action === "picture-add") this.pictures?.choose();
    else if (b.dataset.action?.startsWith("picture-")) this.pictures?.act(b);
    else if (b.dataset.action === "macros") void this.openMacros("");
    else if (b.dataset.action === "select-span") { this.text.focus(); this.text.setSelectionRange(Number(b.dataset.start), Number(b.dataset.end)); }
  }

  // Saved replies: "/" at the start of a line, or the button.
  private slash(): RegExpExecArray | null { return /(^|\n)\/([^\n/]{0,30})$/.exec(this.text.value.slice(0, this.text.selectionStart)); }
  private macroMenu(): void {
    const m = this.mode === "note" ? null : this.slash();
    const menu = $("#macro-menu", this)!;
    if (!m) { if (!menu.hidden) this.shut(menu); return; }
    void this.openMacros(m[2]!);
  }
  async openMacros(filter: string): Promise<void> {
    const menu = $("#macro-menu", this)!;
    if (!menu.dataset.read) {
      try { menu.replaceChildren(await fetched(`/cases/${this.caseID}/macros`)); menu.dataset.read = "1"; } catch (x) { this.problem(trouble(x)); return; }
    }
    const f = filter.toLowerCase();
    for (const o of $$(".macro", menu)) o.hidden = !!f && !`${o.dataset.name} ${o.dataset.text}`.toLowerCase().includes(f);
    const opts = $$(".macro:not([hidden])", menu);
    menu.hidden = !!f && !opts.length;
    this.pick(opts, 0);
    this.text.focus();
  }
  // pick chooses in the menu that is open; the text keeps the focus and says which it is.
  private pick(opts: HTMLElement[], at: number): void {
    opts.forEach((o, i) => o.setAttribute("aria-selected", String(i === at)));
    opts[at]?.scrollIntoView({ block: "nearest" });
    if (opts[at]) {
      this.text.setAttribute("aria-controls", opts[at].parentElement!.id);
      this.text.setAttribute("aria-activedescendant", opts[at].id);
    } else this.text.removeAttribute("aria-activedescendant");
  }
  private shut(menu: HTMLElement): void {
    menu.hidden = true;
    for (const a of ["aria-controls", "aria-activedescendant"]) this.text.removeAttribute(a);
  }

  // Colleagues: "@" and the beginning of a name in a note.
  private at(): RegExpExecArray | null { return /(^|[^\p{L}\p{N}_.@/:+-])@((?:[\p{L}\p{N}_'.-]+ ?){0,3})$/u.exec(this.text.value.slice(0, this.text.selectionStart)); }
  private nameMenu(): void {
    const m = this.mode === "note" ? this.at() : null;
    const menu = $("#name-menu", this)!;
    if (m) void this.openNames(menu, m[2]!.toLowerCase()); else if (!menu.hidden) this.shut(menu);
  }
  private async openNames(menu: HTMLElement, begun: string): Promise<void> {
    if (!menu.dataset.read) {
      menu.dataset.read = "1";
      try { menu.replaceChildren(await fetched("/colleagues")); } catch (x) { delete menu.dataset.read; this.problem(trouble(x)); return; }
      if (!this.at()) return;
    }
    const words = (o: HTMLElement): string[] => { const n = (o.dataset.find ?? "").toLowerCase().split("\n"); return [...n, ...n.flatMap((x) => x.split(/[ .@-]/))]; };
    for (const o of $$(".macro", menu)) o.hidden = !words(o).some((w) => w.startsWith(begun.trimEnd())) || begun.endsWith(" ") && !words(o)[0]!.startsWith(begun);
    const opts = $$(".macro:not([hidden])", menu);
    if (!opts.length) { this.shut(menu); return; }
    const was = opts.length === Number(menu.dataset.shown) && !menu.hidden;
    menu.hidden = false;
    menu.dataset.shown = String(opts.length);
    this.pick(opts, 0);
    if (!was) announce(opts.length === 1 ? t("One colleague, press Enter to pick", "Ein Name, Eingabe übernimmt ihn") : t(`${opts.length} colleagues, arrow keys choose`, `${opts.length} Namen, Pfeiltasten wählen`));
  }
  private insertName(o: HTMLElement): void {
    const m = this.at(), end = this.text.selectionStart;
    if (m) this.text.setRangeText(`@${o.dataset.name} `, end - m[2]!.length - 1, end, "end");
    this.shut(o.parentElement!);
    this.text.focus();
    this.typed();
    this.shut(o.parentElement!); // the name is whole
    this.adviseSoon();
  }

  private insert(o: HTMLElement): void {
    if (o.parentElement!.id === "name-menu") { this.insertName(o); return; }
    if (Number(o.dataset.steps)) { void this.plan(o); return; }
    this.put(o.dataset.text ?? "", o.dataset.macro ?? "0");
  }
  private put(words: string, macro: string): void {
    const m = this.slash();
    const at = this.text.selectionStart;
    const start = m ? at - m[2]!.length - 1 : at;
    this.text.setRangeText(words, start, at, "end");
    if (words) this.field("macro").value = macro;
    this.shut($("#macro-menu", this)!);
    this.text.focus();
    this.typed();
  }

  // plan shows what a saved reply with steps would do, before it does.
  private async plan(o: HTMLElement): Promise<void> {
    const box = $("#macro-plan", this)!;
    this.shut($("#macro-menu", this)!);
    try { box.replaceChildren(await fetched(`/cases/${this.caseID}/macros/${o.dataset.macro}`)); }
    catch (x) { this.problem(trouble(x)); this.text.focus(); return; }
    box.hidden = false;
    $("#plan-apply:not([disabled])", box)?.focus();
    if (!box.contains(focused())) $("#plan-leave", box)?.focus();
  }
  private leavePlan(): void {
    const box = $("#macro-plan", this)!;
    box.hidden = true;
    box.replaceChildren();
    this.text.focus();
  }
  private async apply(button: HTMLButtonElement): Promise<void> {
    if (button.disabled) return;
    const d = $("#plan", this)!.dataset, id = this.caseID;
    button.disabled = true;
    try { await ask(`/cases/${id}/macros/${d.macro}`, new URLSearchParams({ version: d.version! })); }
    catch (x) {
      this.leavePlan();
      this.problem(trouble(x));
      void catchUp().catch(() => undefined);
      return;
    }
    this.leavePlan();
    this.put(d.text ?? "", d.macro!);
    if (d.resolve === "true") this.field("resolve").checked = true;
    this.save();
    await catchUp().catch(() => undefined);
    const version = $("#main")?.dataset.version;
    if (version !== d.version) offerUndo(d.said!, [`${id}.${version}`]);
  }

  // ready puts words into an answer that the desk has ready.
  ready(words: string): void {
    $<HTMLInputElement>("#mode-public", this)?.click();
    this.text.setRangeText(words, this.text.selectionStart, this.text.selectionEnd, "end");
    this.text.focus();
    this.typed();
  }

  problem(p: Trouble | null): void {
    const box = $("#composer-problem", this)!;
    box.replaceChildren(...(p ? [problemBox(p)] : []));
  }

  async send(): Promise<void> {
    if (this.sending || !this.text.value.trim()) { this.text.focus(); return; }
    if (this.pictures?.busy && this.mode !== "note") { announce(t("A picture is still uploading.", "Ein Bild wird noch hochgeladen.")); return; }
    this.sending = true;
    const buttons = $$<HTMLButtonElement>(".button.primary", this);
    const within = this.contains(focused()); // a disabled button loses the focus
    buttons.forEach((b) => { b.disabled = true; });
    const mode = this.mode, body = new FormData(this.form), text = this.text.value;
    try {
      const r = await (await ask(this.form.getAttribute("action")!, body)).json() as Sent;
      if (mode !== "note") this.pictures?.clear();
      this.clear();
      void catchUp().catch(() => undefined);
      this.offerUndo(r, mode, text);
    } catch (x) {
      const p = trouble(x);
      this.problem(p);
      if (p.kind === "conflict") { await catchUp().catch(() => undefined); this.read(); }
      if (p.field === "text") await this.advise();
    }
    this.sending = false;
    buttons.forEach((b) => { b.disabled = false; });
    if (within) this.text.focus();
  }
  private clear(): void {
    this.text.value = "";
    this.field("token").value = token();
    this.field("macro").value = "0";
    this.field("resolve").checked = false;
    const o = $<HTMLInputElement>("#override-why", this);
    if (o) o.value = "";
    $("#composer-news", this)!.hidden = true;
    this.problem(null);
    this.save();
    void this.advise();
  }

  private offerUndo(r: Sent, mode: string, text: string): void {
    if (r.note) { this.offerTakeBack(r.note, text); return; }
    if (!r.undo.length || !r.until) { if (mode === "note") toast(t("Note saved", "Notiz gespeichert")); return; }
    const until = Date.parse(r.until), left = el("b"), b = el("button", { class: "button", id: "undo-toast", "data-action": "undo" }, t("Undo", "Rückgängig"));
    const box = toast(t("Sending in", "Geht hinaus in"), left, b);
    holdToast();
    const timer = window.setInterval(draw, 250);
    function draw(): void {
      const s = Math.ceil((until - Date.now()) / 1000);
      if (s > 0 && box.isConnected) { left.textContent = `${s} s`; return; }
      window.clearInterval(timer);
      box.remove();
      void catchUp().catch(() => undefined);
    }
    draw();
    b.addEventListener("click", () => { window.clearInterval(timer); box.remove(); void this.takeBack(r.undo, mode, text); });
  }
  private offerTakeBack(note: string, text: string): void {
    const b = el("button", { class: "button", id: "undo-toast", "data-action": "undo" }, t("Undo", "Rückgängig"));
    const box = toast(t("Note saved", "Notiz gespeichert"), b);
    b.addEventListener("click", () => void (async () => {
      box.remove();
      try {
        const d = await (await ask(`/notes/${note}/takeback`, new URLSearchParams({ case: this.caseID }))).json() as { text: string };
        if (!this.text.value.trim()) { this.mode = "note"; this.text.value = d.text || text; this.typed(); this.text.focus(); }
        else toast(t("Taken back", "Zurückgenommen"));
      } catch (x) { this.problem(trouble(x)); }
      void catchUp().catch(() => undefined);
    })());
  }
  async takeBack(ids: string[], mode: string, text: string): Promise<void> {
    try {
      const d = await (await ask(`/cases/${this.caseID}/takeback`, new URLSearchParams(ids.map((i) => ["id", i])))).json() as { text: string; pictures?: Kept[] };
      if (!this.text.value.trim()) { this.text.value = d.text || text; this.mode = mode; void this.pictures?.show(d.pictures ?? []); this.typed(); this.text.focus(); }
      else toast(t("Taken back", "Zurückgenommen"));
    } catch (x) { this.problem(trouble(x)); }
    void catchUp().catch(() => undefined);
  }

  // saw is told that the page shows more than before. When somebody spoke while an
  // answer is half written, it says so here, where the eyes are, and a send in the same
  // moment is stopped once: what was not read is not answered.
  saw(fresh: HTMLElement | null): void {
    if (!this.text.value.trim()) { this.read(); return; }
    if (!fresh) { if (!this.reading) this.read(); return; }
    const n = $("#composer-news", this)!, who = $(".msg-head b", fresh)?.textContent ?? "";
    n.replaceChildren(
      fresh.classList.contains("out") ? t(`${who} answered: `, `${who} hat geantwortet: `) : t(`${this.dataset.person} wrote again: `, `${this.dataset.person} hat wieder geschrieben: `),
      el("a", { href: `#${fresh.id}` }, `“${($(".msg-text", fresh)?.textContent ?? "").trim().slice(0, 90)}”`),
    );
    n.hidden = false;
    this.wait();
  }
  private wait(): void {
    clearTimeout(this.reading);
    this.reading = setTimeout(() => { if (document.hidden) this.wait(); else this.read(); }, readingTime);
  }
  private read(): void {
    clearTimeout(this.reading);
    this.reading = 0;
    this.field("seen").value = $("#main")?.dataset.seen ?? "0";
  }

  write(mode: string): void {
    if (mode === "note" || this.mode === "note") this.mode = mode === "note" ? "note" : $("#mode-public", this) ? "public" : $("#mode-direct", this) ? "direct" : "note";
    this.text.focus();
  }
}
