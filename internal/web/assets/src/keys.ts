import { $, $$, el, fetched, onPage, t, withCtrl, writing } from "./dom";
import { composer, go, openCase, queue } from "./case";
import { pick } from "./many";

// Keys and the palette. Each action is a control of the page: a key presses it.

let leader = 0;

export function startKeys(): void {
  onPage("keydown", (e) => {
    if (withCtrl(e) && e.key.toLowerCase() === "k") { e.preventDefault(); palette(); return; }
    if (withCtrl(e) || e.altKey || e.defaultPrevented || writing(e.target) || $("dialog[open]")) return;
    if (press(e)) e.preventDefault();
  });
}

function press(e: KeyboardEvent): boolean {
  if (leader && Date.now() - leader < 1200) {
    leader = 0;
    const to = ({ r: "reply", m: "mine", u: "unassigned", w: "watch", d: "done", l: "later", n: "mentions", i: "ignored", s: "searches" } as Record<string, string>)[e.key];
    if (to) { $(`#nav-${to}`)?.click(); return true; }
  }
  switch (e.key) {
    case "j": case "k": walk(e.key === "j" ? 1 : -1); return true;
    case "Enter": case "o": { const a = queue()?.chosen; if (!a || (e.target as Element).closest("a, button, summary")) return false; void go(a.href); return true; }
    case "r": composer()?.write("answer"); return !!composer();
    case "n": composer()?.write("note"); return !!composer();
    case "a": { const s = $<HTMLSelectElement>("#assign"); s?.focus(); try { s?.showPicker(); } catch { /* focus is enough where a picker needs a click */ } return !!s; }
    case "s": { const d = $<HTMLDetailsElement>("#later-menu"); if (d) { d.open = true; $("button.menu-item, input:not([type=hidden])", d)?.focus(); } return !!d; }
    case "m": { const a = $<HTMLAnchorElement>("#merge"); if (a) location.assign(a.href); return !!a; }
    case "e": { const b = $("[data-key=e]"); b?.click(); return !!b; }
    case "z": { const b = $("#undo-toast") ?? $("[data-action=undo]"); b?.click(); return !!b; }
    case "x": return pick();
    case ".": queue()?.showNews(); return true;
    case "u": case "Escape": if (openCase()) { $("#back-to-queue")?.click(); return true; } return false;
    case "/": { const q = $("#q"); if (q) q.focus(); else location.assign("/search"); return true; }
    case "?": void help(); return true;
    case "g": leader = Date.now(); return true;
  }
  return false;
}

// walk chooses; while a case is open beside the queue it opens what it chooses.
function walk(by: number): void {
  const a = queue()?.step(by);
  if (a && openCase() && getComputedStyle($("#queue")!).display !== "none") void go(a.href);
}

async function help(): Promise<void> {
  const d = dialog(t("Keyboard", "Tastatur"));
  const body = el("div", { class: "dialog-body" }, el("h2", {}, t("Keyboard", "Tastatur")));
  d.append(body);
  d.showModal();
  const close = el("button", { class: "button", type: "button", id: "dialog-close" }, t("Close", "Schließen"));
  close.addEventListener("click", () => d.close());
  body.append(await fetched("/about/keys"), el("p", { class: "ways" }, close));
  close.focus({ preventScroll: true });
}

function dialog(label: string): HTMLDialogElement {
  $("dialog")?.remove();
  const d = el("dialog", { "aria-label": label, id: "dialog" });
  d.addEventListener("close", () => d.remove());
  d.addEventListener("click", (e) => { if (e.target === d) d.close(); });
  document.body.append(d);
  return d;
}

interface Act { label: string; key: string; run: () => void }

