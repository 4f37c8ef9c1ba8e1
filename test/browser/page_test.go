package browser_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience is how long a step may take. It is long, since the machine may be busy; a step
// that works takes milliseconds.
const patience = 30 * time.Second

// A tab is one page of one person's browser.
type tab struct {
	t     testing.TB
	site  *site
	who   string
	base  string // address of the desk
	ctx   context.Context
	touch bool
	// scriptless is a browser that runs no script.
	scriptless bool

	mu       sync.Mutex
	said     []string // complaints of the browser
	expected []string
}

// person opens a browser of somebody's own.
func (s *site) person(who string) *tab {
	s.t.Helper()
	ctx, cancel := chromedp.NewContext(s.chrome.ctx, chromedp.WithNewBrowserContext())
	s.t.Cleanup(cancel)
	b := &tab{t: s.t, site: s, who: who, base: s.server.URL(), ctx: ctx}
	b.begin()
	b.size(1440, 900, false)
	return b
}

// another opens a second tab of the same browser.
func (b *tab) another() *tab {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	b.t.Cleanup(cancel)
	n := &tab{t: b.t, site: b.site, who: b.who + ", second tab", base: b.base, ctx: ctx}
	n.begin()
	return n
}

// refused reports what the policy of a page did not permit. It runs in a world of its own,
// which the page cannot see and its policy does not bind.
const refused = `document.addEventListener("securitypolicyviolation", e =>
	console.error("policy: " + e.violatedDirective + " refused " + (e.blockedURI || e.sample) + " at " + e.sourceFile + ":" + e.lineNumber))`

// begin opens the tab and starts to listen to its console.
func (b *tab) begin() {
	b.t.Helper()
	b.must("open a tab", func(ctx context.Context) error {
		return chromedp.Do(b.ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument,
				page.AddScriptToEvaluateOnNewDocumentParams{Source: refused, WorldName: "watch"})
			return err
		}))
	})
	messages := chromedp.Console(b.ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.Type == "error" || m.IsException() {
				b.mu.Lock()
				b.said = append(b.said, strings.TrimSpace(m.Text+" "+m.URL))
				b.mu.Unlock()
			}
		}
	}()
	b.t.Cleanup(b.check)
}

// expect says which complaints of the browser belong to the story: that an answer was 409
// is one.
func (b *tab) expect(parts ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.expected = append(b.expected, parts...)
}

func (b *tab) check() {
	for _, s := range b.complaints() {
		b.t.Errorf("%s: the browser complains: %s", b.who, s)
	}
}

// complaints are those that nobody expected.
func (b *tab) complaints() (out []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
next:
	for _, s := range b.said {
		for _, e := range b.expected {
			if strings.Contains(s, e) {
				continue next
			}
		}
		out = append(out, s)
	}
	return out
}

// must does a step, in time.
func (b *tab) must(what string, f func(context.Context) error) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := f(ctx); err != nil {
		b.fail("%s: %v", what, err)
	}
}

