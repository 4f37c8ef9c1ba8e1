package bluesky

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bluesky-social/indigo/atproto/syntax"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"heed/internal/desk"
)

const plainEvent = `{"did":"did:plc:z72i7hdynmk6r22z27h6tvur","time_us":%d,"kind":"commit","commit":{"rev":"3kb","operation":"create","collection":"app.bsky.feed.post","rkey":"3kb3fge5lm3%02d","record":{"$type":"app.bsky.feed.post","createdAt":"2026-01-02T03:04:05Z","langs":["en-GB"],"text":%q},"cid":"bafy"}}`

func sieveOf(wanted func(h *desk.Heard) bool) *sieve {
	return newSieve(&stream{mapper: &mapper{account: 3, me: "did:plc:ourselves"}, people: newProfiles(),
		now: func() time.Time { return time.Unix(1_767_322_000, 0) }, wanted: wanted})
}

// kept is what was asked about, to be looked at later.
func kept(h *desk.Heard) desk.Heard {
	k := *h
	m := &k.Message
	text := func(s string) string { return strings.Clone(s) }
	id := func(s *desk.NetworkID) { *s = desk.NetworkID(text(string(*s))) }
	ref := func(r desk.HandleRef) desk.HandleRef {
		r.NetworkID, r.Name = text(r.NetworkID), text(r.Name)
		return r
	}
	id(&m.NetworkID)
	id(&m.Parent)
	id(&m.Root)
	id(&m.Subject)
	m.Text, m.Lang = text(m.Text), text(m.Lang)
	m.Author, m.ParentBy, m.SubjectBy = ref(m.Author), ref(m.ParentBy), ref(m.SubjectBy)
	m.Links, m.Tags, m.Mentions, m.Media = slices.Clone(m.Links), slices.Clone(m.Tags), slices.Clone(m.Mentions), slices.Clone(m.Media)
	for i := range m.Links {
		m.Links[i] = text(m.Links[i])
	}
	for i := range m.Tags {
		m.Tags[i] = text(m.Tags[i])
	}
	for i := range m.Mentions {
		m.Mentions[i] = ref(m.Mentions[i])
	}
	for i := range m.Media {
		m.Media[i].URL, m.Media[i].Alt = text(m.Media[i].URL), text(m.Media[i].Alt)
	}
	return k
}

// parts are what else the records of posts hold.
var parts = map[string]string{
	"plain":   ``,
	"link":    `"facets":[{"index":{"byteStart":0,"byteEnd":17},"features":[{"$type":"app.bsky.richtext.facet#link","uri":"https://acme.example/help"}]}],`,
	"cut":     `"facets":[{"index":{"byteStart":0,"byteEnd":17},"features":[{"$type":"app.bsky.richtext.facet#link","uri":"https://acme.example/help/of/all/kinds?x=%20y"}]}],`,
	"mention": `"facets":[{"features":[{"did":"did:plc:z72i7hdynmk6r22z27h6tvux"}],"index":{"byteStart":0,"byteEnd":12}}],`,
	"tag":     `"facets":[{"index":{"byteStart":0,"byteEnd":4},"features":[{"tag":"late"}]}],"tags":["x"],`,
	"picture": `"embed":{"$type":"app.bsky.embed.images","images":[{"alt":"a pot","image":{"$type":"blob","ref":{"$link":"bafkreiabcdefgh"},"mimeType":"image/jpeg","size":9}}]},`,
	"film":    `"embed":{"$type":"app.bsky.embed.video","video":{"ref":{"$link":"bafkreiabcdefgh"}},"alt":"a pot"},`,
	"card":    `"embed":{"$type":"app.bsky.embed.external","external":{"uri":"https://acme.example/x","title":"t","description":"d"}},`,
	"quote":   `"embed":{"$type":"app.bsky.embed.record","record":{"cid":"bafy","uri":"at://did:plc:z72i7hdynmk6r22z27h6tvuz/app.bsky.feed.post/3kb3fge5lm399"}},`,
	"nothing": `"embed":{},`,
	"answer":  `"reply":{"parent":{"cid":"bafy","uri":"at://did:plc:z72i7hdynmk6r22z27h6tvuz/app.bsky.feed.post/3kb3fge5lm399"},"root":{"cid":"bafy","uri":"at://did:plc:z72i7hdynmk6r22z27h6tvua/app.bsky.feed.post/3kb3fge5lm398"}},`,
	"odd":     `"reply":{"parent":{"uri":"at://x"}},"facets":[{"features":[{"did":"no"},{"uri":"javascript:x"},{"tag":""}]}],`,
}

