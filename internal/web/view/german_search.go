package view

import "strings"

// germanSearch is what is said of a search that cannot be read, in German. The English sentence is the key.
var germanSearch = map[string]string{ // read only
	"This bracket is never closed.":                       "Diese Klammer wird nie geschlossen.",
	"Close it with ), or take it out.":                    "Schließen Sie sie mit ), oder nehmen Sie sie heraus.",
	"This quote is never closed.":                         "Dieses Anführungszeichen wird nie geschlossen.",
	"Close it with another quote, or take it out.":        "Schließen Sie es mit einem zweiten, oder nehmen Sie es heraus.",
	"This bracket closes nothing.":                        "Diese Klammer schließt nichts.",
	"Take it out, or open it further left.":               "Nehmen Sie sie heraus, oder öffnen Sie sie weiter links.",
	"These brackets are empty.":                           "Diese Klammern sind leer.",
	"Write words between the brackets, or take them out.": "Schreiben Sie Wörter zwischen die Klammern, oder nehmen Sie sie heraus.",
	"The search is empty.":                                "Die Suche ist leer.",
	"The search ends too early.":                          "Die Suche hört zu früh auf.",
	"Write the words that a post must hold.":              "Schreiben Sie die Wörter, die ein Beitrag enthalten muss.",
	"Make two searches of it.":                            "Machen Sie zwei Suchen daraus.",
	"This is not readable text.":                          "Das ist kein lesbarer Text.",
	"Type the search again here.":                         "Tippen Sie die Suche hier noch einmal.",

	"End the search before this and make another of the rest, or use fewer misspellings and open letters.": "Beenden Sie die Suche davor und machen Sie aus dem Rest eine zweite, oder nehmen Sie weniger Verschreibungen und offene Buchstaben.",
	"Say what must be there: write “apple -pear” for one without the other.":                               "Sagen Sie, was da sein muss: „apple -pear“ sucht das eine ohne das andere.",
	"Add a word that must be there, as in “skiing -snow”.":                                                 "Fügen Sie ein Wort hinzu, das da sein muss, wie in „skiing -snow“.",
	"Add a word that is not in every post, or put several in quotes.":                                      "Fügen Sie ein Wort hinzu, das nicht in jedem Beitrag steht, oder setzen Sie mehrere in Anführungszeichen.",
	"Add a word, phrase, @handle, #tag or link that must be there.":                                        "Fügen Sie ein Wort, eine Wendung, einen @Namen, ein #Schlagwort oder einen Link hinzu, der da sein muss.",
	"Write after it what posts must not hold.":                                                             "Schreiben Sie dahinter, was Beiträge nicht enthalten sollen.",
	"It is not clear what the minus leaves out.":                                                           "Es ist nicht klar, was das Minus auslässt.",
	"Put brackets around what the minus leaves out: -(a NEAR/5 b).":                                        "Klammern Sie ein, was das Minus auslässt: -(a NEAR/5 b).",
	"A minus stands alone here.":                                                                           "Hier steht ein Minus allein.",
	"Write the word right after the minus, as in -jobs, or leave the minus out.":                           "Schreiben Sie das Wort direkt hinter das Minus, wie in -jobs, oder lassen Sie das Minus weg.",
	"Write a word on each side of it, or put it in quotes to search for the word itself.":                  "Schreiben Sie auf jede Seite ein Wort, oder setzen Sie es in Anführungszeichen, um nach dem Wort selbst zu suchen.",
	"Write AND, OR or -; words side by side mean AND.":                                                     "Schreiben Sie AND, OR oder -; Wörter nebeneinander bedeuten AND.",
	"To leave posts out write a minus; capitals and small letters are the same to a search.":               "Um Beiträge auszulassen, schreiben Sie ein Minus; große und kleine Buchstaben sind für eine Suche gleich.",
	"“!” is not a sign of this language.":                                                                  "„!“ ist kein Zeichen dieser Sprache.",

	"NEAR cannot measure the distance to this.":                        "NEAR kann den Abstand hierzu nicht messen.",
	"Put words, phrases, or words joined with OR on each side.":        "Setzen Sie auf jede Seite Wörter, Wendungen oder mit OR verbundene Wörter.",
	"NEAR joins two sides; this is a third.":                           "NEAR verbindet zwei Seiten; dies ist eine dritte.",
	"Write a NEAR/5 b AND b NEAR/5 c.":                                 "Schreiben Sie a NEAR/5 b AND b NEAR/5 c.",
	"NEAR cannot measure the distance to what is not there.":           "NEAR kann den Abstand zu etwas, das nicht da ist, nicht messen.",
	"Put the negation outside: (a NEAR/5 b) -c.":                       "Setzen Sie die Verneinung nach außen: (a NEAR/5 b) -c.",
	"A distance cannot follow a bracket.":                              "Hinter einer Klammer kann kein Abstand stehen.",
	"Write the two sides with NEAR between: (a OR b) NEAR/5 (c OR d).": "Schreiben Sie die beiden Seiten mit NEAR dazwischen: (a OR b) NEAR/5 (c OR d).",
	"A distance needs two words.":                                      "Ein Abstand braucht zwei Wörter.",
	"Write two words or more, or take the distance out; for misspellings write the word without quotes, as in linksys~1.": "Schreiben Sie zwei Wörter oder mehr, oder nehmen Sie den Abstand heraus; für Verschreibungen steht das Wort ohne Anführungszeichen, wie in linksys~1.",
	"Write how many, as in ~5.": "Schreiben Sie, wie viele, wie in ~5.",
	"Use fewer words.":          "Nehmen Sie weniger Wörter.",
	"Text without spaces has no words to count between these quotes.": "Text ohne Leerzeichen hat zwischen diesen Anführungszeichen keine Wörter zum Zählen.",

	"There is no word between these quotes.":                                                "Zwischen diesen Anführungszeichen steht kein Wort.",
	"Write the words that must stand side by side.":                                         "Schreiben Sie die Wörter, die nebeneinander stehen müssen.",
	"Take it out, or write the word that you mean.":                                         "Nehmen Sie es heraus, oder schreiben Sie das Wort, das Sie meinen.",
	"A star does not work inside quotes.":                                                   "Ein Stern wirkt in Anführungszeichen nicht.",
	"Take the star out of the quotes: advertis* NEAR/0 fraud finds the words side by side.": "Nehmen Sie den Stern aus den Anführungszeichen: advertis* NEAR/0 fraud findet die Wörter nebeneinander.",
	"A star cannot begin a word.":                                                           "Ein Stern kann kein Wort beginnen.",
	"Write how the word begins, as in advertis*, or list the words with OR.":                "Schreiben Sie, wie das Wort beginnt, wie in advertis*, oder zählen Sie die Wörter mit OR auf.",
	"A star stands at the end of a word.":                                                   "Ein Stern steht am Ende eines Wortes.",
	"Put it at the end, or write ? for one letter.":                                         "Setzen Sie ihn ans Ende, oder schreiben Sie ? für einen Buchstaben.",
	"“?” cannot begin a word.":                                                              "„?“ kann kein Wort beginnen.",
	"Write the first letter, as in me?t.":                                                   "Schreiben Sie den ersten Buchstaben, wie in me?t.",
	"*, ? and ~ work on words only.":                                                        "*, ? und ~ wirken nur an Wörtern.",
	"* and ? work on a single word.":                                                        "* und ? wirken an einem einzelnen Wort.",
	"Write a single word of letters and digits before it.":                                  "Schreiben Sie davor ein einzelnes Wort aus Buchstaben und Ziffern.",
	"Write the word without points and signs.":                                              "Schreiben Sie das Wort ohne Punkte und Zeichen.",
	"Write at least three letters, or list the words with OR.":                              "Schreiben Sie mindestens drei Buchstaben, oder zählen Sie die Wörter mit OR auf.",
	"Write at least three letters before the first of them.":                                "Schreiben Sie vor dem ersten davon mindestens drei Buchstaben.",
	"Use a shorter word.":                                                                   "Nehmen Sie ein kürzeres Wort.",
	"Write ~1 or ~2.":                                                                       "Schreiben Sie ~1 oder ~2.",
	"A word may be misspelt by 1 or 2 letters.":                                             "Ein Wort darf um 1 oder 2 Buchstaben verschrieben sein.",
	"Misspellings work on a single word.":                                                   "Verschreibungen wirken an einem einzelnen Wort.",
	"Put a distance between words in quotes: \"social media\"~5.":                           "Einen Abstand zwischen Wörtern setzen Sie hinter Anführungszeichen: \"social media\"~5.",
	"List the spellings with OR.":                                                           "Zählen Sie die Schreibweisen mit OR auf.",
	"Lookalikes work on a single word.":                                                     "Ähnlich Aussehendes wirkt an einem einzelnen Wort.",
	"Write one word of three letters or more, as in lookalike:acme.":                        "Schreiben Sie ein Wort von drei Buchstaben oder mehr, wie in lookalike:acme.",

	`Write it as in url:example.com or url:"/returns".`:                                          `Schreiben Sie es wie in url:example.com oder url:"/returns".`,
	`Write it as in place:vancouver or place:"new york".`:                                        `Schreiben Sie es wie in place:vancouver oder place:"new york".`,
	"Write the code of two letters, as in lang:en or lang:de.":                                   "Schreiben Sie das Kürzel aus zwei Buchstaben, wie in lang:en oder lang:de.",
	"Write it as in followers:>1000, followers:<=50 or followers:100..500.":                      "Schreiben Sie es wie in followers:>1000, followers:<=50 oder followers:100..500.",
	"Write the smaller number first.":                                                            "Schreiben Sie die kleinere Zahl zuerst.",
	"Nobody has fewer than 0 followers.":                                                         "Niemand hat weniger als 0 Follower.",
	"Write a number above 0.":                                                                    "Schreiben Sie eine Zahl über 0.",
	"Handles are letters, digits and _, as in @acme, @acme.bsky.social or @acme@example.social.": "Namen bestehen aus Buchstaben, Ziffern und _, wie in @acme, @acme.bsky.social oder @acme@example.social.",
	"Hashtags are letters, digits and _ without a space.":                                        "Schlagwörter bestehen aus Buchstaben, Ziffern und _ ohne Leerzeichen.",
	"A link is searched in the links of a post.":                                                 "Ein Link wird in den Links eines Beitrags gesucht.",
	"“?” stands for exactly one letter.":                                                         "„?“ steht für genau einen Buchstaben.",
}

