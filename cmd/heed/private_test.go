package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heed/internal/explain"
	"heed/internal/privacy"
	"heed/internal/protocol"
)

// What a command says of rows and lines that it cannot read quotes them, and hides what is
// private; what it says of those that it reads quotes none.
func TestCommandsPrintNothingPrivate(t *testing.T) {
	t.Parallel()
	const private = "jo.secret@example.com, +44 7700 900123, 4111 1111 1111 1111"
	never := []string{"jo.secret", "900123", "4111 1111"}
	look := func(where, said string) {
		t.Helper()
		for _, n := range never {
			if strings.Contains(said, n) {
				t.Errorf("%s prints %q: %s", where, n, said)
			}
		}
	}

	p, err := protocol.Parse([]byte(`{"defaults":{"respond":"yes","within":"1h"},"rules":[{"name":"Data","when":"size(signals.private_data) > 0"},{"name":"Says","when":"message.says(\"secret\")"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	opts, err := explaining("")
	if err != nil {
		t.Fatal(err)
	}
	opts.Protocol = p
	opts.Bad = func(_ int, err error) { look("heed explain (a bad line)", err.Error()) }
	var out bytes.Buffer
	lines := `{"text":"my data: ` + private + `"}
{"text":"hi","time":"` + private + `"}
{"text":"hi","direction":"` + private + `"}
{"text":"` + private + `
` + private + `
{"` + private + `":1}
{"text":"hi","author":{"name":["` + private + `"]}}
`
	sum, err := explain.Run(strings.NewReader(lines), &out, opts)
	if err != nil || sum.Bad < 4 {
		t.Fatalf("%+v, %v", sum, err)
	}
	look("heed explain", out.String())

	csv := filepath.Join(t.TempDir(), "posts.csv")
	rows := "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n" +
		`1,mia,True,"` + private + `",hello,,` + "\n" + `2,jo,True,Tue Oct 31 22:10:47 +0000 2017,"` + private + `",,` + "\n" + `3,"` + private + "\n"
	if err := os.WriteFile(csv, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, f := range []tryFlags{{format: "text", most: 100}, {format: "json", most: 100}, {format: "text", most: 100, each: true}} {
		made, err := newTrial(f, []string{"default", csv}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var o, e bytes.Buffer
		if err := made.run(&o, &e); err != nil {
			t.Fatal(err)
		}
		if f.format == "text" && !strings.Contains(e.String(), "created_at") {
			t.Errorf("a refused row is not told: %s", e.String())
		}
		look("heed protocol try", o.String()+e.String())
	}
	if n := len(privacy.Find(private)); n != 3 {
		t.Errorf("%d findings", n)
	}
}
