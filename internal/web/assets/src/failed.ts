import { $, ask, fragment, later } from "./dom";
import { morph } from "./morph";
import { counts } from "./queue";
import { freshen } from "./times";

// The page of failed sends follows what becomes of them.

export function startFailed(): void {
  if (!$("#failed-list")) return;
  const soon = later(150, () => void catchUp().catch(() => undefined));
  document.addEventListener("desk:case", soon);
  document.addEventListener("desk:resync", soon);
}

async function catchUp(): Promise<void> {
  const f = fragment(await (await ask("/failed")).text());
  const fresh = $("#main", f);
  counts(f);
  if (fresh) morph($("#main")!, document.importNode(fresh, true));
  freshen();
}
