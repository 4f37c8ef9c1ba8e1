package token

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// joinedPieces are words of ASCII, what joins them, and what of that is a domain name or a number.
var joinedPieces = strings.Split("a|b|S|s|l|ab|Acme|xyz|seventeenletters1|"+strings.Repeat("long", 20)+"|1|7|42|250|com|COM|de|co.uk|museum|www|www.com |WWW.de |a.com|acme.de|1.com|a1.com|com.1|a.b|a.b.c|a.b.|A.B.C.D.E.F.|1,250.50|1.2.3|7.5|x.1|"+
	"don't |Don’t |it's |it’s |acme's |I'm |l'avion |qu'il |tell'em |you're |5'11 |a1's |x'1 |customers’ |everyone's |government's |couldn't've |o'clock|sixteenth'letters |'s |t's|"+
	"&amp;|&#39;|&#;|&a1;|&abcdefghij;|&abcdefghijk;| https://t.co/"+strings.Repeat("x", 41)+"|<3|<b>|</b |`x` | https://a.com/b | https://a.com/b| https://t.co/Ab1 | http://x.co.uk | HTTP://a.b/c| https://shop.example.de/x| https://shop.nowhere/x| https://a.nowhere| http://a.nowhere-com| http://shop.de.nowhere/x| xhttps://a.com| @acme | @acme| #tag | #tag|"+
	"@ana.bsky.social|@Ana1.bsky.social|@a_b.bsky.social|@ana.Bsky.Social|@"+strings.Repeat("long", 16)+".bsky.social|.bsky.social|"+
	"xn--p1ai|xn--|12.34.56.78,901.2|1234567890123456|1234567.89012345|1,2,3,4,5,6,7,8,9|< |&lt;3|"+
	".|.|.|..|,|'|''|;|:|_|__|\"|-|/|@|#|$|&|<|`|(|)|!|?|://|https://| | | | | | |\n|\t|\x00", "|")

func joinedText(r *rand.Rand) string {
	some := make([]string, 2+r.IntN(8))
	for i := range some {
		some[i] = joinedPieces[r.IntN(len(joinedPieces))]
	}
	if r.IntN(8) == 0 {
		some = append(some, faintPieces[r.IntN(len(faintPieces))])
	}
	var b strings.Builder
	for range 1 + r.IntN(60) {
		b.WriteString(some[r.IntN(len(some))])
	}
	return b.String()
}

// TestJoined reads texts full of what joins words.
func TestJoined(t *testing.T) {
	t.Parallel()
	compareMany(t, 40_000, 9, joinedText)
}

// dottedPieces are words that a full stop may part, join to initials or make a domain name, and hashtags, among letters with
// accents.
var dottedPieces = strings.Split("é|né|né|été|é.com|É.|é.|é.a|né.né|5é|l'é|don't|a|b|ab|www|Ελ|Ж|слово|ß|straße|İ|İo|čo|ő|người|e\u0301|\u0301|\u0488|ȼ|"+
	"み|みんな|موقع|ת\"|ל|航|😂|👍\u200b|👍\u200b\U0001F3FD|👍\u00ad|·|＃|＠|RT|rt:|\u200b|\u00a0|dell|co1é|comЖ|ế|ỹ|photography|"+
	"com|COM|de|mil|museum|co|comé|com“|/x?q=1|/né.é|:80/|verm|vermögensberater|xn--p1ai|7|1.5|1,5|jusqu'é|ézseventeenletters|.|.|.|.|.|#|#|#é|#été|#né_|#ß|@|@é|@com|-|_|,|;|:|/|'|?|+|“|”|…| | | | | | |\n", "|")

// TestDotted reads rows of them, on all sides of where what is read at once ends.
func TestDotted(t *testing.T) {
	t.Parallel()
	compareMany(t, 60_000, 21, func(r *rand.Rand) string {
		some := make([]string, 2+r.IntN(10))
		for i := range some {
			some[i] = dottedPieces[r.IntN(len(dottedPieces))]
			if r.IntN(3) == 0 {
				some[i] += " "
			}
		}
		b := strings.Repeat("é", r.IntN(8))
		for range 5 + r.IntN(80) {
			b += some[r.IntN(len(some))]
			if r.IntN(6) == 0 {
				b += "né "
			}
		}
		return b
	})
}

// TestTooLong reads what is too long to be a link, and words with full stops and colons between them in it.
func TestTooLong(t *testing.T) {
	t.Parallel()
	some := strings.Split("a.|a.com|b|com|.|.|.|:|:|a.b|U.S.|1.5|7|1:2|x1|é|é.a.|.de|/|+|+|-|_|'|don't|,|a.b.cd|ab.c.d", "|")
	compareMany(t, 1_000, 23, func(r *rand.Rand) string {
		b := "né a.com/"
		for range 40 {
			b += some[r.IntN(len(some))]
		}
		b = strings.Repeat(b[len("né "):], 4096/len(b)+2)
		return "né " + b + " a.b é.com"
	})
}
