package envelope

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// told is an event as text.
type told struct {
	DID, Kind, Operation, Collection, Key, Rev, Text, Created, Lang, Parent, Root, Subject, External string
	At                                                                                               int64
	Tags                                                                                             []string
}

func toldBy(e *Event) told {
	r := &e.Record
	t := told{
		e.DID, e.Kind, e.Operation, e.Collection, e.Key, e.Rev, r.Text, r.CreatedAt, "", r.Parent, r.Root, r.Subject, r.Embed.External,
		e.At, slices.Clone(r.Tags),
	}
	if len(r.Langs) > 0 {
		t.Lang = r.Langs[0]
	}
	return t
}

// plainly is the same by encoding/json; false for what is not JSON.
func plainly(b []byte) (told, bool) {
	var v any
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if !json.Valid(b) || d.Decode(&v) != nil {
		return told{}, false
	}
	field := func(v any, name string) any { m, _ := v.(map[string]any); return m[name] }
	str := func(v any) string { s, _ := v.(string); return s }
	c := field(v, "commit")
	record := field(c, "record")
	uri := func(v any) string { return str(field(v, "uri")) }
	t := told{
		DID: str(field(v, "did")), Kind: str(field(v, "kind")), Operation: str(field(c, "operation")), Collection: str(field(c, "collection")),
		Key: str(field(c, "rkey")), Rev: str(field(c, "rev")), Text: str(field(record, "text")), Created: str(field(record, "createdAt")),
		Parent: uri(field(field(record, "reply"), "parent")), Root: uri(field(field(record, "reply"), "root")),
		Subject: uri(field(record, "subject")),
	}
	if e := field(record, "embed"); field(e, "media") == nil { // that one counts which comes last
		t.External = uri(field(e, "external"))
	}
	if n, ok := field(v, "time_us").(json.Number); ok {
		t.At, _ = strconv.ParseInt(n.String(), 10, 64)
		if _, err := strconv.ParseInt(n.String(), 10, 64); err != nil {
			t.At = 0
		}
	}
	langs, _ := field(record, "langs").([]any)
	for _, l := range langs {
		if t.Lang = str(l); t.Lang != "" {
			break
		}
	}
	tags, _ := field(record, "tags").([]any)
	for _, tag := range tags {
		if s := str(tag); s != "" && len(t.Tags) < MaxTags {
			t.Tags = append(t.Tags, s)
		}
	}
	return t, true
}

func compare(t testing.TB, r *Reader, b []byte) {
	t.Helper()
	want, valid := plainly(b)
	e, ok := r.Read(b)
	if !valid {
		return
	}
	if !ok {
		t.Fatalf("%s: not read", b)
	}
	got := toldBy(e)
	if bytes.Contains(b, []byte("media")) {
		want.External, got.External = "", ""
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%s (-encoding/json +envelope)\n%s", b, diff)
	}
}

func each(t testing.TB, test func(r *Reader)) {
	t.Helper()
	for _, r := range append(fastOnes(), Portable()) {
		test(r)
	}
}

// fastOnes are a reader for each set of instructions that the machine has, or the portable one.
func fastOnes() []*Reader {
	all := []*Reader{New()}
	if all[0].wider {
		all = append(all, &Reader{wide: true})
	}
	return all
}

