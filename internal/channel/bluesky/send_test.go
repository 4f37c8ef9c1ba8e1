package bluesky_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel"
	"heed/internal/channel/bluesky/blueskytest"
	"heed/internal/desk"
)

// desk answers for one account on a pretend network.
type answerer struct {
	connection
	s    *blueskytest.Server
	kind channel.Kind
	deps channel.Deps
}

func answering(t *testing.T, s *blueskytest.Server, set map[string]string) *answerer {
	t.Helper()
	s.Account(blueskytest.Person{Handle: us, Name: "Acme", Password: password})
	return &answerer{connected(t, company(s, set), channel.Secrets{"password": password}), s, fast(), channel.Deps{Now: s.Now}}
}

func (a *answerer) open(t *testing.T) channel.Conn {
	t.Helper()
	c, err := a.kind.Open(a.account, a.secrets, a.deps)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func (a *answerer) out(text string) desk.Outgoing {
	return desk.Outgoing{Account: 7, Errand: desk.SendPublic, Key: a.kind.NewKey(time.Now()), Text: text, Attempts: 1, Queued: time.Now()}
}

func post(t *testing.T, s *blueskytest.Server, d blueskytest.Draft) desk.NetworkID {
	t.Helper()
	uri, err := s.Post(d)
	if err != nil {
		t.Fatal(err)
	}
	return desk.NetworkID(uri)
}

func TestFacetsCoverWhatTheySay(t *testing.T) {
	t.Parallel()
	s := blueskytest.New(t)
	w := answering(t, s, nil)
	s.Account(blueskytest.Person{Handle: "mia.test"})
	s.Account(blueskytest.Person{Handle: "leo.test"})
	conn := w.open(t)
	for text, want := range map[string][]string{
		"Grüße @mia.test, 👩‍👩‍👧 (@leo.test) @nobody.test!":       {"@mia.test", "@leo.test"},
		"See https://acme.test/a_(b) and (https://acme.test/c).": {"https://acme.test/a_(b)", "https://acme.test/c"},
		"Ends in https://acme.test/q?x=1&y=ü!":                   {"https://acme.test/q?x=1&y=ü"},
		"#Störung, #2026 and #line4. ＃サッカー":                      {"#Störung", "#line4", "＃サッカー"},
		"mail me@mia.test or a#b or 1@leo.test":                  nil,
		"@mia.test. @MIA.test":                                   {"@mia.test", "@MIA.test"},
		"javascript:alert(1) https:// http://":                   nil,
	} {
		r, err := conn.Send(t.Context(), w.out(text))
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if diff := cmp.Diff(want, coveredIn(s, r.NetworkID)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func coveredIn(s *blueskytest.Server, id desk.NetworkID) (out []string) {
	for _, r := range s.Posts(s.DID(us)) {
		facets, _ := r.Value["facets"].([]any)
		if r.URI != string(id) {
			continue
		}
		for _, f := range facets {
			at := f.(map[string]any)["index"].(map[string]any)
			out = append(out, r.Text()[int(at["byteStart"].(float64)):int(at["byteEnd"].(float64))])
		}
	}
	return out
}

func TestARetryWritesTheSameRecord(t *testing.T) {
	t.Parallel()
	s := blueskytest.New(t)
	w := answering(t, s, nil)
	out := w.out("Hello @mia.test")
	out.ReplyTo = post(t, s, blueskytest.Draft{By: "mia.test", Text: "Anybody?"})
	conn := w.open(t)
	if _, err := conn.Send(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	first := s.Posts(s.DID(us))[0]
	for out.Attempts = 2; out.Attempts < 5; out.Attempts++ {
		if _, err := conn.Send(t.Context(), out); err != nil {
			t.Fatal(err)
		}
	}
	got := s.Posts(s.DID(us))
	if len(got) != 1 || got[0].CID != first.CID || !got[0].At.Equal(first.At) {
		t.Errorf("%d records; the first %s, now %s", len(got), first.CID, got[0].CID)
	}

	// What it answers is deleted, and the outbox, which knows nothing of the first attempt,
	// tries once more.
	if err := s.Delete(string(out.ReplyTo)); err != nil {
		t.Fatal(err)
	}
	if r, err := conn.Send(t.Context(), out); err != nil || string(r.NetworkID) != first.URI {
		t.Errorf("after the parent was deleted: %v %v", r, err)
	}
}

func TestWhoMayNotBeAnswered(t *testing.T) {
	t.Parallel()
	s := blueskytest.New(t)
	w := answering(t, s, nil)
	restricted := post(t, s, blueskytest.Draft{By: "mia.test", Text: "Do not answer"})
	s.Restrict(string(restricted))
	blocked := post(t, s, blueskytest.Draft{By: "leo.test", Text: "Go away"})
	s.Block("leo.test", us)
	conn := w.open(t)
	for _, c := range []struct {
		name string
		to   desk.NetworkID
	}{
		{"restricted", restricted}, {"blocked", blocked}, {"not a post", "https://example.com"},
		{"a repository that is gone", "at://did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/app.bsky.feed.post/3kaaaaaaaaa2a"},
	} {
		out := w.out("Hello")
		out.ReplyTo = c.to
		if _, err := conn.Send(t.Context(), out); !desk.Is(err, desk.Refused) {
			t.Errorf("%s: %v (kind %q), want refused", c.name, err, desk.KindOf(err))
		}
	}
	if got := s.Posts(s.DID(us)); len(got) > 0 {
		t.Errorf("posted %v", got)
	}
	long := w.out(strings.Repeat("👩‍👩‍👧", 170)) // 170 characters, 3,060 bytes
	if _, err := conn.Send(t.Context(), long); !desk.Is(err, desk.Refused) || s.Calls("com.atproto.repo.putRecord") > 0 {
		t.Errorf("a text of too many bytes: %v", err)
	}
	out := desk.Outgoing{Errand: desk.SendDelete, NetworkID: restricted, Attempts: 1}
	if _, err := conn.Send(t.Context(), out); !desk.Is(err, desk.Refused) {
		t.Errorf("deleting a stranger's post: %v, want refused", err)
	}
}

func TestPrivateMessages(t *testing.T) {
	t.Parallel()
	s := blueskytest.New(t)
	w := answering(t, s, map[string]string{"stream": "off"})
	s.Account(blueskytest.Person{Handle: "mia.test", Name: "Mia"})
	s.Account(blueskytest.Person{Handle: "shy.test", Closed: true})
	conn := w.open(t)
	start := minuteAgo()

	s.Write("mia.test", "In a group", us, "leo.test")
	convo, first := s.Write("mia.test", "Between us", us)
	_, second := s.Write("mia.test", "My number is 555", us)
	s.Write(us, "Said on the phone", "mia.test")
	got, at, _ := hear(t, conn, start, 3)
	if diff := cmp.Diff([]string{"Between us", "My number is 555", "Said on the phone"}, texts(got)); diff != "" {
		t.Errorf("heard (-want +got):\n%s", diff)
	}
	m := got[0].Message
	if !m.Private || m.Form != desk.Direct || string(m.NetworkID) != "chat:"+convo+"/"+first || m.Author.Name != "mia.test" || m.Author.Display != "Mia" {
		t.Errorf("%+v", m)
	}
	if got[2].Message.Direction != desk.Out || len(got[2].Message.Mentions) != 1 || got[2].Message.Mentions[0].NetworkID != m.Author.NetworkID {
		t.Errorf("our own is %+v", got[2].Message)
	}
	s.Unwrite(convo, second)
	got, _, _ = hear(t, conn, at, 1)
	if got[0].Change != desk.Deleted || got[0].Message.NetworkID != desk.NetworkID("chat:"+convo+"/"+second) || !got[0].Message.Private {
		t.Errorf("a deletion came as %+v", got[0])
	}

	out := w.out("Hello")
	out.Errand, out.To = desk.SendDirect, desk.HandleRef{NetworkID: s.DID("shy.test")}
	if _, err := conn.Send(t.Context(), out); !desk.Is(err, desk.Refused) {
		t.Errorf("to one who takes none: %v, want refused", err)
	}
}

// Two errands with the same words are two messages, whatever happens to them.
func TestEqualPrivateMessagesAreNotTakenForOne(t *testing.T) {
	t.Parallel()
	var ahead atomic.Int64 // of the clock of both sides, before the real one
	clock := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	s := blueskytest.NewWith(t, blueskytest.Options{Now: clock})
	w := answering(t, s, map[string]string{"stream": "off"})
	w.deps.Now = clock
	s.Account(blueskytest.Person{Handle: "mia.test"})
	conn := w.open(t)
	s.Write(us, "Thank you", "mia.test") // on the phone, a while ago
	ahead.Add(int64(10 * time.Second))
	for n := range 2 {
		out := w.out("Thank you")
		out.Queued = clock()
		out.Errand, out.To = desk.SendDirect, desk.HandleRef{NetworkID: s.DID("mia.test")}
		s.Break(blueskytest.Fault{Side: blueskytest.Writing, Trouble: blueskytest.CutBefore})
		if _, err := conn.Send(t.Context(), out); !desk.Is(err, desk.Unknown) {
			t.Fatalf("cut: %v (kind %q), want unknown", err, desk.KindOf(err))
		}
		for out.Attempts = 2; out.Attempts < 4; out.Attempts++ {
			if _, err := conn.Send(t.Context(), out); err != nil {
				t.Fatal(err)
			}
		}
		if got := len(s.Messages(s.DID(us))); got != n+2 {
			t.Errorf("after errand %d there are %d messages, want %d", n+1, got, n+2)
		}
	}
}

// TestMayWritePrivately: a disabled chat is known without a message, by what the network says of the account; what it does not
// say is no refusal.
func TestMayWritePrivately(t *testing.T) {
	t.Parallel()
	s := blueskytest.New(t)
	w := answering(t, s, map[string]string{"stream": "off"})
	us := blueskytest.Person{Handle: us, Password: password}
	prove := func() error {
		t.Helper()
		s.Account(us)
		return w.open(t).(channel.DirectProver).ProveDirect(t.Context())
	}
	if err := prove(); err != nil {
		t.Error(err)
	}
	us.NoChat = true
	if err := prove(); !desk.Is(err, desk.Refused) {
		t.Errorf("a disabled chat: %v", err)
	}
	us.NoDirect = true
	if err := prove(); !desk.Is(err, desk.Later) {
		t.Errorf("a password that does not reach so far: %v", err)
	}
}

func TestAPasswordWithoutPrivateMessages(t *testing.T) {
	t.Parallel()
	s := blueskytest.New(t)
	w := answering(t, s, map[string]string{"stream": "off"})
	s.Account(blueskytest.Person{Handle: us, Password: password, NoDirect: true})
	s.Account(blueskytest.Person{Handle: "mia.test"})
	conn := w.open(t)
	say(t, s, "@acme.test in public")
	got, at, _ := hear(t, conn, minuteAgo(), 1)
	if diff := cmp.Diff([]string{"@acme.test in public"}, texts(got)); diff != "" {
		t.Error(diff)
	}
	calls := s.Calls("chat.bsky.convo.getLog")
	if _, err := conn.Pull(t.Context(), at); err != nil || s.Calls("chat.bsky.convo.getLog") != calls {
		t.Errorf("asked again for what is not permitted (%v)", err)
	}
	out := w.out("Hello")
	out.Errand, out.To = desk.SendDirect, desk.HandleRef{NetworkID: s.DID("mia.test")}
	_, err := conn.Send(t.Context(), out)
	if e, ok := err.(*desk.Error); !ok || e.Kind != desk.Refused || !strings.Contains(e.Mend, "app password") {
		t.Errorf("%v, want refused and what to do", err)
	}
}

func TestTokensAreRenewedOnceAndKept(t *testing.T) {
	t.Parallel()
	s := blueskytest.New(t)
	w := answering(t, s, map[string]string{"stream": "off"})
	saved := make(chan channel.Secrets, 100)
	w.deps.SaveSecrets = func(_ context.Context, s channel.Secrets) error { saved <- s; return nil }
	w.secrets["access_token"] = "worn out"
	conn := w.open(t)
	errs := make(chan error, 8)
	for i := range 8 {
		out := w.out(fmt.Sprint("Answer ", i))
		go func() {
			_, err := conn.Send(t.Context(), out)
			errs <- err
		}()
	}
	for range 8 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if n := s.Calls("com.atproto.server.refreshSession"); n != 1 || len(saved) != 1 {
		t.Errorf("renewed %d times, kept %d times; want once", n, len(saved))
	}
	if kept := <-saved; kept["password"] != password || kept["access_token"] == "worn out" {
		t.Errorf("kept %d secrets", len(kept))
	}
	if n := s.Calls("com.atproto.server.createSession"); n != 1 {
		t.Errorf("signed in %d times: the network allows few", n)
	}
}

func TestConnect(t *testing.T) {
	t.Parallel()
	s := blueskytest.New(t)
	s.Account(blueskytest.Person{Handle: us, Name: "Acme", Password: password, Followers: 5})
	with := func(set map[string]string) desk.Account { return company(s, set) }
	right := channel.Secrets{"password": password}
	for _, c := range []struct {
		name    string
		account desk.Account
		secrets channel.Secrets
		want    desk.Kind
		field   string
	}{
		{"found through the directory", with(nil), right, "", ""},
		{"by DID", with(map[string]string{"handle": s.DID(us)}), right, "", ""},
		{"@ and capitals", with(map[string]string{"handle": " @ACME.test "}), right, "", ""},
		{"by its server", with(map[string]string{"service": s.URL + "/"}), right, "", ""},
		{"only listening", with(map[string]string{"handle": ""}), nil, "", ""},
		{"a wrong password", with(nil), channel.Secrets{"password": "x"}, desk.Unauthorized, ""},
		{"no password", with(nil), nil, desk.Invalid, "password"},
		{"nobody", with(map[string]string{"handle": "nobody.test"}), right, desk.Invalid, "handle"},
		{"not a handle", with(map[string]string{"handle": "acme"}), right, desk.Invalid, "handle"},
		{"nothing to do", with(map[string]string{"handle": "", "stream": "off"}), nil, desk.Invalid, "stream"},
		{"an address without TLS", with(map[string]string{"reach": "public", "service": "http://example.com"}), right, desk.Invalid, "service"},
		{"a file as a stream", with(map[string]string{"jetstream": "file:///etc/passwd"}), right, desk.Invalid, "jetstream"},
		{"an unknown compression", with(map[string]string{"compress": "lzma"}), right, desk.Invalid, "compress"},
	} {
		a, _, err := fast().Connect(t.Context(), c.account, c.secrets, channel.Deps{Now: time.Now})
		if desk.KindOf(err) != c.want || err != nil && c.want == "" {
			t.Errorf("%s: %v (kind %q), want %q", c.name, err, desk.KindOf(err), c.want)
			continue
		}
		if e, ok := err.(*desk.Error); ok && e.Field != c.field {
			t.Errorf("%s: field %q, want %q", c.name, e.Field, c.field)
		}
		if err == nil && c.secrets != nil && (a.Handle.NetworkID != s.DID(us) || a.Handle.Name != us || a.Handle.Followers != 5 || a.Name != "@"+us) {
			t.Errorf("%s: connected as %q %+v", c.name, a.Name, a.Handle)
		}
	}
}

// Anyone can write any address into the directory. None but public ones are spoken to.
func TestAddressesFromTheNetworkAreNotTrusted(t *testing.T) {
	t.Parallel()
	asked := 0
	inside := blueskytest.New(t) // stands for a service inside the company
	s := blueskytest.New(t)
	s.Account(blueskytest.Person{Handle: us, Password: password})
	set := map[string]string{"handle": us, "appview": "https://appview.example", "plc": "https://plc.example", "stream": "off"}
	web := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		asked++ // the configured addresses lead to the pretend network
		r = r.Clone(r.Context())
		r.URL.Scheme, r.URL.Host = "http", strings.TrimPrefix(s.URL, "http://")
		return http.DefaultTransport.RoundTrip(r)
	})}
	_, _, err := fast().Connect(t.Context(), desk.Account{ID: 1, Network: "bluesky", Settings: set},
		channel.Secrets{"password": password}, channel.Deps{Now: time.Now, HTTP: web})
	if err == nil || asked == 0 {
		t.Errorf("the directory's http://127.0.0.1 was taken (%d requests)", asked)
	}
	if n := s.Calls("com.atproto.server.createSession") + inside.Calls("com.atproto.server.createSession"); n > 0 {
		t.Error("the password was sent there")
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