const at = 1_767_321_900_000_000

// events are the kinds that a stream brings, by name. false: none that tells anything.
func events() map[string][]byte {
	all := map[string][]byte{}
	for name, part := range parts {
		all[name] = []byte(strings.Replace(fmt.Sprintf(plainEvent, at, 1, "acme.example/help is \"late\"\n😂"), `"langs"`, part+`"langs"`, 1))
	}
	head := fmt.Sprintf(`{"did":"did:plc:z72i7hdynmk6r22z27h6tvur","time_us":%d,"kind":"commit","commit":{"rev":"3kb","operation":`, at)
	subject := `"record":{"$type":"app.bsky.feed.repost","subject":{"cid":"bafy","uri":"at://did:plc:z72i7hdynmk6r22z27h6tvuz/app.bsky.feed.post/3kb3fge5lm399"},"createdAt":"2026-01-02T03:04:05Z"},"cid":"bafy"}}`
	all["repost"] = []byte(head + `"create","collection":"app.bsky.feed.repost","rkey":"3kb",` + subject)
	all["edit"] = []byte(strings.Replace(string(all["plain"]), `"create"`, `"update"`, 1))
	all["deletion"] = []byte(head + `"delete","collection":"app.bsky.feed.post","rkey":"3kb"}}`)
	all["deleted repost"] = []byte(head + `"delete","collection":"app.bsky.feed.repost","rkey":"3kb"}}`)
	all["other way round"] = []byte(`{"commit":{"record":{"text":"a","tags":["b"]},"rkey":"a","collection":"app.bsky.feed.post","operation":"create"},"kind":"commit","time_us":1767321900000000,"did":"did:plc:z72i7hdynmk6r22z27h6tvur"}`)
	return all
}

// silent are events that tell nothing.
func silent() map[string][]byte {
	head := fmt.Sprintf(`{"did":"did:plc:z72i7hdynmk6r22z27h6tvur","time_us":%d,"kind":`, at)
	return map[string][]byte{
		"like":    []byte(strings.ReplaceAll(string(events()["repost"]), "repost", "like")),
		"follow":  []byte(head + `"commit","commit":{"rev":"3kb","operation":"create","collection":"app.bsky.graph.follow","rkey":"3kb","record":{"subject":"did:plc:x"},"cid":"bafy"}}`),
		"account": []byte(head + `"account","account":{"active":true,"did":"did:plc:z72i7hdynmk6r22z27h6tvur","seq":5}}`),
		"unknown": []byte(head + `"weather"}`),
	}
}

// TestSieve: whatever a stream tells is asked about as it would be heard, is passed over when
// nobody wants it and read in full when somebody does.
func TestSieve(t *testing.T) {
	t.Parallel()
	for name, b := range events() {
		if asked := sameAsHeard(t, b); !asked {
			t.Errorf("%s: nobody was asked", name)
		}
		v := sieveOf(func(*desk.Heard) bool { return false })
		v.told = at
		if it, err := v.item(b); it != nil || err != nil {
			t.Errorf("%s: was not passed over: %+v, %v", name, it, err)
		}
		post := !strings.Contains(name, "repost") && name != "edit" && name != "deletion"
		if want := map[bool]int{true: 1}[post]; v.count() != want {
			t.Errorf("%s: was counted as a post: %v, want %v", name, !post, post)
		}
		v = sieveOf(func(*desk.Heard) bool { return true })
		if it, err := v.item(b); it == nil || err != nil || !it.tells || it.at != at {
			t.Errorf("%s: is wanted and was not read: %+v, %v", name, it, err)
		}
	}
	for name, b := range silent() {
		v := sieveOf(func(*desk.Heard) bool { t.Errorf("%s was asked about", name); return true })
		v.told = at
		if it, err := v.item(b); it != nil || err != nil || v.count() != 0 {
			t.Errorf("%s: %+v, %v", name, it, err)
		}
	}
}

