package view

// germanRetold is what services and rules say, in German. The English sentence is the key.
var germanRetold = map[string]string{ // read only
	// privacy
	"e-mail address": "E-Mail-Adresse", "phone number": "Telefonnummer", "payment card number": "Kartennummer", "bank account (IBAN)": "Bankverbindung (IBAN)", "IP address": "IP-Adresse",
	"password or PIN": "Passwort oder PIN", "booking code": "Buchungscode", "order or parcel number": "Bestell- oder Sendungsnummer", "customer or account number": "Kunden- oder Kontonummer",
	"phone": "Telefon", "email": "E-Mail", "card": "Karte", "order": "Bestellnummer", "booking": "Buchungscode", "account": "Kundennummer", "chat": "Chat", "shop": "Filiale",

	// duty
	"push": "Browser", "webhook": "Webhook", "leads the desk, and there is no rota": "leitet das Pult, und es gibt keinen Dienstplan",
	"nobody is on duty: there is no rota and no lead who is not away": "niemand hat Bereitschaft: Es gibt keinen Dienstplan und keine Leitung, die nicht abwesend ist",

	// hearing
	"heed did not run, or did not hear this account.": "heed lief nicht oder hörte dieses Konto nicht.", "The network could not be reached, and had forgotten this time when it came back.": "Das Netz war nicht zu erreichen und hatte diese Zeit vergessen, als es wiederkam.", "The account was paused by a person.": "Das Konto wurde angehalten.",
	"The cap of the month was reached.": "Die Obergrenze des Monats war erreicht.", "There was no sign of life from the network.": "Vom Netz kam kein Lebenszeichen.",
	"By what is usual at these hours of the week.": "Nach dem, was zu diesen Stunden der Woche üblich ist.", "By what is usual at these hours of the day.": "Nach dem, was zu dieser Tageszeit üblich ist.",
	"By the rate of all hours heard so far.": "Nach dem Mittel aller bisher gehörten Stunden.", "What is usual is not known yet.": "Was üblich ist, ist noch nicht bekannt.",
	"Look whether a heed with the role intake runs and reaches the network.":                                              "Sehen Sie nach, ob ein heed mit der Rolle intake läuft und das Netz erreicht.",
	"heed tries again by itself and makes up what it missed.":                                                             "heed versucht es von selbst wieder und holt das Versäumte nach.",
	"The network may be down, or tells only a part. Look at its own page; heed goes on listening.":                        "Das Netz ist vielleicht gestört oder sagt nur einen Teil. Sehen Sie auf seine eigene Seite; heed hört weiter zu.",
	"The sources are heard. Look whether people write the name differently now: the search shows what is said today.":     "Die Quellen werden gehört. Sehen Sie nach, ob die Leute den Namen jetzt anders schreiben: Die Suche zeigt, was heute gesagt wird.",
	"Look whether the change left out too much, or take it back.":                                                         "Sehen Sie nach, ob die Änderung zu viel ausließ, oder nehmen Sie sie zurück.",
	"Look there by hand for what was said in that time. This note goes by itself after a day; the gap stays in the list.": "Sehen Sie dort von Hand nach, was in dieser Zeit gesagt wurde. Dieser Hinweis geht nach einem Tag von selbst; die Lücke bleibt in der Liste.",

	// signals
	"the network says so": "das Netz sagt es", "its letters and words": "Buchstaben und Wörter", "about to leave": "will gehen", "corrected by hand": "von Hand berichtigt", "learnt here": "hier gelernt",
	"complaint": "Beschwerde", "question": "Frage", "request": "Bitte", "praise": "Lob", "leaving": "will gehen", "feedback": "Rückmeldung", "spam": "Spam", "trolling": "Stänkerei", "other": "anderes",
	"negative": "negativ", "neutral": "neutral", "positive": "positiv", "low": "niedrig", "normal": "normal", "high": "hoch", "unknown": "unbekannt",

	// clocks and calendars
	"never due: this calendar has no such time. Give it hours, or let the rule count around the clock": "nie fällig: Dieser Kalender hat keine solche Zeit. Geben Sie ihm Stunden, oder lassen Sie die Regel rund um die Uhr zählen",
	"always open": "immer offen", "never open": "nie offen",

	// the life of a case
	"answered": "beantwortet", "nothing more was said": "es kam nichts mehr", "nobody came to it in time": "niemand kam rechtzeitig dazu", "nobody at this desk answers cases": "niemand an diesem Pult beantwortet Fälle",

	"graphemes": "Zeichen", "runes": "Zeichen", "weighted": "gewichtete Zeichen", "bytes": "Bytes",

	// what an answer is warned of
	"Take it out. If it is the company's own, say so under Settings, Private data.": "Nehmen Sie es heraus. Gehört es der Firma selbst, sagen Sie es unter Einstellungen, Private Daten.",
	"this saved reply": "dieser gespeicherten Antwort", "this search": "dieser Suche", "this name": "diesem Namen", "the reason": "der Begründung", "the note": "der Notiz", "the advice of the default": "dem Rat für alles Übrige",
	"Take it out, or send it privately.": "Nehmen Sie es heraus, oder senden Sie es privat.", "Shorten it.": "Kürzen Sie.", "Shorten it, or link to a page that says it all.": "Kürzen Sie, oder verweisen Sie auf eine Seite, auf der alles steht.",
	"Solve it here, or say what will be different this time.":                          "Lösen Sie es hier, oder sagen Sie, was diesmal anders wird.",
	"Sign the account in under Settings, Accounts, or answer in public.":               "Melden Sie das Konto unter Einstellungen, Konten an, oder antworten Sie öffentlich.",
	"Sign the brand's account in under Settings, Accounts.":                            "Melden Sie das Konto der Marke unter Einstellungen, Konten an.",
	" Until then open the message in the app: the case sees your answer there.":        " Bis dahin öffnen Sie die Nachricht in der App: Der Fall sieht Ihre Antwort dort.",
	"This case has changed since your page showed it.":                                 "Dieser Fall hat sich geändert, seit Ihre Seite ihn zeigte.",
	"Look at what is new and do it again if it still fits. Nothing you wrote is lost.": "Sehen Sie nach, was neu ist, und tun Sie es noch einmal, wenn es noch passt. Nichts Geschriebenes ist verloren.",
	"Read it, then send again if your answer still fits. Your text is kept.":           "Lesen Sie es, und senden Sie noch einmal, wenn Ihre Antwort noch passt. Ihr Text ist aufgehoben.",
	"Somebody wrote.": "Jemand hat geschrieben.",
	"There is no public message left to answer: what stands was written in private.": "Es gibt keine öffentliche Nachricht mehr zu beantworten: Was noch steht, wurde privat geschrieben.",
	"Answer in private, or write a note.":                                            "Antworten Sie privat, oder schreiben Sie eine Notiz.",
	"There is no message left to answer: the customer deleted what they said.":       "Es gibt keine Nachricht mehr zu beantworten: Die Person hat gelöscht, was sie schrieb.",
	"Resolve the case, or write a note.":                                             "Lösen Sie den Fall, oder schreiben Sie eine Notiz.",
	"The answer is empty.":                                                           "Die Antwort ist leer.",
	"The answer has left already.":                                                   "Die Antwort ist schon hinausgegangen.",
	"Delete it on the network, or write a correction.":                               "Löschen Sie sie im Netz, oder schreiben Sie eine Berichtigung.",
	"This answer did not fail; it cannot be discarded.":                              "Diese Antwort ist nicht misslungen; sie kann nicht verworfen werden.",
	"The page sent no token for this answer.":                                        "Die Seite schickte kein Kennzeichen für diese Antwort.",
	"Reload the page; your text is kept.":                                            "Laden Sie die Seite neu; Ihr Text ist aufgehoben.",
	"The note is empty.":                                                             "Die Notiz ist leer.",
	"The note is too long.":                                                          "Die Notiz ist zu lang.",
	"Keep it under 20,000 bytes.":                                                    "Bleiben Sie unter 20.000 Bytes.",
	"This note is there already.":                                                    "Diese Notiz steht schon da.",
	"Say what was promised, in at most 1,000 bytes.":                                 "Sagen Sie, was versprochen wurde, in höchstens 1.000 Bytes.",
	"A promise is for a time to come.":                                               "Ein Versprechen gilt für eine kommende Zeit.",
	"Choose a later time.":                                                           "Wählen Sie eine spätere Zeit.",
	"A language is a code of two or three letters.":                                  "Eine Sprache ist ein Kürzel aus zwei oder drei Buchstaben.",
	"Say why this person is muted.":                                                  "Sagen Sie, warum diese Person stummgeschaltet wird.",
	"A mute lasts a year at most.":                                                   "Stumm ist man höchstens ein Jahr.",
	"Choose an earlier end.":                                                         "Wählen Sie ein früheres Ende.",
	"just now":                                                                       "gerade eben",
	"Your role does not include that.":                                               "Ihre Rolle schließt das nicht ein.",
	"You are not signed in any more.":                                                "Sie sind nicht mehr angemeldet.",
	"Sign in again. What you wrote is kept in this browser.":                         "Melden Sie sich wieder an. Was Sie schrieben, ist in diesem Browser aufgehoben.",
	"The desk could not do that: something failed inside it.":                        "Das Pult konnte das nicht tun: In ihm ist etwas misslungen.",
	"Nothing that you wrote is lost. Try again; if it stays, the operator finds the cause in the log.": "Nichts Geschriebenes ist verloren. Versuchen Sie es noch einmal; bleibt es dabei, findet der Betrieb die Ursache im Protokoll.",
	"There is no such page.":                        "Diese Seite gibt es nicht.",
	"The address may be mistyped, or the link old.": "Die Adresse ist vielleicht vertippt oder der Link alt.",
}

