package view

// germanCases is what is done to whole cases: merged, split, put off, ordered. The English string is the key.
var germanCases = map[string]string{ // read only
	"%d other open case is of the same person.": "%d anderer offener Fall ist von derselben Person.", "%d other open cases are of the same person.": "%d andere offene Fälle sind von derselben Person.",
	"Told twice?": "Zweimal erzählt?", "Merge %s into this case": "%s mit diesem Fall zusammenlegen", "Merge": "Zusammenlegen", "Merge with %s": "Mit %s zusammenlegen",
	"Merge with another case": "Mit einem anderen Fall zusammenlegen", "Merge the case with another": "Den Fall mit einem anderen zusammenlegen", "The same matter": "Dieselbe Sache",
	"The other case ends, and its story goes on in %s of %s. Whoever waited longest still does, no deadline gets later, and it can be taken apart again.": "Der andere Fall endet, und sein Verlauf geht in %s von %s weiter. Wer am längsten gewartet hat, tut es weiter, keine Frist wird später, und es lässt sich wieder trennen.",
	"Which case ends in it?": "Welcher Fall geht darin auf?", "Its number": "Seine Nummer", "Or its number": "Oder seine Nummer", "Why are they one?": "Warum sind sie einer?",
	"If the accounts differ: both are one person's":                    "Wenn die Konten verschieden sind: Beide gehören einer Person",
	"%s ended in this case. It can be taken apart again in the story.": "%s ging in diesem Fall auf. Im Verlauf lässt es sich wieder trennen.", "%s ended in this case.": "%s ging in diesem Fall auf.",
	"Take apart again": "Wieder trennen", "Taken apart": "Getrennt", "Ended in another case": "Ging in einem anderen Fall auf",
	"%s ended it in %s": "%s ließ ihn in %s aufgehen", "%s merged %s into this case": "%s legte %s mit diesem Fall zusammen",
	"%s took %s apart from this case again": "%s trennte %s wieder von diesem Fall", "%s took it apart from %s again": "%s trennte ihn wieder von %s",
	"%s split %s out of this case": "%s nahm %s aus diesem Fall heraus", "%s split this case out of %s": "%s nahm diesen Fall aus %s heraus",
	"%s: the account of %s is one person's with this": "%s: Das Konto von %s gehört derselben Person", "%s: the accounts are two people's after all": "%s: Die Konten gehören doch zwei Personen",

	"Make it a case of its own": "Einen eigenen Fall daraus machen", "Split": "Herausnehmen", "Split %s": "Aus %s herausnehmen", "From here on": "Von hier an", "What goes?": "Was geht mit?",
	"The message gets a case of its own, with the same owner and the deadlines that it has. It can be undone.": "Die Nachricht bekommt einen eigenen Fall, bei derselben Person und mit den Fristen, die sie hat. Es lässt sich zurücknehmen.",
	"The first of these, and what answers it": "Die erste davon und was auf sie antwortet", "All of these": "Alle diese", "Why is it a matter of its own?": "Warum ist es eine eigene Sache?", "Another matter": "Eine andere Sache",
	"This is a case of its own now. It came out of %s.": "Das ist jetzt ein eigener Fall. Er kam aus %s.",

	"Put the case off until …": "Den Fall zurückstellen bis …", "Put the case off until a time": "Den Fall bis zu einer Zeit zurückstellen", "Put off": "Zurückgestellt", "Put it off": "Zurückstellen", "Put them off": "Zurückstellen", "Put off until": "Zurückstellen bis",
	"Later today": "Später heute", "Next week": "Nächste Woche", "Next working day": "Nächster Arbeitstag", "Tomorrow morning": "Morgen früh", "The next working morning": "Am nächsten Arbeitsmorgen", "Note (optional)": "Notiz (freiwillig)", "Or at a time": "Oder zu einer Zeit",
	"The customer waits and the deadlines go on: it comes back before one runs out, and when the customer writes.": "Die Person wartet, und die Fristen laufen weiter: Der Fall kommt zurück, bevor eine abläuft, und wenn die Person schreibt.",
	"It comes back by itself: then, when the customer writes, or before a deadline runs out.":                      "Er kommt von selbst zurück: dann, wenn die Person schreibt, oder bevor eine Frist abläuft.",
	"Put off until %s.": "Zurückgestellt bis %s.", "The customer still waits, and the deadline goes on.": "Die Person wartet weiter, und die Frist läuft.",
	"Bring it back": "Zurückholen", "Bring the case back": "Den Fall zurückholen", "Bring them back": "Zurückholen",
	"%s put it off until %s": "%s stellte ihn zurück bis %s", "%s brought it back": "%s holte ihn zurück", "Back: its time came": "Zurück: Seine Zeit ist gekommen", "Back, since the customer wrote": "Zurück, denn die Person hat geschrieben",
	"Back, since a deadline comes: %s": "Zurück, denn eine Frist naht: %s", "Back, since an answer did not leave": "Zurück, denn eine Antwort ging nicht hinaus",
	"Nothing is put off": "Nichts ist zurückgestellt",
	"Press s in a case to put it off until a time. It comes back by itself then, when its customer writes, or before a deadline runs out.": "Drücken Sie in einem Fall s, um ihn zurückzustellen. Er kommt von selbst zurück: zu seiner Zeit, wenn die Person schreibt, oder bevor eine Frist abläuft.",
	"Go to: to answer, mine, no owner, watch, later, mentions":                                                                             "Gehe zu: zu beantworten, meine, frei, im Blick, später, Erwähnungen",

	"It comes back before that runs out.": "Er kommt zurück, bevor sie abläuft.",
	"Everything this person told":         "Alles, was diese Person erzählt hat", "Everything that was said, the newest first": "Alles Gesagte, das Neueste zuerst",
	"Take this list away as CSV": "Diese Liste als CSV mitnehmen", "As CSV": "Als CSV", "There is no such person.": "Diese Person gibt es nicht.",

	"Order the list": "Die Liste ordnen", "The next deadline first": "Nächste Frist zuerst", "Who waits longest first": "Wer am längsten wartet zuerst", "Whose last word is oldest first": "Wessen letztes Wort am ältesten ist zuerst",
	"What comes back next first": "Was zuerst zurückkommt zuerst", "What changed last first": "Zuletzt Geändertes zuerst",

	// what refuses
	"A case cannot be merged with itself.": "Ein Fall lässt sich nicht mit sich selbst zusammenlegen.", "Give the number of the other one.": "Geben Sie die Nummer des anderen an.",
	"Say why they are one, in at most 1,000 bytes.": "Sagen Sie, warum sie einer sind, in höchstens 1.000 Bytes.", "Choose the other case, or give its number.": "Wählen Sie den anderen Fall, oder geben Sie seine Nummer an.",
	"If both are one person's, say so and merge again. Cases of two people stay apart: each of them gets an answer.": "Wenn beide einer Person gehören, sagen Sie es, und legen Sie noch einmal zusammen. Fälle zweier Personen bleiben getrennt: Jede bekommt eine Antwort.",
	"The two cases are of different brands.": "Die beiden Fälle gehören verschiedenen Marken.", "Each brand answers for itself; link them with a note.": "Jede Marke antwortet für sich; verbinden Sie sie mit einer Notiz.",
	"Together they have more than 20,000 messages.": "Zusammen haben sie mehr als 20.000 Nachrichten.", "Resolve one of them and go on in the other.": "Lösen Sie einen, und machen Sie im anderen weiter.",
	"Open it: it leads to the one that holds its story.": "Öffnen Sie ihn: Er führt zu dem, der seinen Verlauf hat.", "Take that apart first.": "Trennen Sie zuerst das.",
	"Say why it is a matter of its own, in at most 1,000 bytes.": "Sagen Sie, warum es eine eigene Sache ist, in höchstens 1.000 Bytes.",
	"This is no message of the customer in this case.":           "Das ist keine Nachricht der Person in diesem Fall.", "Reload the page and choose again.": "Laden Sie die Seite neu, und wählen Sie noch einmal.",
	"Nothing that the customer said would stay in this case.": "Nichts, was die Person sagte, bliebe in diesem Fall.", "Choose a later message.": "Wählen Sie eine spätere Nachricht.",
	"Nothing waits in this case any more.": "In diesem Fall wartet nichts mehr.", "Reopen it first.": "Öffnen Sie ihn zuerst wieder.", "Choose a time to come, within a year.": "Wählen Sie eine künftige Zeit, höchstens ein Jahr voraus.",
	"These cases were not merged.": "Diese Fälle wurden nicht zusammengelegt.", "Keep it under 500 bytes.": "Halten Sie sie unter 500 Bytes.",
}
