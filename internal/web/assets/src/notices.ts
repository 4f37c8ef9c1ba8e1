import { $, ask, scriptURL, t, toast, trouble } from "./dom";

// Lets a browser be told while no page of the desk is open.
export function startNotices(): void {
  const b = $<HTMLButtonElement>("#push-on");
  if (!b?.dataset.key || !("serviceWorker" in navigator) || !("PushManager" in window) || !window.isSecureContext) return;
  b.hidden = false;
  const why = $("#push-why");
  if (why) why.hidden = true;
  b.addEventListener("click", () => { b.disabled = true; void begin(b.dataset.key!).finally(() => { b.disabled = false; }); });
}

async function begin(key: string): Promise<void> {
  if (await Notification.requestPermission() !== "granted") {
    toast(t("The browser does not let the desk tell you. Its settings for this site can change that.", "Der Browser lässt keine Mitteilungen zu. Seine Einstellungen für diese Seite können das ändern."));
    return;
  }
  try {
    const worker = await navigator.serviceWorker.register(scriptURL("/push.js") as string);
    await navigator.serviceWorker.ready;
    const s = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
    const j = s.toJSON();
    await ask("/settings/notifications/browsers", new URLSearchParams({ endpoint: s.endpoint, p256dh: j.keys?.p256dh ?? "", auth: j.keys?.auth ?? "" }));
    location.reload();
  } catch (x) { toast(trouble(x).message); }
}

function bytes(key: string): Uint8Array<ArrayBuffer> {
  const raw = atob(key.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(raw, (c) => c.charCodeAt(0));
}
