package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heed/internal/benchmark"
	"heed/internal/desk"
)

// A report is not written over the file that it is made of, by whatever name.
func TestOutputSparesItsInput(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	posts, link := filepath.Join(dir, "posts.csv"), filepath.Join(dir, "link.csv")
	const rows = "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n1,100,True,2017-11-06T10:00:00Z,@AcmeHelp where is it?,,\n"
	if err := errors.Join(os.WriteFile(posts, []byte(rows), 0o600), os.Symlink(posts, link)); err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{posts, link} {
		c := benchmarkCommand()
		c.SetArgs([]string{posts, "--quiet", "--format", "csv", "--out", out})
		c.SilenceUsage, c.SilenceErrors = true, true
		if err := c.ExecuteContext(t.Context()); !desk.Is(err, desk.Invalid) {
			t.Errorf("%s: %v", out, err)
		}
	}
	if kept, err := os.ReadFile(posts); err != nil || string(kept) != rows {
		t.Errorf("left is %q, %v", kept, err)
	}
}

// A file of which nothing could be taken is a mistake, also to a script that only looks at the exit code.
func TestNothingTaken(t *testing.T) {
	t.Parallel()
	posts := filepath.Join(t.TempDir(), "posts.csv")
	if err := os.WriteFile(posts, []byte("tweet_id,author_id,inbound,created_at,text,in_response_to_tweet_id\n1,ann,True,once,Where is it?,\n2,bo,True,upon,And mine?,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := benchmarkCommand()
	c.SetArgs([]string{posts, "--quiet"})
	c.SilenceUsage, c.SilenceErrors = true, true
	if err := c.ExecuteContext(t.Context()); !desk.Is(err, desk.Invalid) || !strings.Contains(err.Error(), "rows refused: 2.") {
		t.Error(err)
	}
}

// A company may have any name, also one with commas and quotes.
func TestNamesOfCompanies(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	posts, out := filepath.Join(dir, "posts.csv"), filepath.Join(dir, "out")
	const name = `Acme, "Sons" & Co`
	rows := "tweet_id,author_id,inbound,created_at,text,in_response_to_tweet_id\n1,100,True,2017-11-06T10:00:00Z,@Acme where is it?,\n2,\"" + strings.ReplaceAll(name, `"`, `""`) + "\",False,2017-11-06T10:05:00Z,@100 On its way.,1\n" +
		"3,100,True,2017-11-06T10:00:00Z,@Bolt where is it?,\n4,Bolt,False,2017-11-06T10:05:00Z,@100 On its way.,3\n5,Acme,False,2017-11-06T10:05:00Z,On the way.,\n"
	if err := os.WriteFile(posts, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string // "": it is refused
	}{{[]string{"--company", name}, name}, {[]string{"--company", "@bolt, ACME"}, "Bolt"}, {[]string{"--company", "Bolt,Nobody"}, ""}, {[]string{"--explain", name + ",score"}, "1 case is in it"}, {[]string{"--explain", "score"}, ""}, {[]string{"--explain", name + ",score", "--limit", "-1"}, ""}} {
		command := benchmarkCommand()
		command.SetArgs(append(c.args, posts, "--quiet", "--out", out))
		command.SilenceUsage, command.SilenceErrors = true, true
		err := command.ExecuteContext(t.Context())
		text, _ := os.ReadFile(out)
		if c.want == "" && !desk.Is(err, desk.Invalid) && !desk.Is(err, desk.NotFound) || c.want != "" && (err != nil || !strings.Contains(string(text), c.want)) {
			t.Errorf("%q: %v\n%s", c.args, err, text)
		}
	}
}

func TestRemark(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		source    benchmark.Source
		companies int
		want      string
	}{
		"as it should be":        {benchmark.Source{Posts: 9, Cases: 3, Newest: now}, 1, ""},
		"empty":                  {benchmark.Source{Apart: true}, 0, "it contains no posts."},
		"to come":                {benchmark.Source{Posts: 9, Newest: now.AddDate(1, 0, 0)}, 1, "to come"},
		"without ids of replies": {benchmark.Source{Posts: 9, Cases: 3, Newest: now, Apart: true}, 1, "reply_to"},
		"nobody marked, no ids":  {benchmark.Source{Posts: 9, Newest: now, Apart: true}, 0, "--accounts"},
		"another time":           {benchmark.Source{Posts: 9, Newest: now, Narrowed: true}, 0, "no case was opened in this time"},
		"nobody to them":         {benchmark.Source{Posts: 9, Newest: now, Apart: true, Known: true}, 0, "so there is no case"},
		"not to those asked for": {benchmark.Source{Posts: 9, Cases: 3, Newest: now, Known: true}, 0, "companies you named"},
		"no company":             {benchmark.Source{Posts: 9, Newest: now}, 0, "--accounts"},
	} {
		if got := remark(&c.source, c.companies, now); got == "" && c.want != "" || !strings.Contains(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A slip in the name of a setting is told: it would pass, and another network be heard than was meant.
func TestSettingsOfNetworks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ network, set, wrong string }{
		"a known one":   {"echo", "url=http://localhost:8421", ""},
		"a slip":        {"bluesky", "jetsream=ws://localhost:1", "has no setting jetsream"},
		"another one's": {"echo", "jetstream=ws://localhost:1", "has no setting jetstream"},
		"no value":      {"echo", "url", "key=value"},
	} {
		_, a, err := network(c.network, []string{c.set})
		if c.wrong == "" {
			if k, v, _ := strings.Cut(c.set, "="); err != nil || a.Settings[k] != v {
				t.Errorf("%s: %v %v", name, a.Settings, err)
			}
		} else if !desk.Is(err, desk.Invalid) || !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
