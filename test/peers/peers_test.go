package peers

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel"
	"heed/internal/channel/bluesky"
	"heed/internal/channel/bluesky/blueskytest"
	"heed/internal/desk"
)

const posts = "app.bsky.feed.post"

// real is where the real servers are; the test skips where they are not.
func real(t *testing.T) (pds, plc string) {
	t.Helper()
	pds, plc = os.Getenv("HEED_PEER_PDS"), os.Getenv("HEED_PEER_PLC")
	if pds == "" || plc == "" {
		t.Skip("the real servers are not running: use make check-peers")
	}
	return pds, plc
}

// The channel against the real server: an account, a stranger's post, an answer, the
// same answer again, a second part, and both taken back.
func TestAnswerOnTheRealServer(t *testing.T) {
	pds, plc := real(t)
	mia := join(t, pds, "mia.test")
	acme := join(t, pds, "tramline.test")
	app := acme.ok(t, "com.atproto.server.createAppPassword", map[string]any{"name": "heed"})

	kind := bluesky.Kind()
	settings := map[string]string{
		"handle": acme.did, // the directory leads from here to the server
		"stream": "off", "direct": "off", "appview": pds, "plc": plc, "reach": "loopback",
	}
	deps := channel.Deps{Now: time.Now}
	account, secrets, err := kind.Connect(t.Context(), desk.Account{ID: 1, Network: kind.Network, Settings: settings},
		channel.Secrets{"password": app["password"].(string)}, deps)
	if err != nil {
		t.Fatalf("Connect: %v", err)
	}
	if account.Handle.NetworkID != acme.did || account.Handle.Name != "tramline.test" {
		t.Errorf("connected as %+v", account.Handle)
	}
	saved := 0
	deps.SaveSecrets = func(_ context.Context, s channel.Secrets) error { saved++; secrets = s; return nil }
	secrets["access_token"] = "worn out" // the first request must renew it
	conn, err := kind.Open(account, secrets, deps)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	defer conn.Close()

	question := mia.post(t, "Wo bleibt mein Paket?")
	out := desk.Outgoing{
		ID: 1, Account: 1, Errand: desk.SendPublic, Key: kind.NewKey(time.Now()), Lang: "de", Attempts: 1,
		Text:    "Grüße, @mia.test 👋 – hier steht es: https://acme.test/weg?nr=1 #Paket",
		ReplyTo: desk.NetworkID(question["uri"].(string)), To: desk.HandleRef{NetworkID: mia.did, Name: "mia.test"},
	}
	first, err := conn.Send(t.Context(), out)
	if err != nil {
		t.Fatalf("Send: %v", err)
	}
	if first.NetworkID != kind.PredictID(account, out) {
		t.Errorf("sent as %s, predicted %s", first.NetworkID, kind.PredictID(account, out))
	}
	if saved != 1 {
		t.Errorf("renewed secrets were kept %d times, want once", saved)
	}
	before := acme.record(t, out.Key)
	value := before["value"].(map[string]any)
	want := map[string]any{"uri": question["uri"], "cid": question["cid"]}
	if diff := cmp.Diff(map[string]any{"root": want, "parent": want}, value["reply"]); diff != "" {
		t.Errorf("reply (-want +got):\n%s", diff)
	}
	if got := covered(value); !cmp.Equal(got, []string{"@mia.test", "https://acme.test/weg?nr=1", "#Paket"}) {
		t.Errorf("facets cover %q", got)
	}

	out.Attempts = 2
	again, err := conn.Send(t.Context(), out)
	if err != nil || again.NetworkID != first.NetworkID {
		t.Errorf("sent again: %v %v, want %v", again, err, first)
	}
	if after := acme.record(t, out.Key); !cmp.Equal(before, after) {
		t.Errorf("sending again changed the record:\n%s", cmp.Diff(before, after))
	}
	if n := len(acme.list(t)); n != 1 {
		t.Errorf("%d records after two sends with one key", n)
	}

	part := out
	part.Key, part.Text, part.ReplyTo, part.After, part.Attempts = kind.NewKey(time.Now()), "Und weiter.", first.NetworkID, 1, 1
	second, err := conn.Send(t.Context(), part)
	if err != nil {
		t.Fatalf("the second part: %v", err)
	}
	reply := acme.record(t, part.Key)["value"].(map[string]any)["reply"].(map[string]any)
	if reply["root"].(map[string]any)["uri"] != question["uri"] || reply["parent"].(map[string]any)["uri"] != string(first.NetworkID) {
		t.Errorf("the second part hangs under %v", reply)
	}

	for _, id := range []desk.NetworkID{second.NetworkID, first.NetworkID, first.NetworkID} {
		if _, err := conn.Send(t.Context(), desk.Outgoing{Errand: desk.SendDelete, NetworkID: id, Attempts: 1}); err != nil {
			t.Errorf("taking %s back: %v", id, err)
		}
	}
	if n := len(acme.list(t)); n != 0 {
		t.Errorf("%d records are left", n)
	}
	mia.ok(t, "com.atproto.repo.deleteRecord", map[string]any{"repo": mia.did, "collection": posts, "rkey": key(question)})
	out.Key, out.Attempts = kind.NewKey(time.Now()), 1
	if _, err := conn.Send(t.Context(), out); !desk.Is(err, desk.Refused) {
		t.Errorf("answering what is gone: %v, want refused", err)
	}

	prover := conn.(channel.Prover)
	head := func() any {
		_, latest := acme.get(t, "com.atproto.sync.getLatestCommit", url.Values{"did": {acme.did}})
		return latest["rev"]
	}
	stood := head()
	if err := prover.Prove(t.Context()); err != nil || stood == nil || head() != stood {
		t.Errorf("asking whether it may post: %v, and the repository went from %v to %v", err, stood, head())
	}
	acme.ok(t, "com.atproto.server.deactivateAccount", map[string]any{})
	if err := prover.Prove(t.Context()); !desk.Is(err, desk.Unauthorized) {
		t.Errorf("asking whether an account may post that may not: %v", err)
	}
}

