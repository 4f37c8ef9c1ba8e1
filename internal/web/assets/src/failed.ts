import { $, fetched, imported, later, onPage } from "./dom";
import { morph } from "./morph";
import { counts } from "./queue";
import { freshen } from "./times";

// The page of failed sends follows what becomes of them.

export function startFailed(): void {
  if (!$("#failed-list")) return;
  const soon = later(150, () => void catchUp().catch(() => undefined));
  onPage("desk:case", soon);
  onPage("desk:resync", soon);
}

async function catchUp(): Promise<void> {
  const f = await fetched("/failed");
  const fresh = $("#main", f);
  counts(f);
  if (fresh) morph($("#main")!, imported(fresh));
  freshen();
}
