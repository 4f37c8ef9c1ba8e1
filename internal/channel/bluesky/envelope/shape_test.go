package envelope

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// filled is an event of a shape: digits where its time is, letters in its other gaps.
func filled(text string) []byte {
	b := []byte(text)
	for i, c := range b {
		switch {
		case c != open:
		case i >= timeAt && i < timeAt+16:
			b[i] = "1732"[i%4]
		default:
			b[i] = "abcdefg2z7"[i%10]
		}
	}
	return b
}

// usual are events of all shapes, and posts with what stands in them often; odd are posts with
// what is left to the walk in the end.
func usual() (all [][]byte) {
	for _, s := range shapes {
		all = append(all, filled(s.text))
	}
	picture := `{"alt":"a pot \"of\" tea \ud83c\udf75 é","aspectRatio":{"height":1200,"width":900},"image":` + blob + `image/jpeg","size":73291}}`
	quote := `{"$type":"app.bsky.embed.record","record":` + addressIn(post) + `}`
	facet := `"features":[{"$type":"app.bsky.richtext.facet#`
	for _, said := range []string{
		`,"langs":["en"],"text":"Hi"`, answer + `,"langs":["de"],"text":"Hi \"there\"\n\ud83d\ude00 \\"`, `,"text":""`,
		`,"langs":["pt-BR","en","","fr","de"],"text":"é \u0001\\\\\""`, `,"embed":` + quote + `,"langs":["en"]` + answer + `,"text":"Look"`,
		`,"facets":[{` + facet + `tag","tag":"late"}],"index":{"byteEnd":5,"byteStart":0}},{"$type":"app.bsky.richtext.facet",` + facet + `link","uri":"https://a.example/\u0026"}],"index":{"byteEnd":12,"byteStart":7}},{` +
			facet + `mention","did":"did:plc:x"}],"index":{"byteEnd":20,"byteStart":18}},{` + facet + `tag","tag":""}],"index":{"byteEnd":0,"byteStart":0}}],"langs":["en"],"text":"#late"`,
		`,"embed":{"$type":"app.bsky.embed.images","images":[` + picture + `,` + strings.Replace(picture, `,"aspectRatio":{"height":1200,"width":900}`, "", 1) + `]},"langs":["en"],"text":"two"`,
		`,"embed":{"$type":"app.bsky.embed.external","external":{"description":"a \"b\" é","thumb":` + blob + `image/png","size":5},"title":"t\\","uri":"https://a.example/x"}},"text":"x"`,
		`,"embed":{"$type":"app.bsky.embed.external","external":{"description":"","title":"","uri":""}},"text":"x"`,
		`,"embed":{"$type":"app.bsky.embed.video","alt":"a pot","aspectRatio":{"height":9,"width":16},"video":` + blob + `video/mp4","size":123456789}},"text":"x"`,
		`,"embed":{"$type":"app.bsky.embed.video","video":` + blob + `video/mp4","size":1}},"text":"x"`,
		`,"embed":{"$type":"app.bsky.embed.recordWithMedia","media":{"$type":"app.bsky.embed.images","images":[` + picture + `]},"record":` + quote + `},"text":"x"`,
		`,"langs":["en"],"text":"first","text":"second\n"`, `,"tags":["late","","a \"b\" é"],"text":"Hi","via":"a \"client\""`, `,"text":"\u0001 x","tags":["a","b"],"text":"y"`,
	} {
		all = append(all, filled(postHead.text+said+postTail))
	}
	for _, at := range []string{"2026-11-22T09:00:00+02:00", "2026-11-22T07:00:00.123456Z", "", `2026 \"é\"`} {
		all = append(all, filled(postDated.text+at+`","langs":["en"],"text":"Hi"`+postTail))
	}
	return all
}

func odd() (all [][]byte) {
	for _, said := range []string{
		`,"langs":["en"],"text":"Hi","via":["x"]`, `,"langs":["en"],"text":"Hi","labels":"x"`, `,"embed":{"$type":"app.bsky.embed.images","images":[]},"text":"x"`, `,"text":"x","tags":[],"text":"\u0001 y"`,
		`,"embed":{"$type":"app.bsky.embed.video","video":{"cid":"old"}},"embed":7,"text":"x"`, `,"facets":[],"langs":[],"text":"x"`,
		`,"facets":[{"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"late"}],"index":{"byteEnd":1e2,"byteStart":0}}],"text":"x"`,
		`,"facets":[{"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"late"}],"index":{"byteEnd":99999999999999,"byteStart":0}}],"text":"x"`,
		`,"facets":[{"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"a"},{"tag":"b"}],"index":{"byteEnd":5,"byteStart":0}}],"text":"x"`,
	} {
		all = append(all, filled(postHead.text+said+postTail))
	}
	return all
}

// TestShapes: what is read by its shape is what stands there, and whichever byte of it is another
// makes it another event or none, told the same way by both readers and by the walk alone.
func TestShapes(t *testing.T) {
	t.Parallel()
	fasts, slow := fastOnes(), Portable()
	for _, b := range usual() {
		for _, r := range append(fasts, slow) {
			e, ok := r.Read(b)
			if !ok || !e.Record.Usual {
				t.Errorf("%s: has no shape", b)
			}
		}
	}
	for _, b := range slices.Concat(usual(), odd()) {
		for _, fast := range fasts {
			compare(t, fast, b)
			sameByAll(t, fast, slow, b)
		}
		for i := range b {
			fast := fasts[i%len(fasts)]
			const others = "\"\\}{,:\xc3 0a\x00\x1f\x7fAz-"
			for _, c := range [...]byte{others[i%len(others)], others[(i+5)%len(others)]} {
				changed := slices.Concat(b[:i], []byte{c}, b[i+1:])
				compare(t, fast, changed)
				sameByAll(t, fast, slow, changed)
			}
		}
	}
}

