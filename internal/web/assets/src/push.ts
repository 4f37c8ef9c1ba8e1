// Shows what the desk tells this browser while no page of it is open.
interface Told { title: string; body: string; link: string; tag: string }
interface Push extends Event { data: { json(): Told } | null; waitUntil(p: Promise<unknown>): void }
interface Click extends Event { notification: Notification; waitUntil(p: Promise<unknown>): void }
interface Tab { url: string; focus(): Promise<unknown>; navigate(url: string): Promise<unknown> }
interface Scope {
  registration: { showNotification(title: string, options: NotificationOptions): Promise<void> };
  clients: { matchAll(o: { type: string; includeUncontrolled: boolean }): Promise<Tab[]>; openWindow(url: string): Promise<unknown> };
  addEventListener(name: "push", f: (e: Push) => void): void;
  addEventListener(name: "notificationclick", f: (e: Click) => void): void;
}
const sw = globalThis as unknown as Scope;

sw.addEventListener("push", (e) => {
  const told = e.data?.json();
  if (told) e.waitUntil(sw.registration.showNotification(told.title, { body: told.body, tag: told.tag || told.title, data: told.link }));
});

sw.addEventListener("notificationclick", (e) => {
  e.notification.close();
  // A path of this desk and nothing else, whatever was sent.
  const link = String(e.notification.data ?? "/");
  const to = link.startsWith("/") && !link.startsWith("//") ? link : "/";
  e.waitUntil(sw.clients.matchAll({ type: "window", includeUncontrolled: true }).then((tabs) => {
    const tab = tabs[0];
    return tab ? tab.focus().then(() => tab.navigate(to)) : sw.clients.openWindow(to);
  }));
});