var cases = []string{
	`{"did":"did:plc:abc","time_us":1732,"kind":"commit","commit":{"rev":"r","operation":"create","collection":"app.bsky.feed.post","rkey":"k","record":{"text":"Hi","langs":["en","de"],"createdAt":"x"},"cid":"c"}}`,
	`{"commit":{"record":{"reply":{"root":{"uri":"at://r"},"parent":{"cid":"x","uri":"at://p"}},"embed":{"text":"no","x":[{"text":"}{]["}]},"text":"yes"},"rkey":"k"},"did":"d"}`,
	`{"commit":{"record":{"text":"a\n\"b\"\\ \u00e9 \ud83d\ude00 \ud83d x \ude00\ud83d\ud83d\ude00 \u0041\/\b\f\r\t"}}}`,
	`{"commit":{"record":{"text":"first","text":"second","langs":[null,"",5,"fr"]},"record":{"langs":[]}},"did":"a","did":7}`,
	`{"commit":{"record":{"text":"old"}},"commit":{"rkey":"new"}}`,
	`{"commit":{"record":{"text":"old"}},"commit":"no"}`,
	`{ "d\u0069d" : "escaped key" , "time_us" : -5 , "kind" : [ "commit" ] }`,
	`{"time_us":1e3}`, `{"time_us":12.0}`, `{"time_us":99999999999999999999}`, `{"time_us":"5"}`, `{"time_us":9223372036854775807}`, `{"time_us":-0}`, `{"time_us":0}`,
	"{\"did\":\"\xff\xfe\",\"commit\":{\"record\":{\"text\":\"a\xe2\x80b\xed\xa0\x80 é 航\\u0000\"}}}",
	`{"commit":{"record":{"facets":[{"features":[{"did":"x","text":"y"}]}],"tags":[],"subject":{"uri":"s"},"embed":null,"text":""}}}`,
	`{}`, `[]`, `""`, `null`, `{"did":{"did":"x"}}`, `{"did":"\\"}`, `{"did":"\\\\","kind":"\\\"","x":"\\\\\\"}`, "  {\"did\"\t:\r\n\"a\"}  ",
	`{"commit":{"record":[{"text":"x"}]}}`, `{"commit":{"record":{"langs":"en"}}}`, `{"commit":{"record":{"langs":[["en"],{"a":1},"pt"]}}}`,
	`{"did":"d","time_us":1,"kind":"commit","commit":{"rev":"r","operation":"create","collection":"c","rkey":"k","record":{"text":"\ud83d\ude00"},"cid":"c","rkey":"again"}}`,
	`{"did":"d","time_us":1,"kind":"commit","commit":{"rev":"r","operation":"create","collection":"c","rkey":"k","record":{"text":"a"},"cid":"c"},"did":"e"}`,
	`{"did":"d","time_us":1,"kind":"commit","commit":{"rev":{"a":[]},"operation":"\u0041","collection":7,"rkey":null,"record":"none","cid":{}}}`,
	`{"did":"d","time_us":1,"kind":"identity","identity":{"handle":"h"}}`,
	`{"did":"d","time_us":1,"kind":"commit","commit":{"rev":"r","operation":"create","collection":"c","rkey":"k","record":{"$type":"app.bsky.feed.post","createdAt":{"text":"no"}},"cid":"c"}}`,
	`{"did":"d","commit":{"record":{"$type":"app.bsky.feed.post","createdAt":"t","text":"\u00e9\ud83d\ude00 a\\"},"record":{"$type":"app.bsky.feed.post","createdAt":[],"langs":["x"]}}}`,
	`{"DID":"x","Text":"y","commit":{"record":{"Text":"z"}}}`,
}

