package token

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"heed/internal/text"
)

// Words of several scripts, and what stands between them, of which mixtures are made.
var (
	mixedWords = strings.Split("a|I|the|don't|it's|l'avion|Acme|ACME|7|1,250.50|né|é|été|École|NÉ|né2|5é|Žluťoučký|người|straße|e\u0301|ne\u0301e|l’été|né'é|qu'é|c'é|d'é|j'é|m’é|n'é|s'é|t'É|un'é|jusqu'é|dell’é|b'é|né's|Ж|Мой|слово|Ελλάδα|η|تأخرت|لا|שלום|मेरी|한국어|เที่ยว|航|が|😂|👍🏽|❤️|@acme|@né|#tag|#été|a.com|é.com|a_b|é_é|…|\u0301", "|")
	mixedSigns = strings.Split(" |  |\n|. |, |-|/|.|,|'|’|\"|“|” |” “|«|» |(|) |!|? |: |:|;|…|– |—|·|_| @| #|&|*|\u00a0|\u200b|", "|")
)

func mixture(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(3) {
		b.WriteString(mixedWords[r.IntN(len(mixedWords))])
		b.WriteString(mixedSigns[r.IntN(len(mixedSigns))])
	}
	return b.String()
}

// TestMixtures reads them many times in a row, so that each lies on all sides of where what is read at once ends.
func TestMixtures(t *testing.T) {
	t.Parallel()
	compareMany(t, 40_000, 15, func(r *rand.Rand) string {
		s := strings.Repeat(mixture(r), 1+r.IntN(20))
		if r.IntN(4) == 0 {
			s = s[r.IntN(len(s)):] + mixture(r)
		}
		return s
	})
}

// BenchmarkMixtures tells the slowest of random mixtures, each repeated to a text of 256 kB. How many are tried is in
// HEED_MIXTURES; HEED_UNITS names other ones instead, with | between them.
func BenchmarkMixtures(b *testing.B) {
	const bound, matched = 2, 1.2 // ns a byte, and what a term costs who matches it
	var units []string
	if named := os.Getenv("HEED_UNITS"); named != "" {
		units = strings.Split(named, "|")
	} else {
		n, r := 100, rand.New(rand.NewPCG(17, 18))
		if k, err := strconv.Atoi(os.Getenv("HEED_MIXTURES")); err == nil {
			n = k
		}
		for range n {
			units = append(units, mixture(r))
		}
	}
	type cost struct {
		unit  string
		share float64
	}
	costs := make([]cost, len(units))
	t := New(NewKey(1))
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for b.Loop() {
		sum := 0.0
		for i, unit := range units {
			s := strings.Repeat(unit, 1<<18/len(unit))
			terms, best := float64(t.Read(s).Len()), time.Duration(math.MaxInt64)
			for range 4 {
				start := cpuTime()
				t.Read(s)
				best = min(best, cpuTime()-start)
			}
			costs[i] = cost{unit, (float64(best) + matched*terms) / (bound * float64(len(s)))}
			sum += costs[i].share
		}
		b.ReportMetric(sum/float64(len(units)), "of-bound")
	}
	slices.SortFunc(costs, func(x, y cost) int { return cmp.Compare(y.share, x.share) })
	var lines strings.Builder
	for _, c := range costs[:min(60, len(costs))] {
		fmt.Fprintf(&lines, "\n%.2f %q", c.share, c.unit)
	}
	b.Log(lines.String())
}

// TestBareMarks: those that idle passes over without a look into the table are such.
func TestBareMarks(t *testing.T) {
	t.Parallel()
	for r := rune(0x300); r < 0x340; r++ {
		if !charOf(r).isBareMark() {
			t.Errorf("%U is %x", r, charOf(r))
		}
	}
}

// TestMayBeginTop: no first character of a top-level domain is passed over, however it is written.
func TestMayBeginTop(t *testing.T) {
	t.Parallel()
	firsts := map[rune]bool{}
	for _, labels := text.Tops(); labels[0] != 0; labels = labels[1+int(labels[0]):] {
		first, _ := utf8.DecodeRuneInString(labels[1:])
		firsts[first] = true
	}
	if !firsts['к'] || !firsts['世'] {
		t.Error("no top-level domain begins with к or 世")
	}
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		if firsts[unicode.ToLower(r)] && !mayBeginTop([]byte(string(r)+"\x00\x00")) {
			t.Errorf("%U may begin a top-level domain", r)
		}
	}
	if mayBeginTop([]byte("é\x00")) || mayBeginTop([]byte("ж\x00")) {
		t.Error("é or ж may begin one")
	}
}
