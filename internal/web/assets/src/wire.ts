// A Wire is one stream of the desk's news. It resumes where it stopped and notices by
// missing heartbeats that a connection is dead though nobody said so.

export interface Heard {
  kind: "up" | "down" | "case" | "presence" | "resync" | "signedout" | "hearing";
  case?: number; agent?: number; by?: number; to?: number; name?: string; what?: string;
}

const quiet = 40_000;

export class Wire {
  up = false;
  private source: EventSource | null = null;
  private last = "";
  private heard = Date.now();
  private timer: ReturnType<typeof setInterval>;
  private retry = 0;

  constructor(private url: string, private tell: (h: Heard) => void) {
    this.open();
    this.timer = setInterval(() => { if (Date.now() - this.heard > quiet) this.reopen(); }, 5000);
  }

  close(): void { clearInterval(this.timer); this.source?.close(); this.source = null; this.up = false; }

  // wake is called when the network or the page came back: do not wait for a timer.
  wake(): void { if (!this.up || Date.now() - this.heard > quiet / 2) this.reopen(); }

  private reopen(): void { this.source?.close(); this.down(); this.open(); }

  private open(): void {
    this.heard = Date.now();
    const s = new EventSource(this.last ? `${this.url}?after=${encodeURIComponent(this.last)}` : this.url);
    this.source = s;
    const on = (name: string, f: (d: Record<string, unknown>) => void): void => s.addEventListener(name, (e) => {
      if (s !== this.source) return;
      this.heard = Date.now();
      const m = e as MessageEvent<string>;
      if (m.lastEventId) this.last = m.lastEventId;
      f(JSON.parse(m.data) as Record<string, unknown>);
    });
    on("hello", () => { this.retry = 0; if (!this.up) { this.up = true; this.tell({ kind: "up" }); } });
    on("beat", () => undefined);
    on("resync", () => this.tell({ kind: "resync" }));
    on("hearing", () => this.tell({ kind: "hearing" }));
    on("signedout", () => this.tell({ kind: "signedout" }));
    on("case", (d) => this.tell({ kind: "case", case: Number(d.case), by: Number(d.by), to: Number(d.to ?? 0), what: String(d.kind) }));
    on("presence", (d) => this.tell({ kind: "presence", case: Number(d.case), agent: Number(d.agent), name: String(d.name), what: String(d.kind) }));
    s.onerror = () => {
      if (s !== this.source) return;
      this.down();
      if (s.readyState === EventSource.CLOSED) { // refused: signed out, or a proxy without the desk behind it
        const wait = Math.min(15_000, 1000 * 2 ** this.retry++);
        setTimeout(() => { if (s === this.source) this.open(); }, wait);
      }
    };
  }

  private down(): void { if (this.up) { this.up = false; this.tell({ kind: "down" }); } else this.tell({ kind: "down" }); }
}