// fail ends the story with a picture and the words of the page.
func (b *tab) fail(format string, args ...any) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	where, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText.slice(0, 2500)`))
	if png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot()); err == nil {
		file := filepath.Join(b.t.ArtifactDir(), "failed.png")
		if os.WriteFile(file, png, 0o644) == nil {
			b.t.Logf("picture (kept with -artifacts): %s", file)
		}
	}
	b.t.Fatalf("%s: %s\n%s\ncomplaints: %q", b.who, fmt.Sprintf(format, args...), where, b.complaints())
}

func (b *tab) open(url string) {
	b.t.Helper()
	if strings.HasPrefix(url, "/") {
		url = b.base + url
	}
	b.must("open "+url, func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.Navigate(url)) })
}

func (b *tab) reload() {
	b.t.Helper()
	b.must("reload", func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.Reload()) })
}

// size is the window's; touch makes it a phone's.
func (b *tab) size(width, height int64, touch bool) {
	b.t.Helper()
	b.touch = touch
	opts := []chromedp.EmulateViewportOption{}
	if touch {
		opts = append(opts, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulateScale(2))
	}
	b.must("size", func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.EmulateViewport(width, height, opts...))
	})
}

// theme is light or dark, as the person's machine prefers it.
func (b *tab) theme(name string) {
	b.t.Helper()
	b.must("theme", func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
				{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
			return err
		}))
	})
}

// js writes a string as JavaScript has it.
func js(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // of a string: cannot be
	}
	return string(b)
}

// eval is the value of an expression in the page.
func eval[T any](b *tab, expression string) (v T) {
	b.t.Helper()
	b.must(expression, func(ctx context.Context) (err error) {
		v, err = chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
		return err
	})
	return v
}

// tick is how often a condition is looked at.
const tick = 25 * time.Millisecond

// until waits for a condition of the page. A page that is being left has none.
func (b *tab) until(what, condition string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	again := time.NewTicker(tick)
	defer again.Stop()
	for last := error(nil); ; {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+condition+")"))
		if err == nil && ok {
			return
		}
		if ctx.Err() == nil {
			last = err
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			b.fail("waited for: %s (%v)", what, last)
		}
	}
}

// waitFor waits for something outside the page.
func (b *tab) waitFor(what string, ok func() bool) {
	b.t.Helper()
	if !comes(ok) {
		b.fail("waited for: %s", what)
	}
}

// comes waits until something is so, and reports whether it came to be.
func comes(ok func() bool) bool {
	deadline := time.Now().Add(patience)
	again := time.NewTicker(tick)
	defer again.Stop()
	for !ok() {
		if time.Now().After(deadline) {
			return false
		}
		<-again.C
	}
	return true
}

// said is what the element e shows or holds.
const said = `(e.matches("input, textarea, select") ? e.value : e.innerText).replaceAll("\u00a0", " ")`

// shown is an expression for the first visible element of a selector that holds all the
// words.
func shown(sel string, words ...string) string {
	expr := `[...document.querySelectorAll(` + js(sel) + `)].find(e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}) && e.getClientRects().length`
	for _, w := range words {
		expr += ` && ` + said + `.includes(` + js(w) + `)`
	}
	return expr + ")"
}

// see waits until an element is visible and holds all the words.
func (b *tab) see(sel string, words ...string) {
	b.t.Helper()
	b.until(fmt.Sprintf("%s with %q", sel, words), shown(sel, words...))
}

// gone waits until no such element is visible.
func (b *tab) gone(sel string) { b.t.Helper(); b.until("no "+sel, "!"+shown(sel)) }

// text is what an element shows or holds.
func (b *tab) text(sel string) string {
	b.t.Helper()
	b.see(sel)
	return eval[string](b, `(e => `+said+`)(`+shown(sel)+`)`)
}

func (b *tab) count(sel string) int {
	b.t.Helper()
	return eval[int](b, `document.querySelectorAll(`+js(sel)+`).length`)
}

// point is where a person would press an element, once it can be pressed there: visible,
// enabled, under nothing else and at rest.
func (b *tab) point(sel string) (x, y float64) {
	b.t.Helper()
	find := `(() => {
		const e = ` + shown(sel) + `;
		if (!e || e.disabled) return null;
		const inside = r => r.left >= 0 && r.top >= 0 && r.right <= innerWidth && r.bottom <= innerHeight;
		if (!inside(e.getBoundingClientRect())) e.scrollIntoView({block: "center", inline: "nearest", behavior: "instant"});
		const r = e.getClientRects()[0], x = r.left + r.width / 2, y = r.top + r.height / 2, top = document.elementFromPoint(x, y);
		return top && (e.contains(top) || top.contains(e) && top.closest("label")) ? [x, y] : null;
	})()`
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	again := time.NewTicker(tick)
	defer again.Stop()
	for last := []float64(nil); ; {
		at, err := chromedp.Run(ctx, chromedp.Evaluate[[]float64](find))
		if err == nil && len(at) == 2 && slices.Equal(at, last) {
			return at[0], at[1]
		}
		last = at
		select {
		case <-again.C:
		case <-ctx.Done():
			b.fail("%s cannot be pressed", sel)
		}
	}
}

// click presses an element as the person's device does.
func (b *tab) click(sel string) { b.t.Helper(); b.press(sel, 1) }

// press clicks n times in quick succession. A single click that nothing got is made again: what
// comes live may move the element in the moment of the click, and a person would see that.
func (b *tab) press(sel string, n int) {
	b.t.Helper()
	for again := 3; ; again-- {
		x, y := b.point(sel)
		watched := n == 1 && !b.touch && !b.scriptless
		if watched {
			eval[bool](b, `(() => { window.pressed = false; addEventListener("click", c => { const e = `+shown(sel)+`; window.pressed = !e || e.contains(c.target) || c.target.contains(e) }, {once: true, capture: true}); return true })()`)
		}
		b.must("click "+sel, func(ctx context.Context) error {
			for i := range n {
				if err := chromedp.Do(ctx, b.tap(x, y, int64(i+1))); err != nil {
					return err
				}
			}
			return nil
		})
		if !watched || again == 0 || !b.missed() {
			return
		}
	}
}

// missed reports that the click that was watched for did not come; a page that gave way to another had it.
func (b *tab) missed() bool {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	missed, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`window.pressed === false`))
	return err == nil && missed
}

func (b *tab) tap(x, y float64, nth int64) chromedp.Action[chromedp.Void] {
	if !b.touch {
		return chromedp.MouseClickXY(x, y, func(p *input.DispatchMouseEventParams) { p.ClickCount = nth })
	}
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, input.DispatchTouchEvent, input.DispatchTouchEventParams{
			Type: input.DispatchTouchEventTypeTouchStart, TouchPoints: []*input.TouchPoint{{X: x, Y: y}}})
		if err != nil {
			return err
		}
		_, err = cdp.Call(ctx, t, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}})
		return err
	})
}

// away moves the mouse to where nothing is.
func (b *tab) away() {
	b.t.Helper()
	b.must("move the mouse", func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.MouseEvent(chromedp.MouseMoved, 1, 1))
	})
}

// write puts text into a field, after what it holds, as an input method does.
func (b *tab) write(sel, text string) {
	b.t.Helper()
	b.click(sel)
	b.until(sel+" to have the focus", `document.activeElement === `+shown(sel))
	b.insert(text)
}

// insert types at the place of the cursor, in one piece.
func (b *tab) insert(text string) {
	b.t.Helper()
	b.must("type", func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: text})
			return err
		}))
	})
}

// empty takes all text out of a field.
func (b *tab) empty(sel string) {
	b.t.Helper()
	b.click(sel)
	eval[bool](b, shown(sel)+`.select() ?? true`)
	b.keys("\b")
	b.until(sel+" to be empty", shown(sel)+`.value === ""`)
}

// keys presses keys one after the other. What a key writes goes with the pressing, as a browser does it: sent
// by itself it could come after what the page did about the key, and where the cursor is then.
func (b *tab) keys(keys string, with ...chromedp.Modifier) {
	b.t.Helper()
	b.must(fmt.Sprintf("press %q", keys), func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			for _, r := range keys {
				all := kb.Encode(r)
				down, up := all[0], all[len(all)-1]
				if len(all) == 3 && len(with) == 0 {
					down.Text, down.UnmodifiedText = all[1].Text, all[1].UnmodifiedText
				}
				for _, k := range []*input.DispatchKeyEventParams{down, up} {
					chromedp.KeyModifiers(with...)(k)
					if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, *k); err != nil {
						return err
					}
				}
			}
			return nil
		}))
	})
}

// signIn goes through a one-time link.
func (b *tab) signIn(email string) {
	b.t.Helper()
	b.open(b.site.link(b.base, email))
	b.click("#signin-link")
	b.see("#queue")
}

// isHere waits until the page stands at a path.
func (b *tab) isHere(path string) {
	b.t.Helper()
	b.until("the page "+path, `location.pathname === `+js(path)+` && document.readyState === "complete"`)
}
