package privacy

import "strings"

// abn: a business in Australia: one less in the first digit, then a multiple of 89.
func abn(s string) bool {
	return s[0] != '0' && (weighted(s, 10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)-10)%89 == 0
}

func acn(s string) bool {
	return (10-weighted(s, 8, 7, 6, 5, 4, 3, 2, 1)%10)%10 == digit(s, 8) && !alike(s)
}

func tfn(s string) bool { return weighted(s, 1, 4, 3, 7, 5, 8, 6, 9, 10)%11 == 0 && !alike(s) }

func medicareAU(s string) bool {
	return s[0] >= '2' && s[0] <= '6' && weighted(s, 1, 3, 7, 9, 1, 3, 7, 9)%10 == digit(s, 8) && s[9] != '0'
}

// aadhaar: a person in India: Verhoeff, and the same from both ends is not given out.
func aadhaar(s string) bool {
	for i := range len(s) / 2 {
		if s[i] != s[len(s)-1-i] {
			return s[0] >= '2' && verhoeff(s)
		}
	}
	return false
}

// pan: a taxpayer in India; the fourth letter tells the kind.
func pan(s string) bool { return strings.IndexByte("PCHFATBLJG", s[3]) >= 0 }

// gstin: a business in India: state, taxpayer, check sign by 36.
func gstin(s string) bool {
	const signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	sum := 0
	for i := range 14 {
		p := strings.IndexByte(signs, s[i]) * (1 + i%2)
		sum += p/36 + p%36
	}
	return number2(s, 0) >= 1 && number2(s, 0) <= 38 && s[13] == 'Z' && signs[(36-sum%36)%36] == s[14]
}

// nric: a citizen (S, T) or foreigner (F, G, M) in Singapore.
func nric(s string) bool {
	sum := weighted(s[1:], 2, 7, 6, 5, 4, 3, 2)
	switch s[0] {
	case 'S':
		return "JZIHGFEDCBA"[sum%11] == s[8]
	case 'T':
		return "JZIHGFEDCBA"[(sum+4)%11] == s[8]
	case 'F':
		return "XWUTRQPNMLK"[sum%11] == s[8]
	case 'G':
		return "XWUTRQPNMLK"[(sum+4)%11] == s[8]
	case 'M':
		return "XWUTRQPNJLK"[(sum+3)%11] == s[8]
	}
	return false
}

// uenBusiness, uenCompany and uenOther: a company in Singapore, by ACRA's three forms.
func uenBusiness(s string) bool {
	return "XMKECAWLJDB"[weighted(s, 10, 4, 9, 3, 8, 2, 7, 1)%11] == s[8]
}

func uenCompany(s string) bool {
	year := value(s[:4])
	return year >= 1800 && year < 2100 && "ZKCMDNERGWH"[weighted(s, 10, 8, 6, 4, 9, 7, 5, 3, 1)%11] == s[9]
}

func uenOther(s string) bool {
	const signs = "ABCDEFGHJKLMNPQRSTUVWX0123456789"
	sum := 0
	for i, w := range [...]int{4, 3, 5, 3, 10, 2, 2, 5, 7} {
		at := strings.IndexByte(signs, s[i])
		if at < 0 {
			return false
		}
		sum += w * at
	}
	return strings.IndexByte("TSR", s[0]) >= 0 && signs[((sum-5)%11+11)%11] == s[9]
}

// rrn: a resident of Korea: a date and whether a man or woman of which century. Since 2020
// the rest is random, so it is not checked.
func rrn(s string) bool {
	return day(number2(s, 0), number2(s, 2), number2(s, 4)) && s[6] >= '1' && s[6] <= '4' && !alike(s)
}

// frn: a foreigner in Korea, with a check digit.
func frn(s string) bool {
	n := (11 - weighted(s, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)%11 + 2) % 10
	return day(number2(s, 0), number2(s, 2), number2(s, 4)) && s[6] >= '5' && s[6] <= '8' && n == digit(s, 12)
}

func brn(s string) bool {
	return (10-(weighted(s, 1, 3, 7, 1, 3, 7, 1, 3, 5)+digit(s, 8)*5/10)%10)%10 == digit(s, 9) && !alike(s) && s[0] != '0'
}

// driverKR: region, year, serial.
func driverKR(s string) bool { return number2(s, 0) >= 11 && number2(s, 0) <= 28 }

// personTH: province and check digit.
func personTH(s string) bool {
	area := number2(s, 1)
	known := area >= 10 && area <= 27 || area >= 30 && area <= 49 || area >= 50 && area <= 58 || area >= 60 && area <= 67 ||
		area >= 70 && area <= 77 || area >= 80 && area <= 86 || area >= 90 && area <= 96
	return s[0] >= '1' && s[0] <= '8' && known && !alike(s) && (11-weighted(s, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)%11)%10 == digit(s, 12)
}

// tinPH: a taxpayer in the Philippines; the branch follows.
func tinPH(s string) bool {
	return weighted(s, 9, 8, 7, 6, 5, 4, 3, 2)%11 == digit(s, 8) && !alike(s[:9])
}

// personZA: date, serial, citizenship, a digit that once meant race, Luhn.
func personZA(s string) bool {
	return day(number2(s, 0), number2(s, 2), number2(s, 4)) && s[10] <= '2' && luhn(s)
}

func personIL(s string) bool { return luhn(s) && !alike(s) }

func personKZ(s string) bool {
	n := weighted(s, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) % 11
	if n == 10 {
		n = weighted(s, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2) % 11
	}
	return day(number2(s, 0), number2(s, 2), number2(s, 4)) && s[6] <= '6' && n == digit(s, 11)
}

// personCN: region, date, serial, check sign by ISO 7064 mod 11-2.
func personCN(s string) bool {
	if !digits(s[:17]) {
		return false
	}
	n := weighted(s, 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2) % 11
	return s[0] != '0' && day(value(s[6:10]), number2(s, 10), number2(s, 12)) && "10X98765432"[n] == s[17]
}

// personTW: the first letter tells the county.
func personTW(s string) bool {
	n := strings.IndexByte("ABCDEFGHJKLMNPQRSTUVXYWZIO", s[0]) + 10
	return (s[1] == '1' || s[1] == '2') && (n/10+9*(n%10)+weighted(s[1:], 8, 7, 6, 5, 4, 3, 2, 1, 1))%10 == 0
}

func personJP(s string) bool {
	n := weighted(s, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11
	if n <= 1 {
		return digit(s, 11) == 0
	}
	return 11-n == digit(s, 11)
}

func digits(s string) bool { return onlyDigits(s) }

// irdNZ: a taxpayer in New Zealand; a second set of weights where the first gives ten.
func irdNZ(s string) bool {
	if len(s) == 8 {
		s = "0" + s
	}
	n := (11 - weighted(s, 3, 2, 7, 6, 5, 4, 3, 2)%11) % 11
	if n == 10 {
		n = (11 - weighted(s, 7, 4, 3, 2, 5, 2, 7, 6)%11) % 11
	}
	return n == digit(s, 8) && value(s) >= 10_000_000 && value(s) <= 150_000_000
}
