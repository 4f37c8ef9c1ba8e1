package privacy

import (
	"strings"
	"unicode/utf8"

	"heed/internal/desk"
)

const dots = "••••"

// Mask replaces the findings in a text by marks that say what was there and no more:
// a card keeps its last four digits, an IBAN also its country, a phone number its last
// two, a long reference its last two signs; a password leaves not even its length.
// Findings that lie outside the text or overlap an earlier one are passed over.
func Mask(text string, findings []desk.Finding) string {
	if len(findings) == 0 {
		return text
	}
	var b strings.Builder
	at := 0
	for _, f := range findings {
		s := f.Span
		if s.Start < at || s.End > len(text) || s.Start >= s.End {
			continue
		}
		b.WriteString(text[at:s.Start])
		b.WriteString(mark(f.Type, text[s.Start:s.End]))
		at = s.End
	}
	b.WriteString(text[at:])
	return b.String()
}

func mark(kind, found string) string {
	switch kind {
	case Email:
		return dots + "@" + dots
	case Card:
		return dots + " " + dots + " " + dots + " " + tail(found, 4)
	case IBAN:
		if len(found) < 15 {
			return dots
		}
		return strings.ToUpper(found[:2]) + "•• " + dots + " " + dots + " " + tail(found, 4)
	case Phone:
		if strings.HasPrefix(found, "+") {
			return "+" + dots + dots + tail(found, 2)
		}
		return dots + dots + tail(found, 2)
	case Booking, Order, Account, OwnNumber:
		if len(found) >= 6 {
			return dots + tail(found, 2)
		}
	case Password:
		return dots + dots
	}
	return dots
}

// tail gives the last n letters or digits.
func tail(s string, n int) string {
	out := ""
	for len(s) > 0 && n > 0 {
		r, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
		if r < 0x80 && !isWord(byte(r)) {
			continue
		}
		out = string(r) + out
		n--
	}
	return out
}
