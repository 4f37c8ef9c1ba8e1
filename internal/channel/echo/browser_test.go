package echo_test

import (
	"context"
	"net/http/httptest"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"heed/internal/channel/echo"
	"heed/internal/desk"
)

// TestPageInBrowser has a visitor post and watch the answer come without a reload, under
// the page's own Content-Security-Policy.
func TestPageInBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser takes its time: not with -short")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium on this machine")
	}
	n := echo.New(time.Now)
	if _, err := n.Join(echo.Profile{Handle: "acme", Name: "Acme", Company: true}); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(n)
	t.Cleanup(server.Close)

	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox)
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	defer cancel()
	ctx, cancel = context.WithTimeout(ctx, time.Minute)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	do := func(what string, steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	do("start")
	console := chromedp.Console(ctx)
	do("post as a customer",
		chromedp.Navigate(server.URL),
		chromedp.SendKeys("#name", "Robin Vale"),
		chromedp.SendKeys("#text", "No train for an hour."),
		chromedp.Click("#say button"),
		chromedp.WaitVisible(".post .acts"),
	)
	left, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.getElementById("text").value + "|" + document.getElementById("name").value`))
	if err != nil || left != "|Robin Vale" {
		t.Errorf("after posting the form holds %q (%v), want the name alone", left, err)
	}
	must(t, n, echo.Draft{By: "acme", Form: desk.Reply, On: n.Posts("robin-vale")[0].ID, Text: "We are looking.", Key: "first"})
	do("the answer comes by itself", chromedp.WaitVisible("#k-first.company"))

	do("scroll down while nothing happens", chromedp.Evaluate[chromedp.Void](`document.body.style.minHeight = "5000px"; window.scrollTo(0, 3000)`))
	must(t, n, echo.Draft{By: "acme", Text: "All is well again.", Key: "second"})
	do("a reader further down is asked first", chromedp.WaitVisible("#fresh"))
	there, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.getElementById("k-second") !== null`))
	if err != nil || there {
		t.Errorf("the page moved under its reader (%v)", err)
	}
	do("show it", chromedp.Evaluate[chromedp.Void](`document.getElementById("fresh").click()`), chromedp.WaitVisible("#k-second"))

	cancel()
	for m, err := range console {
		if err != nil {
			break
		}
		if m.Type == "error" || m.Type == chromedp.ConsoleException {
			t.Errorf("the browser complains: %s", m.Text)
		}
	}
}
