package view

// germanWork is what agents say to each other and do in one go. The English string is the key.
var germanWork = map[string]string{ // read only
	"Mentions": "Erwähnungen", "Mentions of me": "Erwähnungen von mir", "Colleagues": "Kolleginnen und Kollegen",
	"Notes in which colleagues named you, the newest first. One is read when you open its case.": "Notizen, in denen Sie erwähnt wurden, die neuesten zuerst. Gelesen ist eine, wenn Sie ihren Fall öffnen.",
	"Nobody has named you yet": "Noch hat Sie niemand erwähnt",
	"Write @ and a name in a note on a case, and that colleague is told and finds it here.": "Schreiben Sie in einer Notiz @ und einen Namen: Die Person wird benachrichtigt und findet es hier.",
	"Mark all mentions as read": "Alle Erwähnungen als gelesen markieren", "Mark all as read": "Alle als gelesen markieren", "All are read": "Alle sind gelesen", "Mark as unread": "Als ungelesen markieren", "new": "neu",
	"How I am told": "Wie ich es erfahre", "When a colleague names me": "Wenn mich jemand erwähnt",
	"Tell me in my browsers at once": "Sofort in meinen Browsern melden", "Write me a mail, unless I have seen it within two minutes": "Eine E-Mail schreiben, wenn ich es nach zwei Minuten nicht gesehen habe",
	"In the quiet time and while you are away nothing is sent; your list under Mentions has it all. What you have not seen when the quiet time ends is sent then. Times are those of %s.": "In der Ruhezeit und während Sie abwesend sind, wird nichts geschickt; unter Erwähnungen steht alles. Was Sie am Ende der Ruhezeit nicht gesehen haben, kommt dann. Die Zeiten sind die von %s.",
	"%s is told": "%s erfährt davon", "away: finds it in the list of mentions": "abwesend: findet es unter Erwähnungen", "Taken back": "Zurückgenommen",
	"In a note: name a colleague, who is told":                                                                "In einer Notiz: jemanden erwähnen, der davon erfährt",
	"How alerts, escalations and what colleagues say reach people and programs that do not look at the desk.": "Wie Warnungen, Eskalationen und Erwähnungen Menschen und Programme erreichen, die nicht auf das Pult schauen.",
	"%s named you in %s": "%s hat Sie in %s erwähnt", "%s wrote a note for you on the case of %s. Open it to read the note.": "%s hat Ihnen im Fall von %s eine Notiz geschrieben. Öffnen Sie ihn, um sie zu lesen.",
	"own notifications changed": "eigene Mitteilungen geändert",

	// what refuses
	"The quiet time is written as 22:00 and 07:00.":    "Die Ruhezeit wird als 22:00 und 07:00 geschrieben.",
	"Write the whole name or the address after the @.": "Schreiben Sie nach dem @ den ganzen Namen oder die Adresse.", "Take the @ away, or name somebody else.": "Nehmen Sie das @ weg, oder erwähnen Sie jemand anderen.",
	"Name those who have to do something.": "Erwähnen Sie nur, wer etwas tun muss.", "Nobody is told of it.": "Niemand erfährt davon.",
	"Only who wrote a note takes it back.": "Nur wer eine Notiz schrieb, nimmt sie zurück.", "The note is too old to be taken back.": "Die Notiz ist zu alt, um sie zurückzunehmen.", "Write another that puts it right.": "Schreiben Sie eine weitere, die es richtigstellt.",
}
