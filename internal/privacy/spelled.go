package privacy

import (
	"regexp"
	"slices"
	"strings"
)

// People who fear machines write "jo (at) example dot com", "oh seven seven double oh …" and
// "O77OO 9OO123". Who reads it knows, so it is as private as the plain form.

// spelledForm is an address of mail whose signs are words, or stand apart: the at in brackets,
// between underscores, as a bare word, or a sign with a space beside it.
var spelledForm = regexp.MustCompile(`(?i)([a-z0-9][a-z0-9._%+-]{0,63}?(?:\s+(?:dot|punkt|point|punto|ponto|punt|underscore|unterstrich|hyphen|dash|minus|bindestrich)\s+[a-z0-9][a-z0-9_%+-]{0,40}){0,3})(\s*[([{<]\s*(?:at|ät|arroba|chez|@)\s*[)\]}>]\s*|_at_|\s+(?:at|ät|arroba|klammeraffe|chiocciola|apenstaartje|arobase)\s+| ?@ ?)` +
	`([a-z0-9-]{1,63}(?:(?:\s*[([{<]\s*(?:dot|punkt|point|punto|ponto|punt|\.)\s*[)\]}>]\s*|_dot_|\s+(?:dot|punkt|point|punto|ponto|punt)\s+| ?\. ?)[a-z0-9-]{1,63}){0,3}?)` +
	`(\s*[([{<]\s*(?:dot|punkt|point|punto|ponto|punt|\.)\s*[)\]}>]\s*|_dot_|\s+(?:dot|punkt|point|punto|ponto|punt)\s+| ?\. ?)([a-z]{2,6})`)

// mailEnds are the ends of addresses that are believed where the dots are words.
var mailEnds = set("com", "net", "org", "edu", "gov", "info", "biz", "io", "co", "me", "eu", "uk", "ie", "us", "ca", "au", "nz", "in", "za", "de", "at", "ch", "fr", "be", "lu", "es", "pt", "it", "nl", "br", "mx", "ar",
	"cl", "pl", "cz", "se", "dk", "no", "fi", "gr", "ro", "hu", "bg", "hr", "tr", "ru", "ua", "il", "jp", "cn", "kr", "app", "dev", "email", "online")

// mailHouses give out mail boxes to everybody.
var mailHouses = set("gmail", "googlemail", "yahoo", "hotmail", "outlook", "live", "icloud", "aol", "gmx", "web", "proton", "protonmail", "posteo", "t-online", "orange", "laposte", "libero", "uol", "terra", "ziggo", "mail", "fastmail", "yandex")

// mailClues announce an address of mail.
var mailClues = []string{"mail", "email", "e-mail", "mails", "emails", "write", "reach", "contact", "correo", "courriel", "schreiben", "schreib", "adresse"}

// mayHide is false of texts that certainly hide no address, as nearly all: the pattern would cost
// more than all the rest.
func mayHide(low string) bool {
	if strings.ContainsAny(low, "([{<") || strings.Contains(low, " dot ") {
		return true
	}
	if strings.Contains(low, " at ") && slices.ContainsFunc(dotWords, func(word string) bool { return strings.Contains(low, word) }) {
		return true
	}
	if strings.IndexByte(low, '_') >= 0 && (strings.Contains(low, "_at_") || strings.Contains(low, "_dot_")) {
		return true
	}
	if strings.Contains(low, " at ") && slices.ContainsFunc(atHouses, func(word string) bool { return strings.Contains(low, word) }) {
		return true
	}
	if at := strings.IndexByte(low, '@'); at >= 0 && (strings.Contains(low[at:], "@ ") || strings.Contains(low[at:], " .")) {
		return true
	}
	return slices.ContainsFunc(atWords, func(word string) bool { return strings.Contains(low, word) })
}

// atHouses are the houses of mail that are written so: other sites are spoken of in the same way.
var atHouses = []string{" at gmail.", " at googlemail.", " at yahoo.", " at hotmail.", " at outlook.", " at icloud.", " at aol.", " at gmx.", " at web.de", " at protonmail.", " at proton."}

// dotWords are what the other sign is called in other languages.
var dotWords = []string{" punkt ", " point ", " punto ", " ponto ", " punt "}

// atWords are what the sign is called where it is not called "at".
var atWords = []string{" ät ", " arroba ", " klammeraffe ", " chiocciola ", " apenstaartje ", " arobase "}

func (f *finder) spelledEmails() {
	low := f.low
	if len(low) != len(f.text) || !mayHide(low) {
		return
	}
	for _, m := range spelledForm.FindAllStringSubmatchIndex(f.text, 100) {
		part := func(i int) string { return low[m[2*i]:m[2*i+1]] }
		if m[0] > 0 && (isWord(f.text[m[0]-1]) || f.text[m[0]-1] == '@') || m[1] < len(f.text) && isWord(f.text[m[1]]) || !mailEnds[part(5)] {
			continue
		}
		if f.hiddenEmail(m[0], part(1), part(2), part(3), part(4)) {
			f.add(Email, m[0], m[1])
		}
	}
}

// hiddenEmail decides about what has the form of an address: one that stands in brackets or
// between underscores hides; of bare words and of spaces something else must speak for it, for
// "only at acme dot com" is a site and "lunch @ acme. me too" is a place.
func (f *finder) hiddenEmail(start int, name, at, host, dot string) bool {
	sign, point := strings.TrimSpace(at), strings.TrimSpace(dot)
	house, _, _ := strings.Cut(host, " ")
	house, _, _ = strings.Cut(house, ".")
	speaks := mailHouses[house] || f.clueBefore(start, mailClues)
	switch {
	case strings.ContainsAny(sign, "([{<_"):
		return true
	case sign == "at" && point == "." && slices.Contains(atHouses, " at "+house+".") && (strings.ContainsAny(name, "0123456789._") || f.clueBefore(start, mailClues)):
		return true
	case sign != "@":
		return strings.ContainsAny(point+host, "([{<_") || (point != "." || sign != "at" && speaks) && (speaks || sign != "at" || strings.ContainsAny(name, "0123456789._"))
	case strings.ContainsAny(point, "([{<_"), point != ".":
		return true
	}
	return speaks && (at != "@" || dot != ".")
}

