import { $, announce, ask, fetched, focused, imported, isTrouble, onPage, scriptURL, t } from "./dom";
import { Wire, type Heard } from "./wire";

// News of the desk reach the parts of a page as "desk:" events of the document.

let down = 0;
let wake = (): void => undefined;

export function startLive(): void {
  if (!document.body.dataset.agent || document.body.dataset.agent === "0") return;
  connect(heard);
  addEventListener("online", () => wake());
  addEventListener("pageshow", (e) => { if ((e as PageTransitionEvent).persisted) { wake(); fire("resync", {}); } });
  onPage("visibilitychange", () => { if (!document.hidden) wake(); });
}

function connect(f: (h: Heard) => void): void {
  const url = document.body.dataset.worker;
  if ("SharedWorker" in window && url) {
    try {
      const port = new SharedWorker(scriptURL(url) as string, { type: "module", name: "heed" }).port;
      port.onmessage = (m: MessageEvent<Heard>) => f(m.data);
      wake = () => port.postMessage("wake");
      addEventListener("pagehide", (e) => { if (!(e as PageTransitionEvent).persisted) port.postMessage("bye"); });
      return;
    } catch { /* a browser that refuses workers still has a stream of its own */ }
  }
  const w = new Wire("/live", f);
  wake = () => w.wake();
  addEventListener("pagehide", () => w.close());
  addEventListener("pageshow", (e) => { if ((e as PageTransitionEvent).persisted) location.reload(); });
}

const fire = (name: string, detail: Heard | object): void => { document.dispatchEvent(new CustomEvent(`desk:${name}`, { detail })); };

function heard(h: Heard): void {
  switch (h.kind) {
    case "up": {
      const was = down;
      down = 0;
      banner("");
      if (was) fire("resync", {});
      break;
    }
    case "down":
      if (!down) { down = Date.now(); setTimeout(() => { if (down) void gone(); }, 1500); }
      break;
    case "signedout": void gone(); break;
    case "hearing": void bell(); void proof(); break;
    default: fire(h.kind, h);
  }
}

async function gone(): Promise<void> {
  let out = false;
  try { await ask("/queue/reply/rows?ids=1"); } catch (x) { out = isTrouble(x) && x.status === 401; }
  if (out) banner(t("You're signed out. What you write is kept here.", "Sie sind abgemeldet. Was Sie schreiben, bleibt hier."), true);
  else banner(t("Connection to the desk lost. What you write is kept here, and the page will catch up on its own.",
    "Die Verbindung zum Pult ist weg. Was Sie schreiben, bleibt hier; die Seite holt von selbst auf."));
}

function banner(text: string, signIn = false): void {
  const b = $("#connection");
  if (!b) return;
  b.hidden = !text;
  b.textContent = text;
  if (signIn) {
    const a = document.createElement("a");
    a.href = "/signin"; a.target = "_blank"; a.textContent = t("Sign in", "Anmelden");
    b.append(a);
  }
}

// bell takes the bell of the rail and the banner anew: something is not heard, or is again.
async function bell(): Promise<void> {
  try {
    const f = await fetched("/hearing/bell");
    const link = $("#nav-hearing", f), banner = $("#alarms", f), was = $("#nav-hearing"), old = $("#alarms");
    if (link && was) {
      if (was.getAttribute("aria-current")) link.setAttribute("aria-current", "page");
      was.replaceWith(imported(link));
    }
    if (banner && old && banner.textContent !== old.textContent) {
      old.replaceWith(imported(banner));
      if (banner.textContent?.trim()) announce(banner.textContent.trim());
    }
  } catch { /* the next page shows it */ }
}

// proof takes the page Hearing anew while somebody looks at it: signs of life that stand still look like none. What has the focus stays.
async function proof(): Promise<void> {
  if (!$("#alarm-list") || document.hidden) return;
  try {
    const f = await fetched("/hearing");
    const wrong = $("#alarm-list")?.textContent;
    for (const id of ["alarm-list", "sources", "gap-part", "search-silence"]) {
      const old = document.getElementById(id), fresh = $(`#${id}`, f);
      if (old && fresh && !old.contains(focused())) old.replaceWith(imported(fresh));
    }
    const now = $("#alarm-list .all-well")?.textContent?.trim();
    if (now && wrong !== $("#alarm-list")?.textContent) announce(now);
  } catch { /* it is taken anew soon */ }
}
window.setInterval(() => { void proof(); }, 15_000);
