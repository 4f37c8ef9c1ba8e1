package privacy

import "strings"

// ssn: the Social Security Administration gives out no area 000, 666 or 900 and above, no
// group 00 and no serial 0000; some numbers were printed in advertisements.
func ssn(s string) bool {
	return s[:3] != "000" && s[:3] != "666" && s[0] != '9' && s[3:5] != "00" && s[5:] != "0000" &&
		s != "078051120" && s != "219099999" && !running(s) && !alike(s)
}

// itin: the taxpayer number of those without one for social security, by its fourth and
// fifth digit.
func itin(s string) bool {
	n := number2(s, 3)
	return s[0] == '9' && (n >= 50 && n <= 65 || n >= 70 && n <= 88 || n >= 90 && n <= 92 || n >= 94)
}

// npi: a provider of health care in the United States; Luhn with the prefix of health
// numbers (80840) before it.
func npi(s string) bool { return (s[0] == '1' || s[0] == '2') && luhn("80840"+s) && !alike(s[1:]) }

// routing: a bank of the United States by ABA's number.
func routing(s string) bool {
	n := number2(s, 0)
	return (n <= 12 || n >= 21 && n <= 32 || n >= 61 && n <= 72 || n == 80) && weighted(s, 3, 7, 1, 3, 7, 1, 3, 7, 1)%10 == 0 && !alike(s)
}

// mbi: a Medicare beneficiary; the place tells letter or digit, and no letter looks like
// a digit.
func mbi(s string) bool {
	return s[0] != '0' && !strings.ContainsAny(s, "SLOIBZ")
}

// dea: who may prescribe in the United States; the second sign is the first letter of the
// name, or 9 for a business.
func dea(s string) bool {
	d := s[2:]
	return strings.IndexByte("ABCDEFGHJKLMPRSTUX", s[0]) >= 0 && (s[1] == '9' || !isDigit(s[1])) && (weighted(d, 1, 0, 1, 0, 1, 0)+2*weighted(d, 0, 1, 0, 1, 0, 1))%10 == digit(d, 6) && !alike(d)
}

// sin: social insurance in Canada; nobody has a number that begins with 0 or 8.
func sin(s string) bool { return s[0] != '0' && s[0] != '8' && luhn(s) && !alike(s) }

// cpf: a person's tax number in Brazil, two check digits by 11.
func cpf(s string) bool {
	return !alike(s) && eleven(weighted(s, 10, 9, 8, 7, 6, 5, 4, 3, 2)) == digit(s, 9) &&
		eleven(weighted(s, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)) == digit(s, 10)
}

// cnpj: a company's tax number in Brazil.
func cnpj(s string) bool {
	return !alike(s) && eleven(weighted(s, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)) == digit(s, 12) &&
		eleven(weighted(s, 6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)) == digit(s, 13)
}

// eleven is the check digit that completes a sum to a multiple of 11, 0 for what has two
// digits.
func eleven(sum int) int {
	if n := 11 - sum%11; n < 10 {
		return n
	}
	return 0
}

// curp: a person in Mexico: letters of the names, date of birth, sex, state.
func curp(s string) bool {
	return digits(s[4:10]) && day(number2(s, 4), number2(s, 6), number2(s, 8)) && strings.IndexByte("HMX", s[10]) >= 0
}

// rfc: a person's tax number in Mexico.
func rfc(s string) bool { return day(number2(s, 4), number2(s, 6), number2(s, 8)) }

// cuit: a tax number in Argentina, by the kind that its first two digits tell.
func cuit(s string) bool {
	n := (11 - weighted(s, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)%11) % 11
	return strings.Contains("20 23 24 27 30 33 34", s[:2]) && n == digit(s, 10)
}

// rut: a person or company in Chile.
func rut(s string) bool {
	sum, n := 0, len(s)-1
	for i := range n {
		sum += digit(s, n-1-i) * (2 + i%6)
	}
	return !alike(s[:n]) && "0123456789K"[(11-sum%11)%11] == s[n]
}

// rucPE: a taxpayer in Peru: who it is, number, check digit.
func rucPE(s string) bool {
	n := (11 - weighted(s, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)%11) % 10
	return strings.Contains("10 15 16 17 20", s[:2]) && n == digit(s, 10)
}

// personEC: a person in Ecuador: the province, and Luhn.
func personEC(s string) bool {
	return (number2(s, 0) >= 1 && number2(s, 0) <= 24 || number2(s, 0) == 30) && digit(s, 2) < 6 && luhn(s)
}

// personUY: a person in Uruguay.
func personUY(s string) bool {
	return (10-weighted(s, 2, 9, 8, 7, 6, 3, 4)%10)%10 == digit(s, 7) && !alike(s)
}

// nitCO: a taxpayer in Colombia.
func nitCO(s string) bool {
	n := weighted(s, 41, 37, 29, 23, 19, 17, 13, 7, 3) % 11
	return (n < 2 && n == digit(s, 9) || n >= 2 && 11-n == digit(s, 9)) && !alike(s)
}
