package view

// germanAlarms is what is said of hearing that fails, in German. The English sentence is the key.
var germanAlarms = map[string]string{ // read only
	"The window of heard posts": "Das Fenster der gehörten Beiträge",
	"Heard posts cannot be written to the disk: searches cannot be tried on what is said now.": "Gehörte Beiträge lassen sich nicht auf die Platte schreiben: Suchen können nicht an dem erprobt werden, was jetzt gesagt wird.",
	"Look whether the disk of the data folder has room. Cases are not touched by it.":          "Sehen Sie nach, ob die Platte des Datenordners Platz hat. Fälle sind davon nicht betroffen.",

	"The database": "Die Datenbank",
	"The database takes nothing: what is heard cannot be kept, and answers cannot be sent.":                                        "Die Datenbank nimmt nichts an: Was gehört wird, lässt sich nicht aufbewahren, und Antworten lassen sich nicht senden.",
	"Look whether its disk has room and it runs. Nothing is lost: heed goes on from where it was, as far as the networks go back.": "Sehen Sie nach, ob ihre Platte Platz hat und sie läuft. Nichts ist verloren: heed geht von dort weiter, wo es war, so weit die Netze zurückreichen.",
	"Matching on other machines": "Das Abgleichen auf anderen Maschinen",
	"Nothing is lost. Look whether a heed with the role listen runs and reaches NATS and the database; if all do, start one more.": "Nichts ist verloren. Sehen Sie nach, ob ein heed mit der Rolle listen läuft und NATS und die Datenbank erreicht; wenn ja, starten Sie eines mehr.",
	"NATS does not take what was heard.": "NATS nimmt nicht an, was gehört wurde.",
	"heed tries again by itself and makes up what it missed. Are the NATS servers up, and is there room on their disks?": "heed versucht es von selbst wieder und holt das Versäumte nach. Laufen die NATS-Server, und haben ihre Platten Platz?",

	"The month's cap of the network is reached: nothing more is read for searches.": "Die Obergrenze des Monats für das Netz ist erreicht: Für Suchen wird nichts mehr gelesen.",
	"The month's cap of the network is reached.":                                    "Die Obergrenze des Monats für das Netz ist erreicht.",
	"Raise it on the page Hearing, or wait for the next month.":                     "Erhöhen Sie sie auf der Seite Hören, oder warten Sie auf den nächsten Monat.",

	"The network does not accept our credentials any more.": "Das Netz nimmt unsere Zugangsdaten nicht mehr an.",
	"The network cannot be read.":                           "Das Netz lässt sich nicht lesen.",
	"Connect the account again under Settings, Accounts. What was said meanwhile is made up as far as the network goes back.": "Verbinden Sie das Konto unter Einstellungen, Konten neu. Was inzwischen gesagt wurde, wird nachgeholt, so weit das Netz zurückreicht.",
	"heed tries again by itself. If it stays, look at the log.":                                                               "heed versucht es von selbst wieder. Bleibt es dabei, sehen Sie ins Protokoll.",
	"What lies before can no longer be had from the network. Nothing is needed from you.":                                     "Was davor liegt, gibt das Netz nicht mehr her. Sie müssen nichts tun.",
	"The account is paused or not connected.":                                                                                 "Das Konto ist angehalten oder nicht verbunden.",
	"Continue it under Settings, Accounts: the answer then leaves by itself.":                                                 "Setzen Sie es unter Einstellungen, Konten fort: Die Antwort geht dann von selbst hinaus.",

	"heed catches up by itself. If it does not, it needs a faster machine or a nearer host of the stream.":                                                      "heed holt es von selbst auf. Wenn nicht, braucht es eine schnellere Maschine oder einen näheren Rechner des Stroms.",
	"Posts come in, but what they say may not. Look at the posts in the preview of a search; if their texts are empty, the network has changed its form.":       "Beiträge kommen herein, vielleicht aber nicht, was sie sagen. Sehen Sie sich die Beiträge in der Vorschau einer Suche an; sind ihre Texte leer, hat das Netz seine Form geändert.",
	"Look on the network whether it is there. If it is, the stream does not bring everything: connect the account again, or choose another host of the stream.": "Sehen Sie im Netz nach, ob er dort steht. Wenn ja, bringt der Strom nicht alles: Verbinden Sie das Konto neu, oder wählen Sie einen anderen Rechner des Stroms.",

	"Bluesky did not accept the credentials of this account.":                                                       "Bluesky nahm die Zugangsdaten dieses Kontos nicht an.",
	"Make a new app password on Bluesky and connect the account again.":                                             "Legen Sie bei Bluesky ein neues App-Passwort an, und verbinden Sie das Konto neu.",
	"Ask Bluesky about the account's state; it can be connected again once it is active.":                           "Fragen Sie Bluesky nach dem Stand des Kontos; sobald es aktiv ist, lässt es sich wieder verbinden.",
	"Use an app password: the account's own password asks for a code by email.":                                     "Nehmen Sie ein App-Passwort: Das eigene Passwort des Kontos verlangt einen Code per E-Mail.",
	"This account is not active on Bluesky.":                                                                        "Dieses Konto ist bei Bluesky nicht aktiv.",
	"Ask Bluesky about the account's state.":                                                                        "Fragen Sie Bluesky nach dem Stand des Kontos.",
	"This account was never connected.":                                                                             "Dieses Konto wurde nie verbunden.",
	"Connect it again.":                                                                                             "Verbinden Sie es neu.",
	"The access to this account cannot be read.":                                                                    "Der Zugang zu diesem Konto lässt sich nicht lesen.",
	"Sign in with Bluesky again.":                                                                                   "Melden Sie sich bei Bluesky neu an.",
	"The account's credentials do not reach direct messages: they are neither heard nor sent.":                      "Die Zugangsdaten des Kontos reichen nicht für Direktnachrichten: Sie werden weder gehört noch gesendet.",
	"Connect the account again with an app password that allows direct messages, or turn them off in its settings.": "Verbinden Sie das Konto mit einem App-Passwort neu, das Direktnachrichten erlaubt, oder schalten Sie sie in seinen Einstellungen ab.",
	"The public stream takes the connection and tells nothing.":                                                     "Der öffentliche Strom nimmt die Verbindung an und sagt nichts.",
	"heed connects anew by itself and makes up what it missed. If it stays, look whether the network is up, and set another host under Streams in the account's settings.": "heed verbindet sich von selbst neu und holt das Versäumte nach. Bleibt es dabei, sehen Sie nach, ob das Netz läuft, und stellen Sie in den Einstellungen des Kontos unter Ströme einen anderen Rechner ein.",
	"The public stream breaks off again and again.": "Der öffentliche Strom bricht immer wieder ab.",
	"heed takes it up each time where it was, so that nothing is missed, and later each time. If it stays, set another host under Streams in the account's settings.": "heed nimmt ihn jedes Mal dort wieder auf, wo es war, sodass nichts fehlt, und jedes Mal etwas später. Bleibt es dabei, stellen Sie in den Einstellungen des Kontos unter Ströme einen anderen Rechner ein.",
	"The place up to which Bluesky was read is not known any more; reading begins with what is said now.":                                                             "Bis wohin Bluesky gelesen war, ist nicht mehr bekannt; gelesen wird ab dem, was jetzt gesagt wird.",
}