function actions(): Act[] {
  const all = $$("[data-cmd]").map((x): Act => ({
    label: x.dataset.cmd ?? "", key: x.dataset.key ?? "",
    run: () => {
      const d = x.closest<HTMLDetailsElement>("details.menu");
      if (d) d.open = true;
      if (x.tagName === "SUMMARY") { (x.parentElement as HTMLDetailsElement).open = true; x.focus(); }
      else if (/^(SELECT|TEXTAREA|INPUT)$/.test(x.tagName)) { x.focus(); try { (x as HTMLSelectElement).showPicker?.(); } catch { /* focus is enough */ } }
      else x.click();
    },
  }));
  const to = (label: string, url: string, key = ""): Act => ({ label, key, run: () => location.assign(url) });
  const places: [string, string][] = [
    [t("Settings: company and brands", "Einstellungen: Firma und Marken"), "/settings/company"], [t("Settings: accounts", "Einstellungen: Konten"), "/settings/accounts"],
    [t("Settings: response protocol", "Einstellungen: Antwortprotokoll"), "/settings/protocol"], [t("Settings: calendars", "Einstellungen: Kalender"), "/settings/calendars"],
    [t("Settings: people", "Einstellungen: Leute"), "/settings/people"], [t("Settings: saved replies", "Einstellungen: Textbausteine"), "/settings/macros"],
    [t("Write a search", "Eine Suche schreiben"), "/searches/new"],
  ];
  if (composer()) all.push({ label: t("Write a note", "Eine Notiz schreiben"), key: "n", run: () => composer()?.write("note") });
  all.push(...places.filter(([l]) => !all.some((a) => a.label === l)).map(([l, u]) => to(l, u)), { label: t("Show keyboard shortcuts", "Tasten zeigen"), key: "?", run: () => void help() });
  return all;
}

function palette(): void {
  const d = dialog(t("Find any action", "Aktion finden"));
  const list = el("div", { class: "palette-list", role: "listbox", id: "palette-list", "aria-label": t("Actions", "Aktionen") });
  const input = el("input", {
    class: "palette-input", id: "palette-input", role: "combobox", "aria-controls": "palette-list", "aria-expanded": "true", "aria-autocomplete": "list",
    placeholder: t("What do you want to do?  #42 opens a case", "Was möchten Sie tun?  #42 öffnet einen Fall"), "aria-label": t("Find any action", "Aktion finden"),
  });
  const acts = actions();
  let at = 0, shown: Act[] = [];
  const draw = (): void => {
    const q = input.value.trim().toLowerCase();
    const score = (a: Act): number => { const l = a.label.toLowerCase(); return l.startsWith(q) ? 0 : l.split(/\s+/).some((w) => w.startsWith(q)) ? 1 : l.includes(q) ? 2 : 9; };
    shown = acts.filter((a) => score(a) < 9).sort((a, b) => score(a) - score(b)).slice(0, 12);
    const n = /^#?(\d+)$/.exec(q);
    if (n) shown.unshift({ label: t(`Open case #${n[1]}`, `Fall #${n[1]} öffnen`), key: "", run: () => void go(`/cases/${n[1]}`) });
    if (q) shown.push({ label: t(`Find “${input.value.trim()}” in everything that was said`, `„${input.value.trim()}“ in allem Gesagten suchen`), key: "/", run: () => location.assign(`/search?q=${encodeURIComponent(input.value.trim())}`) });
    at = 0;
    list.replaceChildren(...shown.map((a, i) => {
      const o = el("div", { role: "option", id: `palette-${i}`, "aria-selected": String(i === at) }, a.label);
      if (a.key) o.append(el("kbd", {}, a.key));
      o.addEventListener("click", () => run(i));
      return o;
    }));
    mark();
  };
  const mark = (): void => {
    [...list.children].forEach((o, i) => { o.setAttribute("aria-selected", String(i === at)); if (i === at) o.scrollIntoView({ block: "nearest" }); });
    input.setAttribute("aria-activedescendant", `palette-${at}`);
  };
  const run = (i: number): void => { const a = shown[i]; d.close(); a?.run(); };
  input.addEventListener("input", draw);
  input.addEventListener("keydown", (e) => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") { e.preventDefault(); at = (at + (e.key === "ArrowDown" ? 1 : -1) + shown.length) % Math.max(1, shown.length); mark(); }
    else if (e.key === "Enter") { e.preventDefault(); run(at); }
  });
  d.append(input, list);
  d.showModal();
  draw();
}
