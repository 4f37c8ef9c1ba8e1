package privacy

// What the check digits of many numbers have in common. All want a string whose digits
// are where they read them.

func digit(s string, i int) int { return int(s[i] - '0') }

func number2(s string, i int) int { return 10*digit(s, i) + digit(s, i+1) }

// value reads digits as a number; at most 18 of them.
func value(s string) int {
	n := 0
	for i := range len(s) {
		n = 10*n + digit(s, i)
	}
	return n
}

// weighted sums the first digits with their weights.
func weighted(s string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += w * digit(s, i)
	}
	return sum
}

// alike is true of one digit over and over, which no office gives out.
func alike(s string) bool {
	for i := range len(s) {
		if s[i] != s[0] {
			return false
		}
	}
	return true
}

// running is true of digits that count up or down, as people type to try things out.
func running(s string) bool {
	up, down := true, true
	for i := 1; i < len(s); i++ {
		up = up && (digit(s, i-1)+1)%10 == digit(s, i)
		down = down && (digit(s, i)+1)%10 == digit(s, i-1)
	}
	return up || down
}

// day reports whether a date exists; without a century (year below 100) the 29th of
// February exists every four years.
func day(year, month, day int) bool {
	if month < 1 || month > 12 || day < 1 {
		return false
	}
	days := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && year%4 == 0 && (year < 100 || year%100 != 0 || year%400 == 0) {
		days = 29
	}
	return day <= days
}

// iso11 checks digits by ISO 7064 mod 11,10.
func iso11(s string) bool {
	p := 10
	for i := range len(s) - 1 {
		sum := (digit(s, i) + p) % 10
		if sum == 0 {
			sum = 10
		}
		p = 2 * sum % 11
	}
	return (p+digit(s, len(s)-1))%10 == 1
}

// verhoeff checks digits by Verhoeff's scheme on the dihedral group of ten.
func verhoeff(s string) bool {
	c := 0
	for i := range len(s) {
		n := digit(s, len(s)-1-i)
		for range i % 8 {
			n = int("1576283094"[n] - '0')
		}
		c = dihedral(c, n)
	}
	return c == 0
}

// dihedral multiplies in the group of the symmetries of a pentagon: 0 to 4 turn, 5 to 9
// turn and mirror.
func dihedral(a, b int) int {
	switch {
	case a < 5 && b < 5:
		return (a + b) % 5
	case a < 5:
		return 5 + (a+b-5)%5
	case b < 5:
		return 5 + (a-5-b+5)%5
	}
	return (a - b + 5) % 5
}

// icao checks the last digit by ICAO 9303: weights 7, 3, 1, letters from A = 10.
func icao(s string) bool {
	sum := 0
	for i := range len(s) - 1 {
		n := int(s[i]-'A') + 10
		if isDigit(s[i]) {
			n = digit(s, i)
		}
		sum += n * [...]int{7, 3, 1}[i%3]
	}
	return sum%10 == digit(s, len(s)-1)
}