// TestSieveReads: what cannot be told from its envelope is read in full.
func TestSieveReads(t *testing.T) {
	t.Parallel()
	event := string(events()["plain"])
	for name, change := range map[string][2]string{
		"ourselves": {`did:plc:z72i7hdynmk6r22z27h6tvur`, `did:plc:ourselves`},
		"no time":   {`"time_us":1767321900000000`, `"time_us":0`},
		"renamed":   {`"kind":"commit"`, `"kind":"identity"`},
	} {
		v := sieveOf(func(*desk.Heard) bool { return false })
		changed := strings.Replace(event, change[0], change[1], 1)
		if it, err := v.item([]byte(changed)); changed == event || it == nil || it.passed > 0 || err != nil {
			t.Errorf("%s: was passed over (%v)", name, err)
		}
	}
	v := sieveOf(func(*desk.Heard) bool { return true })
	for name, change := range map[string][2]string{
		"torn":   {`"langs"`, `"facets":[1,],"langs"`},
		"broken": {`"cid":"bafy"`, `"cid":"bafy`},
	} {
		changed := strings.Replace(event, change[0], change[1], 1)
		if it, err := v.item([]byte(changed)); changed == event || it != nil || err == nil {
			t.Errorf("%s: %+v was read", name, it)
		}
	}
	v.s.wanted = nil
	if it, err := v.item([]byte(event)); it == nil || it.passed > 0 || err != nil {
		t.Error("without anybody to ask, everything is wanted")
	}
}

// sameAsHeard compares what is asked about an event with what would be heard of it.
func sameAsHeard(t *testing.T, b []byte) (wasAsked bool) {
	t.Helper()
	var asked []desk.Heard
	v := sieveOf(func(h *desk.Heard) bool { asked = append(asked, kept(h)); return false })
	it, _ := v.item(b)
	e, err := decodeEvent(b)
	if err != nil {
		return // such an event is left out in either way
	}
	var heard desk.Heard
	tells := v.s.mapper.heard(&heard, &e.Event, v.s.now())
	if len(asked) == 0 {
		if it == nil && tells {
			t.Fatalf("%s\nwas passed over without asking", b)
		}
		return false
	}
	for _, h := range []*desk.Heard{&heard, &asked[0]} { // neither times nor what is looked at are asked about
		h.Message.PostedAt, h.Message.HeardAt, h.Message.URL = time.Time{}, time.Time{}, ""
		for i := range h.Message.Media {
			h.Message.Media[i].URL, h.Message.Media[i].Alt = "", ""
		}
	}
	if diff := cmp.Diff([]desk.Heard{heard}, asked, cmpopts.EquateEmpty()); diff != "" || !tells {
		t.Fatalf("%s\n%v (-heard +asked about)\n%s", b, tells, diff)
	}
	return true
}

// TestSieveAgain: what was asked about one event leaves nothing in the next, whichever it is.
func TestSieveAgain(t *testing.T) {
	t.Parallel()
	all := events()
	names := slices.Sorted(maps.Keys(all))
	r := rand.New(rand.NewPCG(7, 8))
	var asked []desk.Heard
	v := sieveOf(func(h *desk.Heard) bool {
		asked = append(asked, kept(h))
		h.Message.Account, h.Message.Network, h.Message.HeardAt = 99, "other", time.Unix(9, 0) // as who is asked may
		return false
	})
	for range 2000 {
		name := names[r.IntN(len(names))]
		asked = asked[:0]
		if _, err := v.item(all[name]); err != nil || len(asked) != 1 {
			t.Fatalf("%s: %v, asked %d times", name, err, len(asked))
		}
		fresh := sieveOf(nil)
		fresh.draft.draft = nil
		e, err := decodeEvent(all[name])
		if err != nil {
			t.Fatal(err)
		}
		var heard desk.Heard
		fresh.draft.heard(&heard, &e.Event, time.Time{})
		heard.Message.PostedAt, heard.Message.URL, asked[0].Message.PostedAt = time.Time{}, "", time.Time{}
		for i := range heard.Message.Media {
			heard.Message.Media[i].URL, heard.Message.Media[i].Alt = "", ""
		}
		if diff := cmp.Diff(heard, asked[0], cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s (-alone +after another)\n%s", name, diff)
		}
	}
}

