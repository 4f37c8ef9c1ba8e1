package privacy

import "strings"

// nhs: a patient in England and Wales.
func nhs(s string) bool {
	n := 11 - weighted(s, 10, 9, 8, 7, 6, 5, 4, 3, 2)%11
	return n%11 == digit(s, 9) && n != 10 && !alike(s)
}

// nino: national insurance in the United Kingdom: prefixes that HMRC does not use, and a
// suffix of A to D.
func nino(s string) bool {
	return strings.IndexByte("DFIQUV", s[0]) < 0 && strings.IndexByte("DFIQUVO", s[1]) < 0 &&
		!strings.Contains("BG GB KN NK NT TN ZZ", s[:2]) && s[8] <= 'D'
}

// drivingUK: name, date of birth in another order, initials and check signs, as DVLA has it.
func drivingUK(s string) bool {
	month := number2(s, 6) % 50
	return month >= 1 && month <= 12 && digits(s[5:11]) && number2(s, 8) >= 1 && number2(s, 8) <= 31 && !digits(s[:1])
}

// nif: a person in Spain: the number modulo 23 tells the letter.
func nif(s string) bool {
	n := len(s) - 1
	return "TRWAGMYFPDXBNJZSQVHLCKE"[value(s[:n])%23] == s[n]
}

// nie: a foreigner in Spain.
func nie(s string) bool {
	lead := strings.IndexByte("XYZ", s[0])
	return lead >= 0 && nif(string(rune('0'+lead))+s[1:])
}

// fiscalCode: a person in Italy: the months have letters, women are born 40 days later.
// That tells enough; the check letter is left out, so that a slip of the pen is masked too.
func fiscalCode(s string) bool {
	d := digit(s, 9)*10 + digit(s, 10)
	return strings.IndexByte("ABCDEHLMPRST", s[8]) >= 0 && (d >= 1 && d <= 31 || d >= 41 && d <= 71)
}

// vatIT: Luhn, and the province that gave the number out.
func vatIT(s string) bool {
	office := value(s[7:10])
	return luhn(s) && s[:7] != "0000000" && (office >= 1 && office <= 100 || office == 120 || office == 121 || office == 888 || office == 999)
}

// vatITLong is vatIT with its country.
func vatITLong(s string) bool { return s[:2] == "IT" && vatIT(s[2:]) }

// pesel: a person in Poland: the century is in the month.
func pesel(s string) bool {
	return day(number2(s, 0), number2(s, 2)%20, number2(s, 4)) && (weighted(s, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3)+digit(s, 10))%10 == 0
}

func nip(s string) bool {
	return weighted(s, 6, 5, 7, 2, 3, 4, 5, 6, 7)%11 == digit(s, 9) && !alike(s)
}

// taxDE: the tax identifier of a person in Germany, ISO 7064 and no digit more than three
// times.
func taxDE(s string) bool {
	for c := range 10 {
		if strings.Count(s[:10], string(rune('0'+c))) > 3 {
			return false
		}
	}
	return s[0] != '0' && iso11(s)
}

func vatDE(s string) bool { return s[:2] == "DE" && s[2] != '0' && iso11(s[2:]) }

// passportDE and cardDE have letters that look like no digit, and tell themselves apart
// by the first.
func passportDE(s string) bool { return strings.IndexByte("CFGHJK", s[0]) >= 0 && documentDE(s) }
func cardDE(s string) bool     { return strings.IndexByte("LMNPRTVWXYZ", s[0]) >= 0 && documentDE(s) }

func documentDE(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) && strings.IndexByte("CFGHJKLMNPRTVWXYZ", s[i]) < 0 {
			return false
		}
	}
	return icao(s)
}

// pensionDE: area, date of birth, letter of the name, serial; the letter counts as two
// digits and the sums of digits are added up.
func pensionDE(s string) bool {
	n := int(s[8]-'A') + 1
	all := s[:8] + string(rune('0'+n/10)) + string(rune('0'+n%10)) + s[9:]
	sum := 0
	for i, w := range [...]int{2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1} {
		p := w * digit(all, i)
		sum += p/10 + p%10
	}
	return sum%10 == digit(s, 11) && number2(s, 2)%50 <= 31 && number2(s, 4) <= 12
}

