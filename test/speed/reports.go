package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// perYearCase is how many messages a case of the desk has on which reports are measured.
const perYearCase = 2

// yearZones are those of the readers: one of whole hours, and one of three quarters.
var yearZones = []string{"Europe%2FBerlin", "Asia%2FKathmandu"} // read only

// year measures the reports of a desk that had so many cases in a year.
func (b *bench) year(ctx context.Context) error {
	for _, kind := range b.databases {
		if err := b.yearOn(ctx, kind); err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
	}
	return nil
}

func (b *bench) yearOn(ctx context.Context, kind string) (err error) {
	var c *cluster
	title := "SQLite"
	if kind == "postgres" {
		if c, err = startCluster(ctx, filepath.Join(b.work, "postgres")); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, c.stop()) }()
		title = c.version()
	}
	d, err := b.yearDesk(ctx, kind, c)
	if err != nil {
		return err
	}
	if err := b.start(ctx, d); err != nil {
		return err
	}
	fmt.Printf("### Reports, %s\n\n%s cases in each of %d years. Milliseconds over HTTP, one reader: the median, the slowest, and the processor time of the desk for each.\n\n", title, grouped(int64(b.cases)), b.years)
	fmt.Printf("| page | p50 | slowest | CPU each |\n|---|---|---|---|\n")
	for i, zone := range yearZones {
		session, _, _ := strings.Cut(d.page.cookie, ";")
		d.page.cookie = session + "; zone=" + zone
		list := yearPages(time.Now())
		if i > 0 {
			list = list[:6] // where its days begin makes no difference to the rest
		}
		for _, path := range list {
			if err == nil && strings.Contains(path, b.asks) {
				err = b.yearPage(ctx, d, zone, path)
			}
		}
	}
	fmt.Println()
	if err = errors.Join(err, d.child.stop()); err != nil || !b.check {
		return err
	}
	begin := time.Now()
	out, peak, err := b.heed(ctx, append([]string{"check"}, d.flags()...)...)
	if err == nil {
		fmt.Printf("heed check took %s and %.0f MB: %s\n", time.Since(begin).Round(time.Second), peak, out)
	}
	return err
}

// yearPages are what leads open, by period first.
func yearPages(now time.Time) (list []string) {
	const year = "period=365d"
	for _, period := range []string{"period=1d", "period=7d", "period=28d", "period=90d", year} {
		list = append(list, "/reports?"+period)
	}
	from, to := now.AddDate(0, -7, 0).Format(time.DateOnly), now.AddDate(0, -4, 3).Format(time.DateOnly)
	list = append(list, "/reports?from="+from+"&to="+to, "/reports?brand=2&"+year)
	for _, by := range []string{"brand", "team", "agent", "intent", "lang", "private", "hour"} {
		list = append(list, "/reports?by="+by+"&"+year)
	}
	list = append(list, "/reports?by=team&key=2&"+year, "/reports?format=csv&by=agent&"+year, "/reports/equity?"+year, "/reports/equity?brand=2&period=90d")
	for _, topic := range []string{"promises", "windows", "lip-service", "deflection"} {
		list = append(list, "/reports/about/"+topic+"?"+year)
	}
	for _, what := range []string{"figure=demand", "figure=windows_lost&only=yes", "figure=promise_keeping", "figure=reach_at_risk", "figure=response_rate_1h&by=agent&key=7&only=no", "figure=score&by=team&key=99"} {
		list = append(list, "/reports/cases?"+what+"&"+year)
	}
	return list
}

func (b *bench) yearPage(ctx context.Context, d *site, zone, path string) error {
	cell := &cell{}
	for n := range b.rounds + 1 {
		before := d.child.worked()
		a, err := d.page.get(ctx, path, false)
		if err != nil {
			return err
		}
		body, err := a.text()
		if err == nil && !bytes.Contains(body, []byte("</html>")) && !strings.Contains(path, "format=csv") {
			err = fmt.Errorf("%s is no whole page", path)
		}
		if err != nil {
			return err
		}
		if n > 0 { // the first warms up
			cell.took, cell.worked = append(cell.took, a.took), cell.worked+d.child.worked()-before
		}
	}
	fmt.Printf("| `%s` in %s | %s | %s | %s |\n", path, strings.ReplaceAll(zone, "%2F", "/"), ms(cell.at(.5)), ms(cell.at(1)), ms(cell.work()))
	return nil
}

// yearDesk makes the desk, or takes one that an earlier run left.
func (b *bench) yearDesk(ctx context.Context, kind string, c *cluster) (d *site, err error) {
	name := fmt.Sprintf("%s-%d-years-%d", kind, b.years, b.cases)
	d = &site{name: kind, dir: filepath.Join(b.work, name)}
	if err := os.MkdirAll(d.dir, 0o755); err != nil {
		return nil, err
	}
	if c != nil {
		if d.database, err = c.database(fmt.Sprintf("years%d_%d", b.years, b.cases), false); err != nil {
			return nil, err
		}
	}
	if d.network, err = startNetwork(filepath.Join(d.dir, "network")); err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(d.dir, "counted")); err == nil {
		return d, nil
	}
	if err := b.fill(ctx, d); err != nil {
		return nil, err
	}
	tell("%s: generating %d cases and counting them", name, b.years*b.cases)
	begin := time.Now()
	args := append([]string{"generate", "--cases", strconv.Itoa(b.years * b.cases), "--messages", strconv.Itoa(perYearCase), "--days", strconv.Itoa(365 * b.years), "--varied"}, d.flags()...)
	if _, _, err := b.heed(ctx, args...); err != nil {
		return nil, err
	}
	tell("%s: that took %s", name, time.Since(begin).Round(time.Second))
	return d, os.WriteFile(filepath.Join(d.dir, "counted"), nil, 0o644)
}