// FuzzSieve: whatever an event is, what is asked about it is what would be heard.
func FuzzSieve(f *testing.F) {
	for _, all := range []map[string][]byte{events(), silent()} {
		for _, b := range all {
			f.Add(b)
		}
	}
	for _, b := range usualPosts() {
		f.Add(b)
	}
	f.Add([]byte(fullEvent))
	f.Add([]byte(`{"did":"did:plc:z72i7hdynmk6r22z27h6tvur","time_us":1767321900000000,"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"a","record":{"text":"a","tags":["b"],"tags":5,"facets":[{}]}}}`))
	f.Fuzz(func(t *testing.T, b []byte) { sameAsHeard(t, b) })
}

// FuzzHandle: handles are told by hand as the network's own syntax has them.
func FuzzHandle(f *testing.F) {
	for _, s := range []string{"acme.test", "Ac-me.example.com", "a", "a.", ".a", "a.-b", "a-.b", "1.a", "a.1", "a.b1", "handle.invalid", "acme-shop.example.com", "acme.-shop.example", "acme-.shop.example", "acme..shop.example", "acmesho..example",
		"acmeshop.example.1com", "-acmeshop.example", "acmeshop.example.", "Acmeshop.example", "acmeshop_example.com", "acmeshopexample", "acmé.example", strings.Repeat("a", 63) + ".co", strings.Repeat("a", 64) + ".co", strings.Repeat("a.", 126) + "co", "ä.de", "a b.co"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		_, err := syntax.ParseHandle(s)
		if got := isHandle(s); got != (err == nil) {
			t.Fatalf("%q: %v, the syntax package says %v", s, got, err)
		}
		if usualHandle(s) && (err != nil || s != strings.ToLower(s)) {
			t.Fatalf("%q is no usual handle: %v", s, err)
		}
	})
}

// FuzzLink: a link that is taken without a parser is one that the parser takes, as it stands.
func FuzzLink(f *testing.F) {
	for _, s := range []string{"https://acme.example/help?x=1&y=a+b", "http://a", "https://", "https:///x", "https://a:80/", "https://a/%zz", "javascript:x", "https://a?b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if plainLink(s) && !parsedLink(s) {
			t.Fatalf("%q is no link", s)
		}
	})
}

// TestSieveTells: what was passed over is told now and then, all of it, with its time.
func TestSieveTells(t *testing.T) {
	t.Parallel()
	v := sieveOf(func(*desk.Heard) bool { return false })
	told, items, last := 0, 0, int64(0)
	const n = 10_000
	for i := range n {
		when := int64(at + i*1000)
		it, err := v.item(fmt.Appendf(nil, plainEvent, when, i%100, "nothing of the kind"))
		if err != nil {
			t.Fatal(err)
		}
		if it != nil {
			told, items, last = told+it.passed, items+1, it.at
			if it.at != when || it.tells {
				t.Fatalf("item %+v at %d", it, when)
			}
		}
	}
	if told+v.count() != n || items > n/mostPassed+1 || last == 0 {
		t.Errorf("%d told by %d items", told, items)
	}
}

// BenchmarkSieve is the time of one event that nobody wants, by kind, until it is passed over,
// and of one that is read in full.
func BenchmarkSieve(b *testing.B) {
	all := events()
	maps.Copy(all, silent())
	for _, kind := range slices.Sorted(maps.Keys(all)) {
		for _, wanted := range []bool{false, true} {
			name := kind
			if wanted {
				name += "/in-full"
			}
			b.Run(name, func(b *testing.B) {
				v := sieveOf(func(*desk.Heard) bool { return wanted })
				b.ReportAllocs()
				b.SetBytes(int64(len(all[kind])))
				for b.Loop() {
					if _, err := v.item(all[kind]); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
