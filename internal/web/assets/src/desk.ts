import { startBuilder } from "./builder";
import { startCase } from "./case";
import { DeskComposer } from "./composer";
import { DeskCondition } from "./condition";
import { startFailed } from "./failed";
import { startForms } from "./forms";
import { startKeys } from "./keys";
import { startLive } from "./live";
import { startMany } from "./many";
import { startNotices } from "./notices";
import { DeskQueue } from "./queue";
import { startTimes } from "./times";

document.documentElement.classList.add("script");
customElements.define("desk-queue", DeskQueue);
customElements.define("desk-composer", DeskComposer);
customElements.define("desk-condition", DeskCondition);
startTimes();
// Where the ways round are wider than a phone, what is open is in sight.
document.querySelector("#settings-nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
document.querySelector("#rail [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
startForms();
startBuilder();
startNotices();
startCase();
startMany();
startFailed();
startKeys();
startLive();
