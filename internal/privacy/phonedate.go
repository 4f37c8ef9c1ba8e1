package privacy

import (
	"strings"
)

// looksLikeDate is true where the first three blocks are a day, a month and a year in
// any order, or, with years, two years stand side by side.
func looksLikeDate(text string, years bool) bool {
	var n [3]int
	var size [3]int
	i := 0
	for at := 0; at < len(text) && i < 3; at++ {
		if isDigit(text[at]) {
			n[i] = n[i]*10 + int(text[at]-'0')
			if size[i]++; size[i] > 4 {
				return compactDate(text)
			}
		} else if at > 0 && isDigit(text[at-1]) {
			i++
		}
	}
	if dateRange(text) {
		return true
	}
	year := func(i int) bool { return size[i] == 4 && n[i] >= 1900 && n[i] < 2100 }
	small := func(i, most int) bool { return size[i] > 0 && size[i] <= 2 && n[i] >= 1 && n[i] <= most }
	switch {
	case year(0) && (small(1, 12) && small(2, 31) || years && year(1)):
		return true
	case year(2) && (small(0, 31) && small(1, 12) || small(0, 12) && small(1, 31)):
		return true
	case size[2] == 2 && strings.ContainsAny(text, "/.") && small(0, 31) && small(1, 31) && len(text) <= 8:
		return true
	}
	return false
}

// dateRange is true of 05.12.-07.12.2026 and the like: two days of a year.
func dateRange(text string) bool {
	first, last, ok := strings.Cut(text, "-")
	from := strings.FieldsFunc(first, func(r rune) bool { return r == '.' || r == ' ' || r == '/' })
	to := strings.FieldsFunc(last, func(r rune) bool { return r == '.' || r == ' ' || r == '/' })
	if !ok || len(from) < 2 || len(from) > 3 || len(to) < 2 || len(to) > 3 || !strings.ContainsAny(first, "./") {
		return false
	}
	for _, part := range [][]string{from, to} {
		for _, n := range part {
			if !onlyDigits(n) {
				return false
			}
		}
		if len(part[0]) > 2 || len(part[1]) > 2 || !day(4, value(part[1]), value(part[0])) && !day(4, value(part[0]), value(part[1])) {
			return false
		}
	}
	return len(to) == 2 || len(to[2]) == 4 && (to[2][:2] == "19" || to[2][:2] == "20")
}

// compactDate is true of 20241231 and the like at the head.
func compactDate(text string) bool {
	if len(text) < 8 || digitsIn(text[:8]) != 8 || len(text) > 8 && isDigit(text[8]) {
		return false
	}
	return (text[:2] == "19" || text[:2] == "20") && text[4:6] <= "12" && text[6:8] <= "31"
}
