package browser_test

import (
	"context"
	"os"
	"os/exec"
	"testing"

	"github.com/chromedp/chromedp"
)

// A story is one thing that people do, told from its beginning to its end.
type story struct {
	name string
	tell func(*testing.T, *chrome)
}

func TestStories(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser takes its time: not with -short")
	}
	c := start(t)
	for _, s := range []story{
		{"every page is accessible", accessible},
		{"first run", firstRun},
		{"hear", hear},
		{"answer", answer},
		{"send once", sendOnce},
		{"an answer with pictures", pictures},
		{"a picture without script", picturePlain},
		{"work a case", workCase},
		{"many cases at once", manyCases},
		{"a list without an end", longList},
		{"one matter, two cases", oneMatter},
		{"erase people", erasePerson},
		{"correct a signal", correctSignal},
		{"write a rule", writeRule},
		{"private data", privateData},
		{"without script", withoutScript},
		{"keyboard only", keyboardOnly},
		{"two agents at once", twoAgents},
		{"stale page", stalePage},
		{"named in a note", namedInNote},
		{"a reply with steps", replyWithSteps},
		{"connection lost", connectionLost},
		{"phone", phone},
		{"sign in", signIn},
		{"session expired", sessionExpired},
		{"failed send", failedSend},
		{"see a hole and close it", closeHole},
		{"a case over authority", overAuthority},
		{"see to it", seeToIt},
		{"hand over", handOver},
		{"hostile text", hostileText},
		{"the watch sees", watchSees},
		{"benchmark report", benchmarkReport},
		{"see the reports", seeReports},
	} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.tell(t, c)
		})
	}
}

// chrome is the one browser of the package.
type chrome struct {
	ctx context.Context
	axe string // source of axe-core; "" where it is absent
}

func start(t *testing.T) *chrome {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		absent(t, "chromium is not in the PATH")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("lang", "en-GB"), chromedp.Flag("force-prefers-reduced-motion", true))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("chromium does not start: %v", err)
	}
	c := &chrome{ctx: ctx}
	if file := os.Getenv("HEED_AXE"); file != "" {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c.axe = string(source)
	}
	return c
}

// absent skips what cannot be told on this machine; in CI nothing may be absent.
func absent(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}
