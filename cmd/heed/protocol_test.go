package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const tryPosts = `{"id":"1","author":"mia","time":"2026-05-04T09:00:00Z","text":"my parcel caught fire"}
{"id":"2","author":"bo","time":"2026-05-04T09:10:00Z","text":"hello there"}
{"id":"3","author":"acme","direction":"out","time":"2026-05-04T09:20:00Z","reply_to":"1","text":"sorry"}
{"id":"4","author":"bo","time":"2026-05-04T09:30:00Z","reply_to":"2","text":"anybody?"}
{"text":
{"id":"5","author":"jo","time":"2026-05-04T12:00:00Z","text":"good morning"}
`

func tryProtocol(t *testing.T, f tryFlags, protocol, against string) (out, errs string, err error) {
	t.Helper()
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	if against != "" {
		f.against = file("against.json", against)
	}
	if f.format == "" {
		f.format = "text"
	}
	if f.most == 0 {
		f.most = 100
	}
	made, err := newTrial(f, []string{file("protocol.json", protocol)}, strings.NewReader(tryPosts))
	if err != nil {
		return "", "", err
	}
	var o, e bytes.Buffer
	err = made.run(&o, &e)
	if out = o.String(); against != "" {
		out = strings.ReplaceAll(out, f.against, "AGAINST")
	}
	return out, e.String(), err
}

func TestTryAProtocol(t *testing.T) {
	t.Parallel()
	const fire = `{"defaults":{"respond":"yes","within":"4h","hours":"covered","urgency":"normal"},"rules":[{"name":"Fire","when":"message.says(\"fire\")","within":"15m","hours":"calendar"},{"name":"Hello","when":"message.says(\"hello\")","respond":"watch"}]}`
	out, errs, err := tryProtocol(t, tryFlags{}, fire, `{"defaults":{"respond":"yes","within":"30m","hours":"calendar","urgency":"normal"}}`)
	if err != nil {
		t.Fatal(err)
	}
	want := `3 posts that begin a case, 1 rows refused

rule             posts  share   respond  within
Fire             1      33.3 %  yes      15m calendar
Hello            1      33.3 %  watch    
Everything else  1      33.3 %  yes      4h covered

answered 2 (66.7 %), watched 1, not answered 0
  within 15m calendar: 1 (33.3 %), so far 33.3 %
  within 4h covered: 1 (33.3 %), so far 66.7 %

against AGAINST: 3 of 3 decided otherwise
                       before          after
answered               3               2
watched                0               1
not answered           0               0
too late               1               1
answers owed at 09 h   2               1
answers owed at 12 h   1               1
language en answered   3               2
language en too late   1               1
channel file answered  3               2
channel file too late  1               1
equity gap by privacy  cannot be told  cannot be told
1: Everything else, 30m calendar → Fire, 15m calendar
2: Everything else, 30m calendar → Hello, watch
5: Everything else, 30m calendar → Everything else, 4h covered
`
	if d := cmp.Diff(want, out); d != "" {
		t.Error(d)
	}
	if !strings.Contains(errs, "stdin:5: ") {
		t.Errorf("the bad row is told as %q", errs)
	}
	out, errs, err = tryProtocol(t, tryFlags{each: true, most: 1, all: true}, fire, "")
	if want := `{"id":"1","rule":"Fire","respond":"yes","within":"15m","hours":"calendar","due":"2026-05-04T09:15:00Z","where":"public","urgency":"normal","because":["it says “fire”"]}` + "\n"; err != nil || out != want {
		t.Errorf("each: %s, %v", out, err)
	}
	if !strings.Contains(errs, "Skipped 3 more posts") {
		t.Errorf("what was passed over: %q", errs)
	}
	out, _, err = tryProtocol(t, tryFlags{format: "json"}, fire, "")
	if err != nil || !strings.HasPrefix(out, `{"posts":3,"refused":1,"passed_over":0,"answered":2,"watched":1,"not_answered":0,"rules":[{"rule":"Fire","respond":"yes","posts":1,"by_when":[{"within":"15m","hours":"calendar","posts":1}]},`) {
		t.Errorf("json: %s, %v", out, err)
	}
	if _, _, err = tryProtocol(t, tryFlags{}, `{"rules":[{"name":"x","when":"mesage.text == 1"}]}`, ""); err == nil || !strings.Contains(err.Error(), "mesage") {
		t.Errorf("a protocol that is wrong: %v", err)
	}
}