// The pretend network answers like the real one, request by request.
func TestThePretendServerIsLikeTheRealOne(t *testing.T) {
	pds, _ := real(t)
	fake, err := blueskytest.Start(blueskytest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer fake.Close()
	want, got := probe(t, pds), probe(t, fake.URL)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-real +pretend):\n%s", diff)
	}
	for _, line := range want {
		t.Log(line)
	}
}

// probe makes the same requests of a server and notes how each ended.
func probe(t *testing.T, server string) []string {
	var notes []string
	note := func(what string, status int, body map[string]any) {
		notes = append(notes, fmt.Sprintf("%s: %d %v", what, status, body["error"]))
	}
	a := join(t, server, "probe.test")
	post := map[string]any{"$type": posts, "text": "One", "createdAt": "2026-11-22T03:00:00.000Z"}
	write := map[string]any{"repo": a.did, "collection": posts, "rkey": tid(1), "record": post}
	status, one := a.call(t, "com.atproto.repo.putRecord", write)
	note("put", status, one)
	status, two := a.call(t, "com.atproto.repo.putRecord", write)
	note("put again", status, two)
	note(fmt.Sprintf("the same uri %v and cid %v", one["uri"] == two["uri"], one["cid"] == two["cid"]), 0, nil)
	status, b := a.call(t, "com.atproto.repo.createRecord", write)
	note("create with a taken key", status, b)
	status, b = a.get(t, "com.atproto.repo.getRecord", url.Values{"repo": {a.did}, "collection": {posts}, "rkey": {"3aaaaaaaaaa2a"}})
	note("get what is not there", status, b)
	status, b = a.get(t, "com.atproto.repo.getRecord", url.Values{"repo": {"did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"}, "collection": {posts}, "rkey": {tid(1)}})
	note("get of nobody", status, map[string]any{"error": b["error"] != nil})
	status, b = a.call(t, "com.atproto.repo.deleteRecord", map[string]any{"repo": a.did, "collection": posts, "rkey": "3aaaaaaaaaa2a"})
	note("delete what is not there", status, b)
	status, b = a.call(t, "com.atproto.repo.putRecord", map[string]any{"repo": a.did, "collection": posts, "rkey": tid(1),
		"record": map[string]any{"$type": posts, "text": strings.Repeat("a", 301), "createdAt": "2026-11-22T03:00:00.000Z"}})
	note("put what is too long", status, map[string]any{"error": b["error"] != nil})
	status, b = a.call(t, "com.atproto.server.createSession", map[string]any{"identifier": "probe.test", "password": "wrong"})
	note("sign in with a wrong password", status, b)
	nobody := a
	nobody.token = ""
	status, b = nobody.call(t, "com.atproto.repo.putRecord", write)
	note("put as nobody", status, b)
	nobody.token = "worn out"
	status, b = nobody.call(t, "com.atproto.repo.putRecord", write)
	note("put with a token that is none", status, b)
	a.token = a.refresh
	status, b = a.call(t, "com.atproto.server.refreshSession", nil)
	note("renew", status, b)
	status, b = a.call(t, "com.atproto.repo.putRecord", write)
	note("put with a refresh token", status, b)
	return notes
}

