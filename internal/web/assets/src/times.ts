import { $$, german, onPage } from "./dom";

// Times stand in the page as the server wrote them; this keeps them current and in the
// reader's zone.

const zone = (): string | undefined => document.body.dataset.zone || undefined;

export function span(ms: number): string {
  const s = Math.floor(Math.abs(ms) / 1000), m = Math.floor(s / 60), h = Math.floor(m / 60);
  if (s < 60) return `${s} s`;
  if (m < 60) return `${m} min`;
  if (h < 10) return m % 60 ? `${h} h ${String(m % 60).padStart(2, "0")}` : `${h} h`;
  if (h < 48) return `${Math.round(m / 60)} h`;
  return `${Math.floor(h / 24)} d`;
}

function words(kind: string, at: number, now: number): string {
  const d = now - at;
  switch (kind) {
    case "span": return span(d);
    case "due": return german ? (d > 0 ? `${span(d)} drüber` : `noch ${span(d)}`) : d > 0 ? `${span(d)} over` : `${span(d)} left`;
    case "until": return d >= 0 ? (german ? "jetzt" : "now") : `in ${span(d)}`;
    default:
      if (Math.abs(d) < 10_000) return german ? "jetzt" : "now";
      if (d < 0) return `in ${span(d)}`;
      return german ? `vor ${span(d)}` : `${span(d)} ago`;
  }
}

function tick(t: HTMLElement, now: number): void {
  const at = Date.parse(t.getAttribute("datetime") ?? "");
  const kind = t.dataset.rel ?? "ago";
  if (Number.isNaN(at)) return;
  if (kind === "clock") { local(t, at, now); return; }
  if (!t.dataset.titled) { t.dataset.titled = "1"; t.title = full(at); }
  const text = words(kind, at, now);
  if (t.textContent !== text) t.textContent = text;
  if (kind === "due") { t.classList.toggle("over", at < now); t.classList.toggle("soon", at >= now && at - now < 900_000); }
}

const full = (at: number): string =>
  new Intl.DateTimeFormat(german ? "de" : "en-GB", { dateStyle: "medium", timeStyle: "long", timeZone: zone() }).format(at);

// local corrects an exact time that the server could only write in UTC, since the
// browser's zone was not known to it yet.
function local(t: HTMLElement, at: number, now: number): void {
  if (t.dataset.titled) return;
  t.dataset.titled = "1";
  t.title = full(at);
  const day = (x: number): string => new Intl.DateTimeFormat("en-CA", { timeZone: zone() }).format(x);
  const opts: Intl.DateTimeFormatOptions = day(at) === day(now)
    ? { hour: "2-digit", minute: "2-digit" } : { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  t.textContent = new Intl.DateTimeFormat(german ? "de" : "en-GB", { ...opts, timeZone: zone() }).format(at).replace(",", "");
}

export function freshen(root: ParentNode = document): void {
  const now = Date.now();
  for (const t of $$("time[data-rel]", root)) tick(t, now);
}

export function startTimes(): void {
  const z = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (z) document.cookie = `zone=${encodeURIComponent(z)};path=/;max-age=31536000;samesite=lax`;
  for (const i of $$<HTMLInputElement>("[data-fill=zone]")) if (!i.value) i.value = z;
  freshen();
  window.setInterval(() => { if (!document.hidden) freshen(); }, 1000);
  onPage("visibilitychange", () => { if (!document.hidden) freshen(); });
}