// digitWords are the digits in the languages of the desk.
var digitWords = map[string]string{
	"zero": "0", "oh": "0", "o": "0", "nought": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"null": "0", "eins": "1", "zwei": "2", "zwo": "2", "drei": "3", "vier": "4", "fünf": "5", "sechs": "6", "sieben": "7", "acht": "8", "neun": "9",
	"zéro": "0", "un": "1", "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "sept": "7", "huit": "8", "neuf": "9",
	"cero": "0", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6", "siete": "7", "ocho": "8", "nueve": "9",
	"um": "1", "dois": "2", "três": "3", "quatro": "4", "sete": "7", "oito": "8", "nove": "9",
	"nul": "0", "een": "1", "één": "1", "twee": "2", "drie": "3", "vijf": "5", "zes": "6", "zeven": "7", "negen": "9",
	"due": "2", "tre": "3", "quattro": "4", "cinque": "5", "sei": "6", "sette": "7", "otto": "8",
}

// begins are the first bytes of digit words, in small letters.
var begins = func() (b [256]bool) {
	for w := range digitWords {
		b[w[0]|0x20] = true
	}
	b['d'], b['t'] = true, true // double, triple
	return b
}()

// leastSpoken is how many digit words a number has that is read for one.
const leastSpoken = 3

// spoken finds numbers that are spelled out, wholly or in part: of payment cards, and telephone
// numbers where a word for phones stands before them, or a nought begins them.
func (f *finder) spoken() {
	if strings.Count(f.text, " ")+strings.Count(f.text, "-") < leastSpoken {
		return
	}
	var digits []byte
	start, end, words, times := 0, 0, 0, 1
	finish := func() {
		n := len(digits)
		if known := false; words >= leastSpoken && n >= 13 && n <= 19 {
			if known, _ = issued(string(digits)); luhn(string(digits)) && (known || f.clueBefore(start, cardClues)) {
				f.add(Card, start, end)
			}
		}
		if words >= leastSpoken && n >= 9 && n <= 13 && !running(string(digits)) && !alike(string(digits)) &&
			(f.clueBefore(start, phoneClues) || f.clueBefore(start, numberClues) || digits[0] == '0' && n >= 10) {
			f.add(Phone, start, end)
		}
		digits, words, times = digits[:0], 0, 1
	}
	var key [16]byte
	for at := 0; at < len(f.text); {
		if c := f.text[at]; !isWord(c) {
			if c != ' ' && c != '-' && c != ',' && c != '.' && len(digits) > 0 {
				finish()
			}
			at++
			continue
		}
		from := at
		for at < len(f.text) && isWord(f.text[at]) {
			at++
		}
		word := f.text[from:at]
		var add string
		switch {
		case len(word) <= 4 && onlyDigits(word):
			add = word
		case len(word) <= 8 && begins[word[0]|0x20]:
			low := string(lower(key[:0], word))
			if low == "double" && len(digits) > 0 || low == "triple" && len(digits) > 0 {
				if times = 2; low == "triple" {
					times = 3
				}
				words++
				continue
			}
			if add = digitWords[low]; add != "" {
				words++
			}
		}
		if add == "" {
			if len(digits) > 0 {
				finish()
			}
			continue
		}
		if len(digits) == 0 {
			start = from
		}
		for range times {
			digits = append(digits, add...)
		}
		times, end = 1, at
	}
	finish()
}

// alikes are letters that are read as digits.
const alikes = "OoIlSB"

// disguised finds telephone numbers with letters in the place of digits, after a word for
// phones.
func (f *finder) disguised() {
	if !strings.ContainsAny(f.text, alikes) {
		return
	}
	part := func(c byte) bool { return isDigit(c) || strings.IndexByte(alikes, c) >= 0 }
	for at := 0; at < len(f.text); at++ {
		if !part(f.text[at]) || at > 0 && isWord(f.text[at-1]) {
			continue
		}
		end, digits, letters := at, 0, 0
		for from := at; from < len(f.text) && part(f.text[from]); {
			to, d := from, 0
			for to < len(f.text) && part(f.text[to]) {
				if isDigit(f.text[to]) {
					d++
				}
				to++
			}
			if d == 0 || to < len(f.text) && isWord(f.text[to]) {
				break
			}
			end, digits, letters = to, digits+d, letters+to-from-d
			if from = to; from < len(f.text) && strings.IndexByte(" -./()", f.text[from]) >= 0 {
				from++
			}
		}
		if n := digits + letters; letters > 0 && digits >= 5 && n >= 9 && n <= 13 && f.clueBefore(at, phoneClues) {
			f.add(Phone, at, end)
		}
		at = max(at, end)
	}
}

// singly finds telephone numbers with a space after each digit, after a word for phones.
func (f *finder) singly(blocks []block) bool {
	n := len(blocks)
	if n < 9 || n > 13 || !f.clueBefore(blocks[0].lead, phoneClues) {
		return false
	}
	for _, b := range blocks {
		if b.digits != 1 {
			return false
		}
	}
	return f.add(Phone, blocks[0].lead, blocks[n-1].end)
}