// germanAlarmPatterns are those with values in them, the closer ones first.
var germanAlarmPatterns = [][2]string{ // read only
	{"%k It comes and goes.", "%k Es kommt und geht."},
	{"%k About %d posts were not heard so far. %k", "%k Bisher wurden etwa %d Beiträge nicht gehört. %k"},
	{"The month's cap of this search is reached: nothing more is read for it on %s.", "Die Obergrenze des Monats für diese Suche ist erreicht: Auf %s wird für sie nichts mehr gelesen."},
	{"What was heard waits to be matched, the oldest of it for %s: %s pieces.", "Gehörtes wartet darauf, abgeglichen zu werden, das älteste seit %s: %s Teile."},
	{"%d events in a row could not be read", "%d Ereignisse hintereinander waren nicht zu lesen"},
	{"The place up to which Bluesky was read was %s (UTC), which had not come yet, as after a clock that ran wrong. Reading goes on with %s; public posts from before may be missing.", "Bis wohin Bluesky gelesen war, lag in der Zukunft (%s UTC), wie nach einer falsch gehenden Uhr. Gelesen wird ab %s weiter; öffentliche Beiträge von davor können fehlen."},
	{"The public stream takes the connection and has told nothing for %s, where about %s posts are usual.", "Der öffentliche Strom nimmt die Verbindung an und hat seit %s nichts gesagt, wo etwa %s Beiträge üblich sind."},
	{"Posts are heard %s late.", "Beiträge werden %s zu spät gehört."},
	{"%d posts came in and none held the control word “%s”, which is usual in one of %s.", "%d Beiträge kamen herein, und keiner enthielt das Kontrollwort „%s“, das sonst in einem von %s steht."},
	{"Our own post of %s ago did not come back through the stream.", "Unser eigener Beitrag von vor %s kam durch den Strom nicht zurück."},
	{"It has caught nothing since it was changed %s ago, where about %s posts were usual before.", "Sie hat nichts gefangen, seit sie vor %s geändert wurde, wo vorher etwa %s Beiträge üblich waren."},
	{"What is usual is not known yet: %s more must be heard first.", "Was üblich ist, ist noch nicht bekannt: Erst müssen noch %s gehört werden."},
	{"heed could not take the messages in: %s", "heed konnte die Nachrichten nicht aufnehmen: %s"},
	{"The public stream on %s could not be opened: %s", "Der öffentliche Strom auf %s ließ sich nicht öffnen: %s"},
	{"The public stream broke off: %s", "Der öffentliche Strom brach ab: %s"},
	{"the stream was silent for %s", "der Strom schwieg %s lang"},
	{"The public stream had nothing to tell of %s to %s (UTC). It keeps about a day; public posts from that time may be missing.", "Der öffentliche Strom hatte von %s bis %s (UTC) nichts zu sagen. Er bewahrt etwa einen Tag auf; öffentliche Beiträge aus dieser Zeit können fehlen."},
	{"The network's directory could not be asked where the account lies: %s", "Das Verzeichnis des Netzes ließ sich nicht fragen, wo das Konto liegt: %s"},
	{"Bluesky could not be reached to %s: %s", "Bluesky war nicht zu erreichen (%s): %s"},
	{"Bluesky could not be asked to %s: %s", "Bluesky ließ sich nicht fragen (%s): %s"},
}
