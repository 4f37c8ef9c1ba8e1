package privacy

import "strings"

// luhn checks a number's last digit by ISO/IEC 7812-1, annex B. It wants digits only.
func luhn(digits string) bool {
	sum, double := 0, false
	for i := len(digits) - 1; i >= 0; i-- {
		d := int(digits[i] - '0')
		if double {
			d *= 2
			if d > 9 {
				d -= 9
			}
		}
		sum += d
		double = !double
	}
	return len(digits) > 1 && sum%10 == 0
}

// mod97 checks an IBAN by ISO 7064 mod 97-10. It wants capitals and digits only.
func mod97(iban string) bool {
	if len(iban) < 5 {
		return false
	}
	rest := 0
	for _, part := range []string{iban[4:], iban[:4]} {
		for i := range len(part) {
			if c := part[i]; isDigit(c) {
				rest = (rest*10 + int(c-'0')) % 97
			} else {
				rest = (rest*100 + int(c-'A') + 10) % 97
			}
		}
	}
	return rest == 1
}

// ibanLength is how long a country's IBAN is, by the SWIFT IBAN registry; 0 where
// the country has none.
func ibanLength(country string) int {
	at := strings.Index(ibanLengths, country)
	if at < 0 || at%4 != 0 {
		return 0
	}
	return int(ibanLengths[at+2]-'0')*10 + int(ibanLengths[at+3]-'0')
}

// ibanLengths holds countries of two letters with lengths of two digits, side by side.
const ibanLengths = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28" +
	"EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30" +
	"KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29" +
	"PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30"

// issued reports whether a card number lies in an issuer's range (ISO/IEC 7812 issuer
// numbers as the networks publish them), and whether ranges of that length are so wide
// that any number would fit.
func issued(digits string) (ok, vague bool) {
	for _, r := range issuers {
		head := digits[:len(r.low)]
		if r.low <= head && head <= r.high && strings.Contains(r.lengths, lengthSign(len(digits))) {
			return true, r.vague
		}
	}
	return false, false
}

func lengthSign(n int) string { return string(rune('a' + n - 12)) } // a is 12 digits, e 16, h 19

var issuers = []struct {
	low, high string
	lengths   string
	vague     bool
}{
	{"34", "34", "d", false},        // American Express
	{"37", "37", "d", false},        // American Express
	{"300", "305", "c", false},      // Diners Club
	{"3095", "3095", "c", false},    // Diners Club
	{"36", "36", "c", false},        // Diners Club
	{"38", "39", "c", false},        // Diners Club
	{"3528", "3589", "efgh", false}, // JCB
	{"4", "4", "e", false},          // Visa
	{"4", "4", "bh", true},          // Visa, other lengths
	{"51", "55", "e", false},        // Mastercard
	{"2221", "2720", "e", false},    // Mastercard
	{"6011", "6011", "e", false},    // Discover
	{"644", "659", "e", false},      // Discover
	{"62", "62", "e", false},        // UnionPay
	{"62", "62", "fgh", true},       // UnionPay
	{"50", "50", "e", false},        // Maestro
	{"56", "69", "e", false},        // Maestro
	{"50", "50", "abcdfgh", true},   // Maestro, other lengths
	{"56", "69", "abcdfgh", true},   // Maestro, other lengths
	{"2131", "2131", "d", true},     // JCB
	{"1800", "1800", "d", true},     // JCB
	{"1", "1", "d", true},           // air travel cards
}