// healthDE: the lasting part of a health insurance number.
func healthDE(s string) bool {
	n := int(s[0]-'A') + 1
	all := string(rune('0'+n/10)) + string(rune('0'+n%10)) + s[1:]
	sum := 0
	for i := range 10 {
		p := (1 + i%2) * digit(all, i)
		sum += p/10 + p%10
	}
	return sum%10 == digit(s, 9) && !alike(s[1:])
}

// doctorDE: a physician in Germany; the last two digits tell the trade.
func doctorDE(s string) bool {
	return (10-weighted(s, 4, 9, 4, 9, 4, 9)%10)%10 == digit(s, 6) && !alike(s[:7]) && s[0] != '0'
}

// nir: a person in France: sex, year, month, department (Corsica has letters), key of 97.
func nir(s string) bool {
	body := strings.Replace(strings.Replace(s[:13], "2A", "19", 1), "2B", "18", 1)
	month := number2(s, 3)
	return digits(body) && strings.IndexByte("123478", s[0]) >= 0 && (month >= 1 && month <= 12 || month >= 20) && 97-value(body)%97 == number2(s, 13)
}

func bsn(s string) bool {
	return (weighted(s, 9, 8, 7, 6, 5, 4, 3, 2)-digit(s, 8))%11 == 0 && !alike(s)
}

func nifPT(s string) bool {
	return strings.IndexByte("1235689", s[0]) >= 0 && eleven(weighted(s, 9, 8, 7, 6, 5, 4, 3, 2)) == digit(s, 8) && !alike(s)
}

// hetu: a person in Finland: the sign tells the century, the number modulo 31 the last.
func hetu(s string) bool {
	if strings.IndexByte("ABCDEFUVWXY", s[6]) < 0 {
		return false
	}
	return hetuOf(s[:6], s[7:])
}

// hetuShort is hetu written with a hyphen or plus, which groups leave out.
func hetuShort(s string) bool { return hetuOf(s[:6], s[6:]) }

func hetuOf(date, rest string) bool {
	return day(number2(date, 4), number2(date, 2), number2(date, 0)) && value(rest[:3]) >= 2 &&
		"0123456789ABCDEFHJKLMNPRSTUVWXY"[value(date+rest[:3])%31] == rest[3]
}

// personSE and companySE are Luhn over ten digits; a person's begin with a date, of which
// a day above 60 is a number of those not registered.
func personSE(s string) bool {
	s = s[len(s)-10:]
	return day(number2(s, 0), number2(s, 2), number2(s, 4)%60) && luhn(s)
}

func personSELong(s string) bool {
	return (s[:2] == "19" || s[:2] == "20") && day(value(s[:4]), number2(s, 4), number2(s, 6)%60) && luhn(s[2:])
}

func companySE(s string) bool { return s[2] >= '2' && s[0] != '0' && luhn(s) && !alike(s) }

