package view

// germanHours is deadlines, duty, routing, calendars and coverage in German.
var germanHours = map[string]string{ // read only
	"%d case asks for you": "%d Fall fragt nach Ihnen", "%d cases ask for you": "%d Fälle fragen nach Ihnen", "A clock ran out: say that you see to it.": "Eine Frist ist abgelaufen: Sagen Sie, dass Sie sich kümmern.",
	"%s handed on what takes an authority of %s, to %s": "%s gab weiter, was eine Befugnis von %s verlangt, an %s", "%s took it up %s after it was handed on": "%s nahm es auf, %s nach der Weitergabe",
	"%s is due %s": "%s ist fällig %s", "%s sees to it": "%s kümmert sich", "%s sees to it, %s after the clock ran out": "%s kümmert sich, %s nach Ablauf der Frist",
	"%s was asked": "%s wurde gefragt", "%s was asked to see to it (%s)": "%s wurde gebeten, sich zu kümmern (%s)", "%s was asked, %s ago": "%s wurde gefragt, vor %s", "%s: %s left": "%s: noch %s",
	"Nobody has this case": "Niemand hat diesen Fall", "The clock ran out: %s": "Die Frist ist abgelaufen: %s", "The clock runs again: %s, due %s": "Die Frist läuft wieder: %s, fällig %s", "The clock stands still: %s": "Die Frist steht still: %s",
	"stands still": "steht still", "three quarters of its time are over": "drei Viertel der Zeit sind um", "How it stands": "Wie es steht", "Deadlines": "Fristen",
	"First answer": "Erste Antwort", "Next answer": "Nächste Antwort", "Next word from us": "Nächstes Wort von uns", "Promise": "Versprechen", "Resolution": "Lösung", "Somebody has it": "Jemand hat ihn",
	"I see to it": "Ich kümmere mich", "You see to it": "Sie kümmern sich", "Give me the next": "Gib mir den nächsten", "Nothing waits that you could take.": "Nichts wartet, was Sie übernehmen könnten.",

	"Above my authority: it takes": "Über meiner Befugnis: Es verlangt", "What is to be decided?": "Was ist zu entscheiden?", "Hand on": "Weitergeben", "takes an authority of %d": "verlangt eine Befugnis von %d",
	"Decides alone up to": "Entscheidet allein bis", "any amount": "jeder Betrag", "decides alone about any amount": "entscheidet allein über jeden Betrag", "decides alone up to %d": "entscheidet allein bis %d",
	"In whole units of your currency. What is above it is handed on in one step. Empty means any amount.": "In ganzen Einheiten Ihrer Währung. Was darüber liegt, wird in einem Schritt weitergegeben. Leer heißt jeder Betrag.",
	"Skills, as the protocol names them": "Fertigkeiten, wie das Protokoll sie nennt", "Own working hours": "Eigene Arbeitszeit", "As the team": "Wie das Team",
	"0 takes the desk's usual number. An urgent case counts twice, one that waits for others a quarter.": "0 nimmt die übliche Zahl des Pults. Ein dringender Fall zählt doppelt, einer, der auf andere wartet, ein Viertel.",

	"On duty": "Bereitschaft", "Asked": "Gefragt", "Rotas and duty": "Dienstpläne und Bereitschaft", "Rotas": "Dienstpläne", "You were asked": "Sie wurden gefragt", "Nothing asks for you": "Nichts fragt nach Ihnen",
	"When a clock runs out, whoever is on duty is asked. Without an answer the next one is asked after ten minutes.": "Läuft eine Frist ab, wird gefragt, wer Bereitschaft hat. Ohne Antwort wird nach zehn Minuten der Nächste gefragt.",
	"Cases whose clock ran out while you are on duty show here until you say that you see to them.":                  "Hier stehen Fälle, deren Frist in Ihrer Bereitschaft ablief, bis Sie sagen, dass Sie sich kümmern.",
	"No rota yet": "Noch kein Dienstplan", "Without one, the leads are asked.": "Ohne einen werden die Leitungen gefragt.", "Add a rota": "Einen Dienstplan anlegen",
	"Duty phone: %s": "Bereitschaftstelefon: %s", "Nobody is on duty yet.": "Noch hat niemand Bereitschaft.", "is on duty until": "hat Bereitschaft bis", "Nobody has taken the duty phone yet.": "Noch hat niemand das Bereitschaftstelefon übernommen.",
	"%s has the duty phone since": "%s hat das Bereitschaftstelefon seit", "The hand-over to %s is due.": "Die Übergabe an %s steht an.", "I have the duty phone": "Ich habe das Bereitschaftstelefon", "You have the duty phone.": "Sie haben das Bereitschaftstelefon.",
	"Next turns": "Nächste Dienste", "From": "Von", "Until": "Bis", "Who": "Wer", "swapped": "getauscht", "First hand-over": "Erste Übergabe", "Days of a turn": "Tage eines Dienstes", "Number of the duty phone": "Nummer des Bereitschaftstelefons",
	"Asked about the cases of": "Gefragt bei Fällen von", "All teams": "Allen Teams", "Who takes turns, in this order, one a line": "Wer sich abwechselt, in dieser Reihenfolge, je Zeile eine Person", "Swaps, one a line": "Tausche, je Zeile einer",
	"rota added": "Dienstplan angelegt", "rota changed": "Dienstplan geändert", "duty phone taken": "Bereitschaftstelefon übernommen", "calendar change undone": "Änderung des Kalenders zurückgenommen",
}
