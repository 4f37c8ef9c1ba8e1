package privacy

import (
	"crypto/sha256"
	"math/big"
	"strings"
)

// devices finds MAC addresses, wallets of crypto currencies and coordinates.
func (f *finder) devices() {
	for at := 0; at < len(f.text); at++ {
		if !isDigit(f.text[at]) && !isLetter(f.text[at]) || at > 0 && isWord(f.text[at-1]) {
			continue
		}
		inside := at > 1 && strings.IndexByte(":-.", f.text[at-1]) >= 0 && isDigit(f.text[at-2])
		end := at
		for end < len(f.text) && (isDigit(f.text[end]) || isLetter(f.text[end])) {
			end++
		}
		if n := macLength(f.text[at:]); n > 0 && !inside && (at+n == len(f.text) || !isWord(f.text[at+n]) && strings.IndexByte(":-.", f.text[at+n]) < 0) {
			f.add(MAC, at, at+n)
		} else if n := end - at; n >= 26 && n <= 90 && wallet(f.text[at:end]) {
			f.add(Crypto, at, end)
		} else if n := end - at; n == 13 && parcel(f.text[at:end]) {
			f.add(Order, at, end)
		} else if n := coordinates(f.text[at:]); n > 0 && !f.inLink(at) {
			if at > 0 && f.text[at-1] == '-' {
				at--
				n++
			}
			f.add(Coordinates, at, at+n)
		}
		at = max(at, end-1)
	}
}

// macLength is the length of the MAC address (EUI-48) at the head of a text, in one of
// the three ways of writing it; 0 for none, and for those that belong to nobody.
func macLength(t string) int {
	for _, form := range []struct {
		size, groups int
		sep          string
	}{{2, 6, ":-"}, {4, 3, "."}} {
		n := form.size*form.groups + form.groups - 1
		if len(t) < n || strings.IndexByte(form.sep, t[form.size]) < 0 {
			continue
		}
		digits, ok := "", true
		for i := range n {
			if i%(form.size+1) == form.size {
				ok = ok && t[i] == t[form.size]
			} else {
				ok = ok && isHex(t[i])
				digits += string(t[i])
			}
		}
		if ok && strings.Trim(digits, "0") != "" && strings.Trim(digits, "fF") != "" {
			return n
		}
	}
	return 0
}

// parcel reports whether a word is the number of a letter or parcel between countries
// (UPU S10): two letters, eight digits and one that checks them, a country.
func parcel(s string) bool {
	for i := range len(s) {
		if (i < 2 || i > 10) != ('A' <= s[i] && s[i] <= 'Z') || (i >= 2 && i <= 10) != isDigit(s[i]) {
			return false
		}
	}
	check := 11 - weighted(s[2:10], 8, 6, 4, 2, 3, 5, 9, 7)%11
	switch check {
	case 10:
		check = 0
	case 11:
		check = 5
	}
	return digit(s, 10) == check
}

// wallet reports whether a word is the address of a wallet: Bitcoin and its kin in
// Base58Check, Bech32 (BIP 173) and Bech32m (BIP 350), Ethereum by its form.
func wallet(s string) bool {
	switch {
	case strings.HasPrefix(s, "0x"):
		return len(s) == 42 && strings.Trim(strings.ToLower(s[2:]), "0123456789abcdef") == "" && strings.ContainsAny(s[2:], "123456789")
	case strings.HasPrefix(strings.ToLower(s), "bc1"), strings.HasPrefix(strings.ToLower(s), "ltc1"):
		return bech32(s)
	case len(s) <= 35:
		return base58(s)
	}
	return false
}

func base58(s string) bool {
	const signs = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	n := new(big.Int)
	for i := range len(s) {
		at := strings.IndexByte(signs, s[i])
		if at < 0 {
			return false
		}
		n.Add(n.Mul(n, big.NewInt(58)), big.NewInt(int64(at)))
	}
	var raw [25]byte
	if n.BitLen() > len(raw)*8 {
		return false
	}
	n.FillBytes(raw[:])
	first := sha256.Sum256(raw[:21])
	second := sha256.Sum256(first[:])
	return string(second[:4]) == string(raw[21:]) && strings.IndexByte("\x00\x05\x1e\x16\x30\x32", raw[0]) >= 0
}

func bech32(s string) bool {
	const signs = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	low := strings.ToLower(s)
	if s != low && s != strings.ToUpper(s) {
		return false
	}
	at := strings.LastIndexByte(low, '1')
	sum := uint32(1)
	step := func(v uint32) {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ v
		for i, g := range [...]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	for i := range at {
		step(uint32(low[i] >> 5))
	}
	step(0)
	for i := range at {
		step(uint32(low[i] & 31))
	}
	for i := at + 1; i < len(low); i++ {
		v := strings.IndexByte(signs, low[i])
		if v < 0 {
			return false
		}
		step(uint32(v))
	}
	return sum == 1 || sum == 0x2bc830a3
}

// coordinates is the length of a latitude and longitude at the head of a text, with at
// least four decimals each: closer than a street. 0 for none.
func coordinates(t string) int {
	lat, n := decimal(t, 90)
	if n == 0 {
		return 0
	}
	n += hemisphere(t[n:], "NS")
	rest := strings.TrimLeft(t[n:], " ")
	if strings.HasPrefix(rest, ",") || strings.HasPrefix(rest, ";") {
		rest = strings.TrimLeft(rest[1:], " ")
	} else if len(rest) == len(t)-n {
		return 0
	}
	at := len(t) - len(rest)
	if strings.HasPrefix(rest, "-") {
		at++
	}
	long, m := decimal(t[at:], 180)
	if m == 0 || lat == 0 && long == 0 {
		return 0
	}
	return at + m + hemisphere(t[at+m:], "EW")
}

// hemisphere is the length of "° N" and the like at the head of a text.
func hemisphere(t, letters string) int {
	rest := strings.TrimLeft(strings.TrimPrefix(strings.TrimLeft(t, " "), "°"), " ")
	if rest == "" || strings.IndexByte(letters, rest[0]) < 0 || len(rest) > 1 && isWord(rest[1]) {
		return 0
	}
	return len(t) - len(rest) + 1
}

// decimal reads a number with four or more decimals, at most so large in its whole part.
func decimal(t string, most int) (whole, n int) {
	for n < len(t) && n < 4 && isDigit(t[n]) {
		whole = 10*whole + digit(t, n)
		n++
	}
	if n == 0 || n > 3 || whole > most || n == len(t) || t[n] != '.' {
		return 0, 0
	}
	from := n + 1
	for n = from; n < len(t) && isDigit(t[n]); n++ {
	}
	if n-from < 4 || n-from > 15 {
		return 0, 0
	}
	return whole + 1, n
}
