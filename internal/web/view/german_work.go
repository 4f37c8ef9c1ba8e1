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

	"Kind": "Art", "Its intent is: %s": "Das Anliegen ist: %s", "Its urgency is: %s": "Die Dringlichkeit ist: %s",
	"Whoever uses it gets the case": "Wer sie verwendet, bekommt den Fall", "Nobody has the case any more": "Niemand hat den Fall mehr", "%s gets the case": "%s bekommt den Fall", "The team %s gets the case": "Das Team %s bekommt den Fall",
	"Put off: later today": "Zurückstellen: später heute", "Put off: the next working morning": "Zurückstellen: bis zum nächsten Arbeitsmorgen", "Put off: next week": "Zurückstellen: bis nächste Woche", "Stage: %s": "Stand: %s",
	"when the answer is sent": "wenn die Antwort hinausgeht", "it is so already": "ist schon so", "until %s": "bis %s", "Then, in this order": "Dann, in dieser Reihenfolge", "Step %d": "Schritt %d", "nothing": "nichts",
	"What it does to the case when somebody uses it: shown before, done at once, taken back at once. A case that gets an answer is resolved when that is sent.": "Was sie mit dem Fall tut, wenn jemand sie verwendet: vorher gezeigt, auf einmal getan, auf einmal zurückgenommen. Ein Fall, der eine Antwort bekommt, wird gelöst, wenn sie hinausgeht.",
	"“%s” is done": "„%s“ ist getan", "Puts into the answer:": "Setzt in die Antwort:", "A step cannot be done, so nothing is.": "Ein Schritt geht nicht, also geschieht nichts.",
	"Do all of it": "Alles tun", "Only the text": "Nur den Text", "and %d step": "und %d Schritt", "and %d steps": "und %d Schritte",
	"%s used the saved reply “%s”": "%s verwendete die gespeicherte Antwort „%s“", "%s took back what the saved reply “%s” did": "%s nahm zurück, was die gespeicherte Antwort „%s“ tat",

	// what refuses
	"A saved reply has six steps at most.": "Eine gespeicherte Antwort hat höchstens sechs Schritte.", "Leave out what seldom fits.": "Lassen Sie weg, was selten passt.", "There is no such step.": "Diesen Schritt gibt es nicht.", "Choose one of the list.": "Wählen Sie einen aus der Liste.",
	"Two steps do the same kind of thing, and only the last would hold.": "Zwei Schritte tun dasselbe, und nur der letzte würde gelten.", "Leave one of them.": "Lassen Sie einen davon.",
	"Nothing can be done to a case after it is resolved.": "Nach dem Lösen lässt sich mit einem Fall nichts mehr tun.", "Put that step last.": "Setzen Sie diesen Schritt ans Ende.",
	"A saved reply needs a text, or a step.": "Eine gespeicherte Antwort braucht einen Text oder einen Schritt.", "A step gives the case to somebody who does not work here.": "Ein Schritt gibt den Fall jemandem, der hier nicht arbeitet.", "Choose somebody of the list.": "Wählen Sie jemanden aus der Liste.",
	"A step gives the case to a team that is not there.": "Ein Schritt gibt den Fall einem Team, das es nicht gibt.", "Choose a team of the list.": "Wählen Sie ein Team aus der Liste.",
	"There is no such saved reply any more.": "Diese gespeicherte Antwort gibt es nicht mehr.", "There is no message of the customer to say that of.": "Es gibt keine Nachricht der Person, von der sich das sagen ließe.",
	"There is no such team any more.": "Dieses Team gibt es nicht mehr.", "Change the saved reply, or do the other steps by hand.": "Ändern Sie die gespeicherte Antwort, oder tun Sie die anderen Schritte von Hand.",
	"The quiet time is written as 22:00 and 07:00.":    "Die Ruhezeit wird als 22:00 und 07:00 geschrieben.",
	"Write the whole name or the address after the @.": "Schreiben Sie nach dem @ den ganzen Namen oder die Adresse.", "Take the @ away, or name somebody else.": "Nehmen Sie das @ weg, oder erwähnen Sie jemand anderen.",
	"Name those who have to do something.": "Erwähnen Sie nur, wer etwas tun muss.", "Nobody is told of it.": "Niemand erfährt davon.",
	"Only who wrote a note takes it back.": "Nur wer eine Notiz schrieb, nimmt sie zurück.", "The note is too old to be taken back.": "Die Notiz ist zu alt, um sie zurückzunehmen.", "Write another that puts it right.": "Schreiben Sie eine weitere, die es richtigstellt.",
}
