package privacy

import (
	"slices"
	"strings"

	"heed/internal/desk"
	"heed/internal/order"
)

// The types of findings, as they stand in desk.Finding.Type. Beside them stand the kinds
// of schemes ("us_ssn", "fr_nir", …): see [Types].
const (
	Email       = "email"
	Phone       = "phone"
	Card        = "card" // payment card
	IBAN        = "iban"
	IP          = "ip"
	MAC         = "mac"
	Crypto      = "crypto" // wallet of a crypto currency
	Coordinates = "coordinates"
	Password    = "password" // also PIN
	Booking     = "booking"  // booking, reservation or confirmation code
	Order       = "order"    // order or parcel number
	Account     = "account"  // customer, account, contract, policy or member number
	Passport    = "passport"
	License     = "driver_license"
	Vehicle     = "vehicle"     // registration plate
	Health      = "health"      // patient or health insurance number
	Identity    = "national_id" // identity card or number of a country that has no scheme here
	BirthDate   = "birth_date"
	Name        = "name"
	Address     = "address"
	OwnNumber   = "own" // by a pattern of the company's own
)

// Types lists all types that Find can give, the most telling first.
func Types() []string {
	list := []string{Password, Email, IBAN, Card, Booking, Order, Account, Phone, IP, MAC, Crypto, Coordinates, Passport, License, Vehicle, Health, Identity, BirthDate, Name, Address, OwnNumber}
	for _, s := range allSchemes() {
		if !slices.Contains(list, s.kind) {
			list = append(list, s.kind)
		}
	}
	return list
}

// Find finds private data. Phone numbers in a national form are taken from any of
// the larger numbering plans; see [FindIn] where the country is known.
func Find(text string) []desk.Finding { return FindIn(text, "") }

// FindIn is Find for a text whose author is likely to write phone numbers as in a
// region (ISO 3166-1 alpha-2, "DE"); "" if unknown.
func FindIn(text, region string) []desk.Finding {
	folded, back := fold(text)
	found := findIn(folded, region)
	if back != nil {
		for i := range found {
			s := &found[i].Span
			s.Start, s.End = back[s.Start], back[s.End]
		}
	}
	return found
}

func findIn(text, region string) []desk.Finding {
	f := finder{text: text, low: strings.ToLower(text), links: links(text)}
	secrets, references := announced(text)
	f.take(secrets)
	f.emails()
	f.spelledEmails()
	f.beside()
	digits := strings.ContainsAny(text, "0123456789") // few texts have any, and little is private without
	var list []match
	if digits {
		f.ibans()
		f.cards()
		f.devices()
		list = f.numbers()
		f.addNumbers(list, sure)
		f.vagueCards()
	}
	f.take(references)
	if digits {
		f.chatLinks()
		f.phones(region)
		f.disguised()
	}
	f.spoken()
	if digits || strings.Contains(text, "::") {
		f.addresses()
	}
	f.addNumbers(list, unsure)
	order.By(f.found, func(a, b desk.Finding) int { return a.Span.Start - b.Span.Start })
	return f.found
}

// A finder gathers findings. Whoever adds first keeps the place, so the surest kinds
// look first.
type finder struct {
	text  string
	low   string // in small letters; of another length where a capital has another one
	links []desk.Span
	found []desk.Finding
	vague []desk.Span // numbers that may be cards
	taken []bool      // bytes of the text that lie in a finding; nil while there is none
}

func (f *finder) take(list []desk.Finding) {
	for _, x := range list {
		f.add(x.Type, x.Span.Start, x.Span.End)
	}
}

// add adds a finding unless its place is taken, and tells whether it did.
func (f *finder) add(kind string, start, end int) bool {
	if !f.free(start, end) {
		return false
	}
	if f.taken == nil {
		f.taken = make([]bool, len(f.text))
	}
	for i := start; i < end; i++ {
		f.taken[i] = true
	}
	f.found = append(f.found, desk.Finding{Type: kind, Span: desk.Span{Start: start, End: end}})
	return true
}

func (f *finder) free(start, end int) bool {
	return f.taken == nil || !slices.Contains(f.taken[start:end], true)
}

// inLink reports whether a place lies in a link, where digits are seldom a person's.
func (f *finder) inLink(at int) bool {
	_, ok := slices.BinarySearchFunc(f.links, at, func(s desk.Span, at int) int {
		switch {
		case at < s.Start:
			return 1
		case at >= s.End:
			return -1
		}
		return 0
	})
	return ok
}

// links finds where links stand: from the scheme or www to the next white space.
func links(text string) []desk.Span {
	var list []desk.Span
	for from := 0; from < len(text); {
		at := strings.Index(text[from:], "://")
		if www := strings.Index(text[from:], "www."); www >= 0 && (at < 0 || www < at) {
			at = www
		}
		if at < 0 {
			break
		}
		start, end := from+at, from+at
		for start > from && isLetter(text[start-1]) {
			start--
		}
		for end < len(text) && text[end] > ' ' {
			end++
		}
		list = append(list, desk.Span{Start: start, End: end})
		from = end
	}
	return list
}

func isDigit(b byte) bool  { return '0' <= b && b <= '9' }
func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// isWord is true of bytes that continue a word: letters, digits, anything not ASCII.
func isWord(b byte) bool { return isDigit(b) || isLetter(b) || b >= 0x80 }