// germanFacts are what the reasons of a protocol speak of.
var germanFacts = map[string]string{ // read only
	"text": "Text", "language": "Sprache", "network": "Netz", "form": "Art des Beitrags", "it is a private message": "es ist eine private Nachricht", "it is public": "es ist öffentlich", "followers": "Follower",
	"the author is verified": "der Autor ist bestätigt", "the author is not verified": "der Autor ist nicht bestätigt", "it addresses us": "es spricht uns an", "it does not address us": "es spricht uns nicht an",
	"searches that heard it": "Suchen, die es hörten", "intent": "Anliegen", "confidence in the intent": "Sicherheit des Anliegens", "sentiment": "Stimmung", "sentiment score": "Wert der Stimmung", "urgency": "Dringlichkeit",
	"already tried": "schon versucht", "private data in it": "private Daten darin", "cases of this person": "Fälle dieser Person", "the person is muted": "die Person ist stummgeschaltet", "the person is not muted": "die Person ist nicht stummgeschaltet",
	"first contact with us": "erster Kontakt mit uns", "not the first contact with us": "nicht der erste Kontakt mit uns", "stage": "Stand", "messages in the case": "Nachrichten im Fall", "minutes waited": "Minuten gewartet",
	"somebody covers now": "jetzt ist jemand da", "nobody covers now": "jetzt ist niemand da", "no rule matched": "keine Regel traf zu", "this rule always applies": "diese Regel gilt immer",
}