// germanSearchPatterns are those with parts of the search in them, which stay as they are; the
// closer ones first.
var germanSearchPatterns = [][2]string{ // read only
	{"The search is too costly: all of it counts %s of %s.", "Die Suche ist zu aufwendig: Alles zusammen zählt %s von %s."},
	{"%s beside OR brings every post that does not hold it.", "%s neben OR bringt jeden Beitrag, der es nicht enthält."},
	{"%s only leaves posts out; nothing says which to bring.", "%s lässt nur Beiträge aus; nichts sagt, welche zu bringen sind."},
	{"%s only narrows a search; nothing says which posts to bring.", "%s schränkt eine Suche nur ein; nichts sagt, welche Beiträge zu bringen sind."},
	{"%s is in nearly every post.", "%s steht in fast jedem Beitrag."},
	{"%s is not an operator of this language.", "%s ist kein Operator dieser Sprache."},
	{"Put it in quotes to search for the words: %s.", "Setzen Sie es in Anführungszeichen, um nach den Wörtern zu suchen: %s."},
	{"Did you mean %s:? To search for the words, put them in quotes.", "Meinten Sie %s:? Um nach den Wörtern zu suchen, setzen Sie sie in Anführungszeichen."},
	{"%s needs something after it.", "Hinter %s fehlt etwas."},
	{"Write it as in %s.", "Schreiben Sie es wie in %s."},
	{"%s is not a handle.", "%s ist kein Name."},
	{"%s is not a part of a link.", "%s ist kein Teil eines Links."},
	{"%s is not the code of a language.", "%s ist kein Kürzel einer Sprache."},
	{"%s is not the code of a network.", "%s ist kein Kürzel eines Netzes."},
	{"%s is not a place.", "%s ist kein Ort."},
	{"%s is not known.", "%s ist nicht bekannt."},
	{"Write one of %s.", "Schreiben Sie eines davon: %s."},
	{"%s is not a number of followers.", "%s ist keine Zahl von Followern."},
	{"No number is between %s and %s.", "Zwischen %s und %s liegt keine Zahl."},
	{"There is no word in %s.", "In %s steht kein Wort."},
	{"Put NEAR/%s between the two parts.", "Setzen Sie NEAR/%s zwischen die beiden Teile."},
	{"A distance may be asked of %s words.", "Ein Abstand darf für %s Wörter gefragt werden."},
	{"Write the word without its sign: %s.", "Schreiben Sie das Wort ohne sein Zeichen: %s."},
	{"Search for the word: %s.", "Suchen Sie nach dem Wort: %s."},
	{"%s is a number, not a hashtag.", "%s ist eine Zahl, kein Schlagwort."},
	{"%s is not a hashtag.", "%s ist kein Schlagwort."},
	{"%s would match too many words: it has %s of %s letters.", "%s träfe zu viele Wörter: Es hat %s von %s Buchstaben."},
	{"%s would match too many words.", "%s träfe zu viele Wörter."},
	{"Words with * and ? may have %s letters.", "Wörter mit * und ? dürfen %s Buchstaben haben."},
	{"%s has %s letters; misspellings need %s, since short words are one letter from many others.", "%s hat %s Buchstaben; Verschreibungen brauchen %s, denn kurze Wörter sind von vielen anderen nur einen Buchstaben entfernt."},
	{"Misspellings work on words up to %s letters.", "Verschreibungen wirken an Wörtern bis %s Buchstaben."},
	{"To search in links write url:%s.", "Um in Links zu suchen, schreiben Sie url:%s."},
	{"A number is missing after %s.", "Hinter %s fehlt eine Zahl."},
	{"Use a number up to %s.", "Nehmen Sie eine Zahl bis %s."},
	{"%s words is too far.", "%s Wörter ist zu weit."},
	{"%s is too far.", "%s ist zu weit."},
	{"%s is not a sign of this language.", "%s ist kein Zeichen dieser Sprache."},
	{"%s needs a distance.", "%s braucht einen Abstand."},
	{"Write how many words may stand between, as in %s/5.", "Schreiben Sie, wie viele Wörter dazwischen stehen dürfen, wie in %s/5."},
	{"A search may have %s characters; this one has %s.", "Eine Suche darf %s Zeichen haben; diese hat %s."},
	{"Nothing follows %s.", "Hinter %s steht nichts."},
	{"Nothing stands before %s.", "Vor %s steht nichts."},
	{"Brackets may stand %s deep.", "Klammern dürfen %s tief stehen."},
	{"“%s” is searched as a word; the operator is written %s.", "„%s“ wird als Wort gesucht; der Operator schreibt sich %s."},
	{"“%s” is searched as words; the operator is written in capitals.", "„%s“ wird als Wörter gesucht; der Operator schreibt sich in Großbuchstaben."},
	{"Write %s.", "Schreiben Sie %s."},
}

// retoldSearch is what is said of a search, in German.
func retoldSearch(s string) (string, bool) {
	if g, ok := germanSearch[s]; ok {
		return g, true
	}
	for _, p := range germanSearchPatterns {
		values, ok := unfilled(p[0], s)
		if !ok {
			continue
		}
		var b strings.Builder
		for i, part := range strings.Split(p[1], "%s") {
			if i > 0 {
				b.WriteString(values[i-1])
			}
			b.WriteString(part)
		}
		return b.String(), true
	}
	return "", false
}
