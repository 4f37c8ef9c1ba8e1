package bluesky

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel"
	"heed/internal/desk"
)

// TestRelay: what a process hands on is read by another as it would be read where it was heard.
func TestRelay(t *testing.T) {
	t.Parallel()
	all := events()
	maps.Copy(all, silent())
	for _, name := range slices.Sorted(maps.Keys(all)) {
		direct := sieveOf(nil)
		want, _ := direct.item(all[name])
		v := sieveOf(nil)
		v.s.handOn = true
		v.told = at
		it, err := v.item(all[name])
		if err != nil || (it != nil) != want.tells {
			t.Fatalf("%s: %+v, %v", name, it, err)
		}
		if it == nil {
			continue
		}
		if it.bundle == nil || len(it.bundle.unread) != 1 || it.bundle.last != at {
			t.Fatalf("%s was not handed on: %+v", name, it)
		}
		if lane := desk.LaneOf(&want.heard.Message); it.bundle.unread[0].Lane != lane {
			t.Errorf("%s is in lane %d, want that of its message, %d", name, it.bundle.unread[0].Lane, lane)
		}
		asked := 0
		read := reader(desk.Account{ID: 3, Handle: desk.HandleRef{NetworkID: "did:plc:ourselves"}}, newProfiles(),
			channel.Deps{Now: v.s.now, Wanted: func(*desk.Heard) bool { asked++; return asked > 1 }})
		if h, post, err := read(it.bundle.unread[0].Data); h != nil || post != isPost(&want.heard) || err != nil {
			t.Errorf("%s: nobody wants it: %+v, %v, %v", name, h, post, err)
		}
		h, post, err := read(it.bundle.unread[0].Data)
		if err != nil || post || h == nil || asked != 2 {
			t.Fatalf("%s: %+v, %v, %v, asked %d times", name, h, post, err, asked)
		}
		if diff := cmp.Diff(want.heard, *h); diff != "" {
			t.Errorf("%s (-heard +read elsewhere)\n%s", name, diff)
		}
	}
}

// TestRelayKeeps: what is ours or speaks to us is not handed on, what cannot be read is left out.
func TestRelayKeeps(t *testing.T) {
	t.Parallel()
	for name, me := range map[string]string{"plain": "did:plc:z72i7hdynmk6r22z27h6tvur", "mention": "did:plc:z72i7hdynmk6r22z27h6tvux",
		"answer": "did:plc:z72i7hdynmk6r22z27h6tvuz", "quote": "did:plc:z72i7hdynmk6r22z27h6tvuz", "repost": "did:plc:z72i7hdynmk6r22z27h6tvuz"} {
		v := sieveOf(nil)
		v.s.handOn, v.s.mapper.me, v.draft.me = true, me, me
		if it, err := v.item(events()[name]); err != nil || it == nil || it.bundle != nil || !it.tells {
			t.Errorf("%s: %+v, %v", name, it, err)
		}
	}
	v := sieveOf(nil)
	v.s.handOn = true
	if _, err := v.item([]byte(`{"did":`)); err == nil {
		t.Error("half an event was handed on")
	}
}

// TestBundles: bundles fill while they wait, and nothing that comes later goes before what is read here.
func TestBundles(t *testing.T) {
	t.Parallel()
	v := sieveOf(nil)
	v.s.handOn, v.s.mapper.me, v.draft.me = true, "did:plc:z72i7hdynmk6r22z27h6tvux", "did:plc:z72i7hdynmk6r22z27h6tvux"
	send := func(name string) *item {
		it, err := v.item(events()[name])
		if err != nil {
			t.Fatal(err)
		}
		if it == nil {
			return nil
		}
		copied := *it
		return &copied
	}
	first := send("plain")
	if first == nil || first.bundle == nil || send("answer") != nil || send("repost") != nil || len(first.bundle.unread) != 3 || first.bundle.posts != 2 {
		t.Fatalf("%+v", first)
	}
	if ours := send("mention"); ours == nil || ours.bundle != nil {
		t.Fatalf("a mention of us: %+v", ours)
	}
	second := send("plain")
	if second == nil || second.bundle == nil || second.bundle == first.bundle || len(first.bundle.unread) != 3 {
		t.Fatalf("what came after a mention went before it: %+v", second)
	}
	second.bundle.take()
	if third := send("plain"); third == nil || third.bundle == second.bundle || len(second.bundle.unread) != 1 {
		t.Fatalf("what was taken grew: %+v", third)
	}
	for n := 0; ; n++ {
		if it := send("plain"); it != nil {
			if n < bundleRoom/1000 {
				t.Errorf("a bundle was full with %d events", n)
			}
			break
		}
	}
}

// BenchmarkRelay is what an event costs the process that hears it, until it is handed on.
func BenchmarkRelay(b *testing.B) {
	list := slices.Collect(maps.Values(events()))
	v := sieveOf(nil)
	v.s.handOn = true
	v.s.now = time.Now
	size := 0
	for _, e := range list {
		size += len(e)
	}
	b.SetBytes(int64(size / len(list)))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := v.item(list[i%len(list)]); err != nil {
			b.Fatal(err)
		}
	}
}
