// Command pictures starts the demo and takes pictures of its pages with headless Chromium:
// those of the README and, with --all, every page wide, as a tablet and a phone show it, light
// and dark, to be looked at.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"heed/internal/config"
	"heed/internal/demo"
)

func main() {
	out := flag.String("out", "docs/pictures", "folder for the pictures")
	all := flag.Bool("all", false, "every page, size and theme")
	only := flag.String("only", "", "names of pages with commas between; with --all")
	settle := flag.Duration("settle", 20*time.Second, "how long the invented customers speak before the first picture")
	flag.Parse()
	if err := run(context.Background(), *out, *only, *all, *settle); err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1)
	}
}

type page struct{ name, path string }

type size struct {
	name          string
	width, height int64
}

func run(ctx context.Context, out, only string, all bool, settle time.Duration) (err error) {
	dir, err := os.MkdirTemp("", "heed-pictures-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	cfg, err := config.Load(config.Sources{Flags: map[string]string{"data": dir, "addr": "localhost:0", "undo": "0s"}})
	if err != nil {
		return err
	}
	town, err := demo.Start(ctx, cfg, demo.Options{Log: slog.New(slog.DiscardHandler), Seed: 7, Rate: 20})
	if err != nil {
		return err
	}
	defer func() {
		if serr := town.Stop(); err == nil {
			err = serr
		}
	}()
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	time.Sleep(settle)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("/usr/bin/chromium"), chromedp.NoSandbox)
	ctx, cancel := chromedp.NewExecAllocator(ctx, options...)
	defer cancel()
	ctx, cancel = context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1440, 900), chromedp.Navigate(town.SignInURL), chromedp.Click("#signin-link"), chromedp.WaitVisible("a[href^='/cases/']")); err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	first, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector("a[href^='/cases/']").getAttribute("href")`))
	if err != nil {
		return err
	}
	pages := []page{{"desk", first}}
	sizes, themes := []size{{"", 1440, 900}}, []string{""}
	if all {
		pages = []page{
			{"queue", "/queue/reply"}, {"case", first}, {"waiting", "/queue/waiting?order=next"}, {"later", "/queue/later"}, {"done", "/queue/done"}, {"watch", "/queue/watch"}, {"failed", "/failed"}, {"find", "/search?q=train"},
			{"searches", "/searches"}, {"search-new", "/searches/new"}, {"company", "/settings/company"}, {"accounts", "/settings/accounts"}, {"connect", "/settings/connect/bluesky"}, {"protocol", "/settings/protocol"},
			{"calendars", "/settings/calendars"}, {"people", "/settings/people"}, {"teams", "/settings/teams"}, {"macros", "/settings/macros"}, {"profile", "/settings/profile"},
			{"reports", "/reports"}, {"equity", "/reports/equity"}, {"lip-service", "/reports/about/lip-service"}, {"alerts", "/reports/alerts"}, {"peers", "/reports/peers"},
			{"behind", "/reports/cases?figure=first_response_time_p50"}, {"hearing", "/hearing"}, {"duty", "/duty"}, {"notifications", "/settings/notifications"},
			{"coverage", "/coverage"}, {"review", "/review"}, {"learning", "/settings/learning"}, {"clocks", "/settings/clocks"}, {"private", "/settings/private"},
			{"merge", strings.SplitN(first, "?", 2)[0] + "/merge"}, {"person", "/people/1"}, {"audit", "/settings/audit"}, {"keys", "/about/keys"}, {"missing", "/nowhere"},
		}
		sizes = []size{{"wide", 1440, 900}, {"tablet", 820, 1100}, {"phone", 390, 844}}
		themes = []string{"light", "dark"}
	}
	for _, p := range pages {
		if only != "" && !strings.Contains(","+only+",", ","+p.name+",") {
			continue
		}
		for _, s := range sizes {
			for _, theme := range themes {
				name := strings.Trim(p.name+"-"+s.name+"-"+theme, "-") + ".png"
				if err := shoot(ctx, town.DeskURL+p.path, s, theme, filepath.Join(out, name)); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
			}
		}
	}
	return chromedp.Do(ctx, chromedp.EmulateViewport(1440, 900), chromedp.Navigate(town.NetworkURL), save(filepath.Join(out, "network.png")))
}

func shoot(ctx context.Context, url string, s size, theme, file string) error {
	return chromedp.Do(ctx, chromedp.EmulateViewport(s.width, s.height), scheme(theme), chromedp.Navigate(url), chromedp.WaitReady("main"),
		chromedp.Sleep(400*time.Millisecond), save(file))
}

// scheme makes the browser prefer light or dark.
func scheme(theme string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (v chromedp.Void, err error) {
		_, err = cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}})
		return v, err
	}
}

func save(file string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (v chromedp.Void, err error) {
		png, err := chromedp.CaptureScreenshot()(ctx, t)
		if err != nil {
			return v, err
		}
		return v, os.WriteFile(file, png, 0o644)
	}
}
