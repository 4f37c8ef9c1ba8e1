import { $, $$, announce, ask, el, fragment, imported, fetched, t, trouble, type Trouble, withCtrl } from "./dom";

export interface Kept { id: string; alt: string }

// What the desk reads as it is. Anything else that the browser can show, and what is larger than a
// screen shows, is made a JPEG here: less to carry, and a phone's own kinds work.
const plain = /^image\/(jpeg|png)$/;
const longest = 4096, light = 4_000_000;

// Pictures are those of the answer that is being written: a list of the form's own fields, so that
// they go where the form goes.
export class Pictures {
  private input = el("input", { type: "file", multiple: "", accept: "image/jpeg,image/png,image/webp,image/gif", hidden: "", "aria-hidden": "true", tabindex: "-1" });
  private under = 0;

  constructor(private box: HTMLElement, private caseID: () => string, private may: () => boolean, private changed: () => void, private problem: (p: Trouble | null) => void) {
    this.input.addEventListener("change", () => { const f = [...this.input.files ?? []]; this.input.value = ""; void this.add(f); });
    box.after(this.input);
    this.bare();
    box.addEventListener("input", () => { this.problem(null); this.changed(); }); // what was said is about other words by now
    box.addEventListener("keydown", (e) => { if (e.key === "Enter" && (e.target as Element).matches("input") && !withCtrl(e)) e.preventDefault(); });
    box.addEventListener("error", (e) => { if ((e.target as Element).matches("img")) this.gone(e.target as Element); }, true);
    const host = box.closest<HTMLElement>("desk-composer")!;
    host.addEventListener("paste", (e) => this.take(e, e.clipboardData));
    for (const n of ["dragenter", "dragover"] as const) host.addEventListener(n, (e) => {
      if (!this.may() || !e.dataTransfer?.types.includes("Files")) return;
      e.preventDefault();
      host.classList.add("dropping");
    });
    host.addEventListener("dragleave", (e) => { if (!host.contains(e.relatedTarget as Node | null)) host.classList.remove("dropping"); });
    host.addEventListener("drop", (e) => { host.classList.remove("dropping"); this.take(e, e.dataTransfer); });
  }

  get busy(): boolean { return this.under > 0; }
  get kept(): Kept[] { return this.items().map((i) => ({ id: i.dataset.picture!, alt: $<HTMLInputElement>("input[name=alt]", i)!.value })); }
  private items(): HTMLElement[] { return $$(".picture", this.list()); }
  private list(): HTMLElement { return $("#pictures", this.box)!; }

  // bare takes out what is for browsers without script: in a piece that was fetched it is part of the form.
  private bare(): void { for (const n of $$("noscript", this.box)) n.remove(); }

  choose(): void { this.input.click(); }

  // take adds the files of a paste or a drop. Words that are pasted stay words.
  private take(e: Event, data: DataTransfer | null): void {
    const files = [...data?.files ?? []];
    if (!files.length || !this.may()) return;
    e.preventDefault();
    void this.add(files);
  }

  async add(files: File[]): Promise<void> {
    this.problem(null);
    this.under++;
    for (const [i, f] of files.entries()) {
      try {
        this.state(t("Preparing", "Wird vorbereitet"), i, files.length);
        const body = new FormData();
        body.append("picture", await ready(f), "picture");
        const html = await upload(`/cases/${this.caseID()}/pictures`, body, (share) => this.state(t("Uploading", "Wird hochgeladen"), i, files.length, share));
        this.list().append(fragment(html));
        this.bare();
      } catch (x) {
        this.problem(trouble(x));
        break;
      }
    }
    this.under--;
    this.state("");
    this.changed();
    const last = this.items().at(-1);
    if (!last) return;
    announce(t("Added. Describe what it shows.", "Hinzugefügt. Sagen Sie, was zu sehen ist."));
    (this.items().map((x) => $<HTMLInputElement>("input[name=alt]", x)!).find((x) => !x.value) ?? $<HTMLInputElement>("input[name=alt]", last)!).focus();
  }

  private state(what: string, at = 0, of = 1, share = -1): void {
    const s = $("#picture-state", this.box)!;
    s.hidden = !what;
    if (!what) { s.replaceChildren(); return; }
    const words = `${what}${of > 1 ? ` ${at + 1} / ${of}` : ""}`;
    if (s.firstChild?.textContent !== words) s.replaceChildren(el("span", {}, words), el("progress", { max: "1", "aria-label": words }));
    if (share >= 0) $<HTMLProgressElement>("progress", s)!.value = share;
  }