// tid is a key whose time is the one in the probe's post.
func tid(n int) string {
	at := time.Date(2026, 11, 22, 3, 0, 0, n*1000, time.UTC)
	return bluesky.Kind().NewKey(at)[:11] + "22"
}

// user speaks to a server directly, not through the channel.
type user struct{ server, did, token, refresh string }

func join(t *testing.T, server, handle string) user {
	t.Helper()
	u := user{server: server}
	b := u.ok(t, "com.atproto.server.createAccount", map[string]any{"handle": handle, "email": handle + "@example.test", "password": "long enough"})
	u.did, u.token, u.refresh = b["did"].(string), b["accessJwt"].(string), b["refreshJwt"].(string)
	return u
}

func (u user) post(t *testing.T, text string) map[string]any {
	t.Helper()
	return u.ok(t, "com.atproto.repo.createRecord", map[string]any{"repo": u.did, "collection": posts,
		"record": map[string]any{"$type": posts, "text": text, "createdAt": time.Now().UTC().Format(time.RFC3339)}})
}

func (u user) record(t *testing.T, key string) map[string]any {
	t.Helper()
	status, b := u.get(t, "com.atproto.repo.getRecord", url.Values{"repo": {u.did}, "collection": {posts}, "rkey": {key}})
	if status != http.StatusOK {
		t.Fatalf("record %s: %d %v", key, status, b)
	}
	return b
}

func (u user) list(t *testing.T) []any {
	t.Helper()
	_, b := u.get(t, "com.atproto.repo.listRecords", url.Values{"repo": {u.did}, "collection": {posts}})
	list, _ := b["records"].([]any)
	return list
}

func (u user) ok(t *testing.T, name string, body map[string]any) map[string]any {
	t.Helper()
	status, b := u.call(t, name, body)
	if status != http.StatusOK {
		t.Fatalf("%s: %d %v", name, status, b)
	}
	return b
}

func (u user) call(t *testing.T, name string, body map[string]any) (int, map[string]any) {
	t.Helper()
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		r = bytes.NewReader(b)
	}
	return u.do(t, http.MethodPost, name, r)
}

func (u user) get(t *testing.T, name string, q url.Values) (int, map[string]any) {
	t.Helper()
	return u.do(t, http.MethodGet, name+"?"+q.Encode(), nil)
}

func (u user) do(t *testing.T, method, name string, body io.Reader) (int, map[string]any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, u.server+"/xrpc/"+name, body)
	if err != nil {
		t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if u.token != "" {
		req.Header.Set("Authorization", "Bearer "+u.token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var b map[string]any
	_ = json.NewDecoder(resp.Body).Decode(&b) // some answers have no body
	return resp.StatusCode, b
}

func key(ref map[string]any) string {
	uri := ref["uri"].(string)
	return uri[strings.LastIndex(uri, "/")+1:]
}

// covered are the words under a post's facets.
func covered(value map[string]any) []string {
	text := value["text"].(string)
	var out []string
	for _, f := range value["facets"].([]any) {
		at := f.(map[string]any)["index"].(map[string]any)
		out = append(out, text[int(at["byteStart"].(float64)):int(at["byteEnd"].(float64))])
	}
	return out
}