// personNO: a date and two check digits.
func personNO(s string) bool {
	return day(number2(s, 4), number2(s, 2)%40, number2(s, 0)%40) && weighted(s, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1)%11 == 0 &&
		weighted(s, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0
}

func personDK(s string) bool { return day(number2(s, 4), number2(s, 2), number2(s, 0)) && !alike(s) }

func personBE(s string) bool {
	key, n := number2(s, 9), value(s[:9])
	month := number2(s, 2) % 20
	return month <= 12 && number2(s, 4) <= 31 && (97-n%97 == key || 97-(2000000000+n)%97 == key)
}

// ahv: a person in Switzerland; check digit as on goods (EAN-13).
func ahv(s string) bool { return s[:3] == "756" && ean(s) }

func ean(s string) bool {
	return (10-weighted(s, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3)%10)%10 == digit(s, 12)
}

func personAT(s string) bool {
	return weighted(s, 3, 7, 9, 0, 5, 8, 4, 2, 1, 6)%11 == digit(s, 3) && day(number2(s, 8), number2(s, 6), number2(s, 4)) && s[0] != '0'
}

func pps(s string) bool {
	sum := weighted(s, 8, 7, 6, 5, 4, 3, 2)
	if len(s) == 9 && s[8] != 'W' {
		sum += 9 * (int(s[8]-'A') + 1)
	}
	return "WABCDEFGHIJKLMNOPQRSTUV"[sum%23] == s[7]
}

// personCZ: a date, in which women are born 50 months later, and a multiple of 11; until 1985 a
// rest of ten was written as nought.
func personCZ(s string) bool {
	return day(number2(s, 0), number2(s, 2)%50%20, number2(s, 4)) && (value(s)%11 == 0 || value(s[:9])%11 == 10 && s[9] == '0' && number2(s, 0) < 86)
}

func personRO(s string) bool {
	n := weighted(s, 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9) % 11
	county := number2(s, 7)
	return s[0] != '0' && day(number2(s, 1), number2(s, 3), number2(s, 5)) && county >= 1 && county <= 52 && n%10+n/10 == digit(s, 12)
}

func personBG(s string) bool {
	return day(number2(s, 0), number2(s, 2)%20, number2(s, 4)) && weighted(s, 2, 4, 8, 5, 10, 9, 7, 3, 6)%11%10 == digit(s, 9)
}

// jmbg: a person in the states that were Yugoslavia.
func jmbg(s string) bool {
	return day(number2(s, 5), number2(s, 2), number2(s, 0)) && strings.IndexByte("09", s[4]) >= 0 &&
		eleven(weighted(s, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) == digit(s, 12)
}

// personBaltic: a person in Estonia or Lithuania.
func personBaltic(s string) bool {
	n := weighted(s, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1) % 11
	if n == 10 {
		n = weighted(s, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3) % 11 % 10
	}
	return s[0] >= '1' && s[0] <= '6' && day(number2(s, 1), number2(s, 3), number2(s, 5)) && n == digit(s, 10)
}

func amka(s string) bool { return day(number2(s, 4), number2(s, 2), number2(s, 0)) && luhn(s) }

// personTR: two check digits over eleven.
func personTR(s string) bool {
	odd := digit(s, 0) + digit(s, 2) + digit(s, 4) + digit(s, 6) + digit(s, 8)
	even := digit(s, 1) + digit(s, 3) + digit(s, 5) + digit(s, 7)
	return s[0] != '0' && ((odd*7-even)%10+10)%10 == digit(s, 9) && (odd+even+digit(s, 9))%10 == digit(s, 10)
}

// snils: pension insurance in Russia.
func snils(s string) bool {
	n := weighted(s, 9, 8, 7, 6, 5, 4, 3, 2, 1) % 101 % 100
	return n == number2(s, 9) && !alike(s)
}

// inn: a person's tax number in Russia.
func inn(s string) bool {
	return weighted(s, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)%11%10 == digit(s, 10) && weighted(s, 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)%11%10 == digit(s, 11) && !alike(s)
}

// personIS: a person or firm in Iceland; the last digit is the century.
func personIS(s string) bool {
	return eleven(weighted(s, 3, 2, 7, 6, 5, 4, 3, 2)) == digit(s, 8) && weighted(s, 3, 2, 7, 6, 5, 4, 3, 2)%11 != 1 && strings.IndexByte("890", s[9]) >= 0 &&
		day(number2(s, 4), number2(s, 2), number2(s, 0)%40)
}

// personLV: a person in Latvia whose number holds the date of birth.
func personLV(s string) bool {
	return !alike(s) && day(number2(s, 4), number2(s, 2), number2(s, 0)) && digit(s, 6) <= 2 && (1101-weighted(s, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2))%11 == digit(s, 10)
}

// tajHU: social insurance in Hungary.
func tajHU(s string) bool { return weighted(s, 3, 7, 3, 7, 3, 7, 3, 7)%10 == digit(s, 8) && !alike(s) }

// taxUA: a person's tax number in Ukraine.
func taxUA(s string) bool {
	n := weighted(s, -1, 5, 7, 9, 4, 6, 10, 5, 7) % 11
	return (n+11)%11%10 == digit(s, 9) && !alike(s)
}

// vatAT: a firm in Austria.
func vatAT(s string) bool {
	sum := 0
	for i := 3; i < 10; i++ {
		p := digit(s, i) * (1 + (i+1)%2)
		sum += p/10 + p%10
	}
	return s[:3] == "ATU" && (96-sum)%10 == digit(s, 10)
}

// companyCH: a firm in Switzerland.
func companyCH(s string) bool {
	return s[:3] == "CHE" && (11-weighted(s[3:], 5, 4, 3, 2, 7, 6, 5, 4)%11)%11 == digit(s, 11)
}