func TestRead(t *testing.T) {
	t.Parallel()
	each(t, func(r *Reader) {
		for _, c := range cases {
			for pad := range 70 { // so that everything falls across blocks
				compare(t, r, []byte(strings.Repeat(" ", pad)+c))
			}
		}
		for _, e := range events(200) {
			compare(t, r, e)
		}
		for n := range 140 {
			compare(t, r, []byte(`{"kind":"`+strings.Repeat(`\`, 2*(n/2))+strings.Repeat("x", n)+`","commit":{"record":{"text":"`+strings.Repeat("é", n)+`\n"}}}`))
		}
	})
}

// TestLarge: an event beyond 64 kB, and one that is nothing but nesting.
func TestLarge(t *testing.T) {
	t.Parallel()
	text := strings.Repeat(`a \"quoted\" é {[ `, 20_000)
	each(t, func(r *Reader) {
		compare(t, r, []byte(`{"commit":{"record":{"embed":{"alt":"`+text+`"},"text":"`+text+`"}},"did":"d"}`))
		compare(t, r, []byte(`{"x":`+strings.Repeat("[", 5000)+strings.Repeat("]", 5000)+`,"did":"d"}`))
		for _, bad := range []string{strings.Repeat("[", 1<<20), `{"x":` + strings.Repeat("[", 1<<20), strings.Repeat(`{"a":`, 1<<18), strings.Repeat(`"`, 1<<20), `{"commit":{"record":{"text":"` + strings.Repeat(`\`, 1<<20)} {
			if _, ok := r.Read([]byte(bad)); ok && !json.Valid([]byte(bad)) && bad[0] == '{' {
				t.Errorf("%.20s… was read", bad)
			}
		}
	})
}

// TestBroken: whatever is cut off or changed, nothing is read beyond the end, and both
// ways of reading agree.
func TestBroken(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	fasts, slow := fastOnes(), Portable()
	for _, c := range cases {
		for i := range 600 {
			fast := fasts[i%len(fasts)]
			b := []byte(c)
			for range r.IntN(4) {
				b[r.IntN(len(b))] = `{}[]",:\ 0en`[r.IntN(12)]
			}
			b = b[:r.IntN(len(b)+1)]
			compare(t, fast, b)
			compare(t, slow, b)
			e, ok := fast.Read(b)
			f, also := slow.Read(b)
			if ok != also || ok && cmp.Diff(e, f, cmpopts.EquateEmpty()) != "" {
				t.Fatalf("%s: %v %+v, portable %v %+v", b, ok, e, also, f)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, c := range cases {
		f.Add([]byte(c))
	}
	for _, b := range slices.Concat(usual(), odd()) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		each(t, func(r *Reader) { compare(t, r, b) })
	})
}

// events are made in the shape of Jetstream's, of about 613 bytes.
func events(n int) (all [][]byte) {
	r := rand.New(rand.NewPCG(3, 4))
	letters := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = "abcdefghijklmnopqrstuvwxyz234567"[r.IntN(32)]
		}
		return string(b)
	}
	words := strings.Fields("the delivery came late again and nobody at the shop answers why does it take so long thank you all to whom it may concern flight cancelled twice")
	for i := range n {
		var text []string
		for range 4 + r.IntN(12) {
			text = append(text, words[r.IntN(len(words))])
		}
		if i%5 == 0 {
			text = append(text, "😂", "ありがとう")
		}
		said := strings.Join(text, " ")
		if i%6 == 0 {
			said += `\n\nsee \"this\"`
		}
		rest := ""
		uri := func() string {
			return fmt.Sprintf(`{"cid":"bafyrei%s","uri":"at://did:plc:%s/app.bsky.feed.post/%s"}`, letters(52), letters(24), letters(13))
		}
		switch i % 8 {
		case 0, 1, 2:
			rest = fmt.Sprintf(`,"reply":{"parent":%s,"root":%s}`, uri(), uri())
		case 3, 4:
			rest = fmt.Sprintf(`,"embed":{"$type":"app.bsky.embed.images","images":[{"alt":"","aspectRatio":{"height":1200,"width":900},"image":{"$type":"blob","ref":{"$link":"bafkrei%s"},"mimeType":"image/jpeg","size":%d}}]}`, letters(52), r.IntN(1e6))
		}
		all = append(all, fmt.Appendf(nil, `{"did":"did:plc:%s","time_us":%d,"kind":"commit","commit":{"rev":"%s","operation":"create","collection":"app.bsky.feed.post","rkey":"%s","record":{"$type":"app.bsky.feed.post","createdAt":"2026-11-22T07:00:00.000Z"%s,"langs":["en"],"text":"%s"},"cid":"bafyrei%s"}}`,
			letters(24), 1732000000000000+i, letters(13), letters(13), rest, said, letters(52)))
	}
	return all
}

// BenchmarkDecode reads one event an operation. cpu-ns/op is the thread's own time,
// which others on the machine disturb less.
func BenchmarkDecode(b *testing.B) {
	all := events(2000)
	size := 0
	for _, e := range all {
		size += len(e)
	}
	run := func(read func(b []byte)) func(b *testing.B) {
		return func(b *testing.B) {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			b.ReportAllocs()
			b.SetBytes(int64(size / len(all)))
			k := 0
			b.ResetTimer()
			began := threadTime()
			for b.Loop() {
				read(all[k])
				if k++; k == len(all) {
					k = 0
				}
			}
			b.ReportMetric(float64(threadTime()-began)/float64(b.N), "cpu-ns/op")
			b.ReportMetric(float64(size)/float64(len(all)), "bytes/event")
		}
	}
	fast, slow := New(), Portable()
	b.Run("envelope", run(func(b []byte) { fast.Read(b) }))
	b.Run("portable", run(func(b []byte) { slow.Read(b) }))
	b.Run("encoding-json", run(func(b []byte) {
		var e struct {
			DID    string `json:"did"`
			At     int64  `json:"time_us"`
			Kind   string `json:"kind"`
			Commit struct {
				Operation, Collection, RKey string
				Record                      struct {
					Text  string
					Langs []string
					Reply struct{ Parent, Root struct{ URI string } }
				}
			}
		}
		if err := json.Unmarshal(b, &e); err != nil {
			panic(err)
		}
	}))
}

// threadTime is the processor time of this thread, to be had after LockOSThread.
func threadTime() time.Duration {
	const thread = 1 // RUSAGE_THREAD
	var u syscall.Rusage
	if err := syscall.Getrusage(thread, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
