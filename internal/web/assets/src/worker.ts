// One live connection for all tabs of a browser: more than six over HTTP/1.1 would
// starve every other request.
import { Wire, type Heard } from "./wire";

const scope = globalThis as unknown as { onconnect: ((e: MessageEvent) => void) | null };
const ports = new Set<MessagePort>();
let wire: Wire | null = null;

function tell(h: Heard): void { for (const p of ports) p.postMessage(h); }

scope.onconnect = (e) => {
  const port = e.ports[0]!;
  ports.add(port);
  port.onmessage = (m: MessageEvent<string>) => {
    if (m.data === "bye") {
      ports.delete(port);
      if (!ports.size) { wire?.close(); wire = null; }
    } else if (m.data === "wake") wire?.wake();
  };
  wire ??= new Wire("/live", tell);
  port.postMessage({ kind: wire.up ? "up" : "down" } satisfies Heard);
};