// germanPatterns are the sentences with values in them, the closer ones first.
var germanPatterns = [][2]string{ // read only
	// hearing
	{"It has caught nothing for %s, where about %d posts are usual.", "Sie hat seit %s nichts gefangen, wo etwa %d Beiträge üblich sind."},
	{"There has been no sign of life for %s.", "Seit %s kam kein Lebenszeichen."},
	{"The network does not accept our credentials any more: %s", "Das Netz nimmt unsere Zugangsdaten nicht mehr an: %s"},
	{"Only %s posts came in %s, where %s are usual.", "Nur %s Beiträge kamen in %s, wo %s üblich sind."},
	{"%s were not heard and can no longer be read from the network.", "%s wurden nicht gehört und lassen sich beim Netz nicht mehr lesen."},
	{"There is no case %s.", "Den Fall %s gibt es nicht."},
	{"Raise the cap, or wait until %s, when it begins anew.", "Erhöhen Sie die Obergrenze, oder warten Sie bis zum %s, wenn sie neu beginnt."},
	{"nobody answered for %s", "niemand antwortete seit %s"},
	{"on duty by the rota %s", "Bereitschaft nach dem Dienstplan %s"},
	{"the rule wants the team %s told", "die Regel will, dass das Team %s es erfährt"},
	{"%s: public posts", "%s: öffentliche Beiträge"},
	{"%s: mentions and replies", "%s: Erwähnungen und Antworten"},
	{"%s: private messages", "%s: private Nachrichten"},
	{"%d minutes", "%d Minuten"},
	{"%d hours", "%d Stunden"},
	{"%d days", "%d Tage"},
	// who got a case
	{"%s's turn: no case so far (%s)", "%s ist an der Reihe: bisher kein Fall (%s)"},
	{"%s's turn: the last new case was %s ago (%s)", "%s ist an der Reihe: der letzte neue Fall kam vor %s (%s)"},
	{"%s has it already", "%s hat ihn schon"},
	{"%s knows this customer (%s)", "%s kennt diesen Kunden (%s)"},
	{"%s is the only one who can take it now (%s)", "%s kann ihn jetzt als einzige Person nehmen (%s)"},
	{"%s has the least to do (%s)", "%s hat am wenigsten zu tun (%s)"},
	{"You may not %k.", "Das dürfen Sie nicht: %k."}, {"load %d of %d", "Auslastung %d von %d"}, {"%d of %d cases", "%d von %d Fällen"},

	// clocks
	{"%s around the clock from %k", "%s rund um die Uhr ab %k"},
	{"%s of covered time (%s) from %k", "%s besetzte Zeit (%s) ab %k"},
	{"due %k", "fällig %k"},
	{"%k closed until %k (%s)", "%k geschlossen bis %k (%s)"},
	{"%k closed until %k", "%k geschlossen bis %k"},
	{"%k to %s counts %s, %s left", "%k bis %s zählt %s, noch %s"},
	{"%k to %s counts %s", "%k bis %s zählt %s"},
	{"… %d more steps …", "… %d weitere Schritte …"},

	// answers
	{"Everybody could read the %s here.", "Alle könnten das hier lesen: %s."},
	{"Everybody could read the %s in %s.", "Alle könnten das lesen: %s, in %s."},
	{"the rule “%s”", "der Regel „%s“"},
	{"Nobody needs to send the %s in a message.", "Das muss niemand in einer Nachricht senden: %s."},
	{"Sent with private data: %s", "Mit privaten Daten gesendet: %s"},
	{"This would be a thread of %d messages.", "Das gäbe einen Faden von %d Nachrichten."},
	{"Too long: %d of %d %k.", "Zu lang: %d von %d (%k)."},
	{"%s takes no private message from this desk.", "%s nimmt von diesem Pult keine private Nachricht."},
	{"This desk cannot answer on %s yet.", "Dieses Pult kann auf %s noch nicht antworten."},
	{"Sign the brand's account in under Settings, Accounts. %s", "Melden Sie das Konto der Marke unter Einstellungen, Konten an. %s"},
	{"The customer said that %s already failed them (%s).", "Die Person sagte, dass das schon nicht half: %s (%s)."},
	{"The customer said that %s already failed them.", "Die Person sagte, dass das schon nicht half: %s."},
	{"This person is muted: %s.", "Diese Person ist stummgeschaltet: %s."},
	{"%s gave it back", "%s gab ihn zurück"},
	{"%s no longer works here", "%s arbeitet nicht mehr hier"},
	{"%s no longer answers cases", "%s beantwortet keine Fälle mehr"},
	{"%s no longer works at this desk.", "%s arbeitet nicht mehr an diesem Pult."},
	{"%s wrote %k.", "%s schrieb %k."},
	{"%s answered %k.", "%s antwortete %k."},
	{"%d seconds ago", "vor %d Sekunden"},
	{"%d minutes ago", "vor %d Minuten"},

	// the protocol's reasons
	{"%k urgency: %d times the time", "Dringlichkeit %k: %d-fache Zeit"},
	{"it says %q", "es sagt %q"},
	{"it does not say %s", "es sagt nicht %s"},
	{"%f is not one of %s", "%f ist keines von %s"},
	{"%f do not include %s", "%f ohne %s"},
	{"%f include %s", "%f mit %s"},
	{"%f does not contain %q", "%f enthält nicht %q"},
	{"%f contains %q", "%f enthält %q"},
	{"%f does not begin with %q", "%f beginnt nicht mit %q"},
	{"%f begins with %q", "%f beginnt mit %q"},
	{"%f does not end with %q", "%f endet nicht mit %q"},
	{"%f ends with %q", "%f endet mit %q"},
	{"%f does not match %q", "%f entspricht nicht %q"},
	{"%f matches %q", "%f entspricht %q"},
	{"%f at least %s (%s)", "%f mindestens %s (%s)"},
	{"%f at most %s (%s)", "%f höchstens %s (%s)"},
	{"%f below %s (%s)", "%f unter %s (%s)"},
	{"%f over %s (%s)", "%f über %s (%s)"},
	{"%f is not %s", "%f ist nicht %s"},
	{"%f is %s", "%f ist %s"},
	{"%f: none that fits", "%f: nichts Passendes"},
	{"already tried: %s", "schon versucht: %s"},
	{"private data in it: %s", "private Daten darin: %s"},
	{"%w, %w", "%w, %w"},
}
