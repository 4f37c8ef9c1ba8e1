package token

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// scriptPieces are what the ways to read many scripts turn on: letters of two and of three bytes, such as
// fold to less, to more and to nothing, marks that stay, go, join and change places, and what parts words.
var scriptPieces = strings.Split("a|me|twelveletter|né|Žluťoučký|Chuyến|người|straße|cœur|ǘ|ẞ|ẚ|ŀ|ő|ě|ů|e\u0301\u0302|Z\u0323\u0301|ééééééééé|seventeenletterśx|«|»|×|Z|7|42|é|É|ß|ø|Æ|ñ|ũ|ữ|ế|ộ|đ|Đ|ğ|ı|İ|ǆ|ŉ|ſ|ﬁ|ª|µ|α|ή|Ω|ς|ΰ|ᾳ|Мой|рейс|ё|й|ћ|є|Ⴀ|ა|Ꭰ|"+
	"تأخرت|رحلتي|ـ|ً|آ|ﷺ|لا|שלום|ש|\u05bc|\u05c1|מ\"|ג'|"+
	"मेरी|उड़ान|\u0928\u093c|\u0930\u093c\u094d|ज\u093c\u094d|\u0958|\u095c|क्षि|ण्|\u093c|\u094d|\u0902|।|०|বাংলা|\u09c7\u09be|\u09be|ড়|தமிழ்|\u0b92\u0bd7|ொ|\u0bbe|മലയാളം|\u0d46\u0d3e|ਪੰ|ਖ਼|ಕೋ|\u0cc6\u0cc2\u0cd5|සිං|\u0f71\u0f72|\u0f40\u0fb5|"+
	"한국|어요|늦었는데|\u1100\u1161\u11a8|\u115f|ㄱ|ㅏ|"+
	"เที่ยว|บิน|ผู้|นี้|ำ|ื|้|ุ้|\u0e4d\u0e48|ๆ|๕|ລາວ|ໍ|ຳ|ខ្មែរ|មាន|၎|မြန်မာ|ဥ\u102e|飛行|航|機|々|が|は\u3099|か|\u3099|ー|カ|ｶﾞ|ｱ|ﾞ|ㇰ|ゟ|〇|𠮷|、|。|「|،|، |؛ |٥|٥،٥|€|→|™|"+
	"น\u0f72้|ร\u0f77\u0e48|น\u3099้|ດ\u0eb8\u0ec8|\xe0\x92\x88|👩\ufe0e\u200d👧|👩🏽\u200d👧|😂|👩|👩\u200d👩\u200d👧|👍🏽|❤️|❤|🏽|🇩🇪|🇩|1️⃣|©|™|☎|✌🏽|\u200d|\ufe0f|\ufe0e|\u20e3|🏴\U000e0067\U000e007f|"+
	"\u0301|\u0308\u0301|\u0323|\u0345|\u0338|\u1dc0|\u0483|\u0488|\U0001d165|\u200c|\u200b|\u00ad|\u202e|\ufeff|–|…|’|‘|“|·|\u2024|\u203f|\u00a0|\u3000|＃|＠|．|，|"+
	"\xff|\xc0\xa1|\xc1\xa1|\xc3|\xe0\x81\xa1|\xe0\xa4|\xe0|\xe2\x80|\xed\xa0\x80|\xed\x95|\xf0\x9f|\xf0\x9f\x98|\xf0\x81\x81\xa1|\xf4\x90\x80\x80|\xf8|\x80|\xbf|\x00|"+
	" | | | | |  |\n|.|. |, |,|:|;|'|\"|_|!|? |-|/|@|#|$|&|<|`|(|)", "|")

// scriptText is made of a few of them, many times, or of many.
func scriptText(r *rand.Rand) string {
	some := make([]string, 2+r.IntN(12))
	for i := range some {
		some[i] = scriptPieces[r.IntN(len(scriptPieces))]
		if r.IntN(3) == 0 { // a part of one, which may be no text
			some[i] = some[i][r.IntN(len(some[i])):]
		}
	}
	var b strings.Builder
	for range 5 + r.IntN(60) {
		b.WriteString(some[r.IntN(len(some))])
		if r.IntN(4) == 0 {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// TestScripts reads texts of mixed scripts.
func TestScripts(t *testing.T) {
	t.Parallel()
	compareMany(t, 25_000, 9, scriptText)
}

// tiePieces are letters and marks of Korean and of India that may join each other, change places, or do neither.
var tiePieces = strings.Split("나|한|ㅋ|ㅠ|ㅏ|ㅣ|ㄳ|\u1100|\u1161|\u1175|\u11a8|\uffa1|\uffc2|न|ण|र|\u0958|\u093c|\u094d|\u093e|ક|\u0abc|\u0acd|।|é|a|3| |. |.", "|")

// TestTies reads words of them, of which most are short.
func TestTies(t *testing.T) {
	t.Parallel()
	compareMany(t, 8_000, 13, func(r *rand.Rand) string {
		var b strings.Builder
		for range 2 + r.IntN(40) {
			b.WriteString(tiePieces[r.IntN(len(tiePieces))])
		}
		return b.String()
	})
}

// tagPieces are what hashtags of many scripts are made of, and what ends them.
var tagPieces = strings.Split(" #| #|#|слово|Слово|ё|日本|が|ไทย|เที่ยว|한국어|ㅠ|שלום|تأخرت|ـ|मेरी|né|a|seventeenletterśx|7|_|·|・|\u200d|\ufe0f|\u20e3|\u0301|،|'|:|://|…| ", "|")

// TestTags reads rows of them.
func TestTags(t *testing.T) {
	t.Parallel()
	compareMany(t, 8_000, 19, func(r *rand.Rand) string {
		few := tagPieces[2*r.IntN(8):]
		var b strings.Builder
		for range 2 + r.IntN(30) {
			b.WriteString([...]string{" #", few[r.IntN(len(few))], tagPieces[r.IntN(len(tagPieces))]}[r.IntN(3)])
		}
		return b.String()
	})
}

// signPieces are signs that may begin an entity or markup, and what shows that they do.
var signPieces = strings.Split("@|@|#|#|$|$|&|<|`|``|```|a|acme|don't|it's|I'm|l'avion|eight'ab|9|x1|_|/|;|amp;|#39;|br>|>|\n| |.|!|é|航|＃|＠|@a|#a|$a|&amp;|<a", "|")

// TestSigns reads texts of them, on all sides of where a block ends.
func TestSigns(t *testing.T) {
	t.Parallel()
	compareMany(t, 20_000, 11, func(r *rand.Rand) string { return neighbours(r, signPieces, 10, 90) })
}

// neighbours is a text of some pieces that stand beside each other in a list: of so many and fewer than so many more.
func neighbours(r *rand.Rand, pieces []string, least, more int) string {
	var b strings.Builder
	few := pieces[r.IntN(len(pieces)):]
	few = few[:1+r.IntN(len(few))]
	for range least + r.IntN(more) {
		b.WriteString(few[r.IntN(len(few))])
	}
	return b.String()
}

// TestNothingLeft reads initials whose letters fold to nothing.
func TestNothingLeft(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tk *Tokeniser) {
		compare(t, tk, "ـ.ـ")
		compare(t, tk, "né ـ.ـ. né")
	})
}