// TestTornShapes: what is left out or comes again, and a text that does not end where its record does.
func TestTornShapes(t *testing.T) {
	t.Parallel()
	fasts, slow := fastOnes(), Portable()
	for _, r := range append(fasts, slow) {
		if e, ok := r.Read(filled(postHead.text + `,"text":"Hi\"` + postTail)); ok {
			t.Errorf("%+v was read", e)
		}
	}
	for _, b := range usual() {
		for i := 0; i < len(b); i += 3 {
			fast := fasts[i%len(fasts)]
			for _, changed := range [][]byte{b[:i], slices.Concat(b[:i], b[min(i+5, len(b)):]), slices.Concat(b[:i], b[max(i-40, 0):])} {
				compare(t, fast, changed)
				sameByAll(t, fast, slow, changed)
			}
		}
	}
}

// sameByAll compares both readers, and the fast one with the walk alone where that reads anything.
func sameByAll(t *testing.T, fast, slow *Reader, b []byte) {
	t.Helper()
	e, ok := fast.Read(b)
	f, also := slow.Read(b)
	if ok != also || ok && cmp.Diff(e, f, cmpopts.EquateEmpty()) != "" {
		t.Fatalf("%s: %v %+v, portable %v %+v", b, ok, e, also, f)
	}
	if !json.Valid(b) {
		return // then the full decoder says what it is
	}
	w := &slow.e
	if !slow.walk(w, b) || cmp.Diff(e, w, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(Record{}, "Usual", "Clean")) != "" {
		t.Fatalf("%s: %+v, by the walk %+v", b, e, w)
	}
	if p := &e.Record; p.Clean && strings.ContainsFunc(p.Text, func(c rune) bool { return c < ' ' || c == 0x7F }) {
		t.Fatalf("%s: %q has control characters", b, p.Text)
	}
}

// TestFits compares all ways to see a shape.
func TestFits(t *testing.T) {
	t.Parallel()
	each(t, func(r *Reader) { testFits(t, r) })
}

func testFits(t *testing.T, r *Reader) {
	t.Helper()
	for n := 32; n < 140; n++ {
		text := strings.Repeat(`{"a":"`+id(11)+`"`, 9)[:n]
		b := filled(text)
		for i := range b {
			for c := range 256 {
				old := b[i]
				b[i] = byte(c)
				r.b = b
				if got, want := r.shape(0, text) == n, fitsPlainly(b, text); got != want {
					t.Fatalf("%q for %q: %v, portable %v", b, text, got, want)
				}
				b[i] = old
			}
		}
	}
}

// TestStride: nothing that differs in a byte, or ends before, is stepped over.
func TestStride(t *testing.T) {
	t.Parallel()
	for n := 8; n <= 16; n++ {
		want := `"aspectRatio":{"`[:n]
		for at := range 3 {
			b := []byte("xxx"[:at] + want + "yyy"[:at])
			if got := stride(b, at, want); got != at+n {
				t.Errorf("%q from %d on: %d", b, at, got)
			}
			if stride(b[:at+n-1], at, want) != lost || stride(b, lost, want) != lost {
				t.Errorf("%q is stepped over beyond the end", want)
			}
			for i := at; i < at+n; i++ {
				b[i] ^= 1
				if stride(b, at, want) != lost {
					t.Errorf("%q is taken for %q", b[at:], want)
				}
				b[i] ^= 1
			}
		}
	}
}

// TestEnding compares all ways to find the end of a string.
func TestEnding(t *testing.T) {
	t.Parallel()
	r := New()
	if !r.wide {
		t.Skip("skipped: this machine lacks the instructions")
	}
	ways := []func(b *byte, n int) (at int, odd uint8){ending}
	if r.wider {
		ways = append(ways, endingWider)
	}
	for n := range 170 {
		for _, c := range []byte("\"\\\x1f \x7f\x80\xff\x00a") {
			for at := range n {
				for quote := range n {
					b := []byte(strings.Repeat("x", n))
					b[quote], b[at] = '"', c
					want, wantOdd := endingPlainly(b)
					for way, ending := range ways {
						if end, odd := ending(unsafe.SliceData(b), len(b)); end != want || odd != wantOdd {
							t.Fatalf("%q: %d %b by way %d, portable %d %b", b, end, odd, way, want, wantOdd)
						}
					}
				}
			}
		}
	}
}

// TestValid compares both ways to know UTF-8, of what stands anywhere in a block or across two.
func TestValid(t *testing.T) {
	t.Parallel()
	r := New()
	check := func(text string, n int) {
		b := append([]byte(text), strings.Repeat("\x80", 40)...)
		if got, want := r.valid(b[:n]), utf8.Valid(b[:n]); got != want {
			t.Fatalf("%q: %v, want %v", b[:n], got, want)
		}
	}
	const first = "a\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0\xc1\xc2\xdf\xe0\xe1\xec\xed\xee\xef\xf0\xf1\xf3\xf4\xf5\xff"
	for _, before := range []int{0, 1, 13, 28, 29, 30, 31, 32, 61, 64} {
		for i := range len(first) {
			for j := range len(first) {
				for k := range len(first) {
					for _, last := range []string{"", "\x80", "\xbf", "a", "\x80\x80", "\xbf\xbf", "\x8fa"} {
						text := strings.Repeat("é", before/2) + strings.Repeat("a", before%2) + first[i:i+1] + first[j:j+1] + first[k:k+1] + last
						for n := before; n <= len(text); n++ {
							check(text, n)
						}
					}
				}
			}
		}
	}
}
