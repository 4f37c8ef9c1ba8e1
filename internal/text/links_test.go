package text

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// linkPieces are what links are made of, and what ends them.
var linkPieces = strings.Split("a|b|co|com|COM|de|museum|travelersinsurance|xn--a|xn--p1ai|xn--90ais|XN--90ais|xn--|xn--vermgensberatung-pwb|www|WWW|1|42|a1|é|ñandú|日本|한국|中国|онлайн|VERMÖGENSBERATER|u\u212a|\u0130t|"+
	"http|https|HTTPS|httpſ|ftp|t.co|T.CO|a.com|a.co.uk|a_b.com|a-b.com|-a.com|a-.com|example.com|"+strings.Repeat("x", 62)+"|"+strings.Repeat("y", 300)+"|.|.|.|.|..|:|:|://|://|://|/|/|//|?|?|#|@|$|-|--|_|__|+|=|&|%|~|*|!|;|,|'|(|(|)|)|()|[|]|||"+
	"＠|＃|\ufeff|\ufffe|\uffff|\ufffd|\u200e|\u202e|\u180e|\u3000|。|–|ж|й|\u0301|×|÷|ʻ|ɓ|\xff|\xc3|\x00| | | |\n|\t|:80|:8080/|/a/b?q=1#top|/(a(b)c)|/(a|/b.|😂", "|")

func linkText(r *rand.Rand) string {
	some := linkPieces
	if r.IntN(2) == 0 { // many of the same
		some = make([]string, 2+r.IntN(6))
		for i := range some {
			some[i] = linkPieces[r.IntN(len(linkPieces))]
		}
	}
	var b strings.Builder
	for range 1 + r.IntN(30) {
		b.WriteString(some[r.IntN(len(some))])
	}
	return b.String()
}

// TestLinksPlainly: what is fast finds the links that the plain rules find.
func TestLinksPlainly(t *testing.T) {
	t.Parallel()
	n := 200_000
	if testing.Short() {
		n /= 10
	}
	r := rand.New(rand.NewPCG(3, 4))
	found := 0
	for range n {
		s := linkText(r)
		got := links(s)
		found += len(got)
		if diff := cmp.Diff(plainLinks(s), got); diff != "" {
			t.Fatalf("%q (-plain +fast)\n%s", s, diff)
		}
	}
	if found < n/10 {
		t.Errorf("%d links in %d texts prove little", found, n)
	}
}

func FuzzLinks(f *testing.F) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 50 {
		f.Add(linkText(r))
	}
	f.Fuzz(func(t *testing.T, s string) {
		if diff := cmp.Diff(plainLinks(s), links(s)); diff != "" {
			t.Fatalf("%q (-plain +fast)\n%s", s, diff)
		}
	})
}

// TestLinkBytes: the table says what the plain rules say.
func TestLinkBytes(t *testing.T) {
	t.Parallel()
	for c := range 256 {
		b := byte(c)
		ascii := c < 0x80
		in := func(set string) bool { return ascii && strings.IndexByte(set, b) >= 0 }
		var want uint8
		for bit, has := range map[uint8]bool{
			ofWord: ascii && isHostByte(b) && b != '-', ofLabel: ascii && plainIsHostRune(rune(c)), ofBare: ascii && plainIsBareRune(rune(c)),
			notAfterTop: in("@+-"), ofPath: ascii && plainIsPathRune(rune(c)), endsPath: ascii && plainIsPathEnd(rune(c)),
			ofQuery: ascii && isNameByte(b) || in("-&=#/!?*'@();:+$%[].,~|"), endsQuery: ascii && isNameByte(b) || in("-&=#/"),
		} {
			if has {
				want |= bit
			}
		}
		if got := linkBytes[c]; got != want {
			t.Errorf("%q: %#x, want %#x", rune(c), got, want)
		}
	}
}