  // show brings pictures back that the desk still keeps.
  async show(kept: Kept[]): Promise<void> {
    if (!kept.length) return;
    try {
      const f = await fetched(`/cases/${this.caseID()}/pictures?${new URLSearchParams(kept.map((k) => ["id", k.id]))}`);
      for (const i of $$(".picture", f)) $<HTMLInputElement>("input[name=alt]", i)!.value = kept.find((k) => k.id === i.dataset.picture)?.alt ?? "";
      const there = $$(".picture", f).length;
      this.list().replaceChildren(imported(f));
      this.bare();
      if (there < kept.length) this.lost();
    } catch (x) { this.problem(trouble(x)); }
    this.changed();
  }
  private lost(): void {
    this.problem({
      kind: "invalid", status: 0, message: t("A picture in this draft is no longer available.", "Ein Bild dieses Entwurfs ist nicht mehr da."),
      mend: t("Unsent pictures are kept for a day. Add it again.", "Nicht gesendete Bilder werden einen Tag aufbewahrt. Fügen Sie es noch einmal hinzu."),
    });
  }
  private gone(img: Element): void { img.closest(".picture")?.remove(); this.lost(); this.changed(); }

  clear(): void { this.list().replaceChildren(); }

  act(b: HTMLElement): void {
    const item = b.closest<HTMLElement>(".picture")!;
    if (b.dataset.action === "picture-first") {
      this.list().prepend(item);
      announce(t("Moved to front", "Jetzt das erste"));
      $("input[name=alt]", item)?.focus();
    } else {
      const next = (item.nextElementSibling ?? item.previousElementSibling) as HTMLElement | null;
      item.remove();
      void ask(`/pictures/${item.dataset.picture}/drop`, new URLSearchParams()).catch(() => undefined); // it goes by itself after a day
      announce(t("Removed", "Herausgenommen"));
      (next ? $<HTMLElement>("input[name=alt]", next) : $<HTMLElement>("#reply-text"))?.focus();
    }
    this.changed();
  }
}

async function ready(f: File): Promise<Blob> {
  if (!f.type.startsWith("image/") || f.type === "image/svg+xml") return f; // the desk says what it is
  if (plain.test(f.type) && f.size <= light) return f;
  try {
    const b = await createImageBitmap(f), scale = Math.min(1, longest / Math.max(b.width, b.height));
    const c = el("canvas", { width: String(Math.max(1, Math.round(b.width * scale))), height: String(Math.max(1, Math.round(b.height * scale))) });
    const x = c.getContext("2d")!;
    x.fillStyle = "#fff";
    x.fillRect(0, 0, c.width, c.height);
    x.drawImage(b, 0, 0, c.width, c.height);
    b.close();
    return await new Promise<Blob>((done) => c.toBlob((made) => done(made ?? f), "image/jpeg", 0.92));
  } catch { return f; }
}

// upload is ask with progress, which fetch does not tell.
function upload(url: string, body: FormData, progress: (share: number) => void): Promise<string> {
  return new Promise((done, fail) => {
    const r = new XMLHttpRequest();
    r.open("POST", url);
    r.setRequestHeader("X-Desk-Part", "1");
    r.upload.onprogress = (e) => { if (e.lengthComputable) progress(e.loaded / e.total); };
    r.onerror = () => fail({ kind: "gone", status: 0, message: t("The desk didn't respond.", "Das Pult hat nicht geantwortet."), mend: t("Your text is kept here. Try again in a moment.", "Was Sie geschrieben haben, bleibt hier. Versuchen Sie es gleich noch einmal.") });
    r.onload = () => {
      if (r.status === 200) { done(r.responseText); return; }
      let d: Partial<Trouble> = {};
      try { d = JSON.parse(r.responseText) as Partial<Trouble>; } catch { /* no document */ }
      fail({ kind: d.kind ?? "", status: r.status, mend: d.mend ?? "", field: d.field ?? "", message: d.message || t("That didn't work.", "Das hat nicht geklappt.") });
    };
    r.send(body);
  });
}
