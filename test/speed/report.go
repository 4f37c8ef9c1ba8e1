package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// table is what was measured on one database.
type table struct {
	title   string
	desks   []*site
	rows    []*line
	replies int
}

type line struct {
	name    string
	clients int
	cells   []*cell // one a desk
}

// row begins a line of the table.
func (t *table) row(name string, clients int) []*cell {
	l := &line{name: name, clients: clients}
	for range t.desks {
		l.cells = append(l.cells, &cell{})
	}
	t.rows = append(t.rows, l)
	return l.cells
}

func (t *table) print() {
	fmt.Printf("### %s\n\n", t.title)
	for _, d := range t.desks {
		fmt.Printf("%s messages, %s cases, %.0f MB. ", grouped(int64(d.stats.Messages)), grouped(int64(d.stats.Cases)), float64(d.stats.Bytes)/1e6)
	}
	fmt.Printf("Times in milliseconds.\n\n| what | clients |")
	rule := "|---|---|"
	for _, d := range t.desks {
		n := grouped(int64(d.messages))
		fmt.Printf(" p50, %s | p99, %s | a second | CPU each |", n, n)
		rule += "---|---|---|---|"
	}
	if len(t.desks) == 2 {
		fmt.Print(" p50, large : small |")
		rule += "---|"
	}
	fmt.Printf("\n%s\n", rule)
	for _, l := range t.rows {
		fmt.Printf("| %s | %d |", l.name, l.clients)
		for _, c := range l.cells {
			fmt.Printf(" %s | %s | %.0f | %s |", ms(c.at(0.5)), ms(c.at(0.99)), c.rate(), ms(c.work()))
		}
		if len(l.cells) == 2 {
			fmt.Printf(" %.2f |", float64(l.cells[1].at(0.5))/float64(l.cells[0].at(0.5)))
		}
		fmt.Println()
	}
	fmt.Printf("\nAll answers were right; %s answers were sent, each is stored once and reached the network once.\n\n", grouped(int64(t.replies)))
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f", float64(d.Microseconds())/1000) }

func grouped(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// machine says what the figures were taken on: cores, memory, load, and what a sync of the
// disk costs.
func machine(dir string) string {
	load := "unknown"
	if b, err := os.ReadFile("/proc/loadavg"); err == nil {
		load = strings.Join(strings.Fields(string(b))[:3], ", ")
	}
	return fmt.Sprintf("%d cores, %s, %s; load before: %s; 4 KiB written and synced: %s ms at the median.", runtime.NumCPU(), memoryOf(), runtime.Version(), load, ms(syncCost(dir)))
}

func memoryOf() string {
	b, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return "memory unknown"
	}
	var kb float64
	_, _ = fmt.Sscanf(string(b), "MemTotal: %f kB", &kb)
	return fmt.Sprintf("%.0f GB", kb/1e6)
}

func syncCost(dir string) time.Duration {
	f, err := os.Create(filepath.Join(dir, "sync"))
	if err != nil {
		return 0
	}
	defer os.Remove(f.Name())
	defer f.Close()
	page := make([]byte, 4096)
	var took []time.Duration
	for range 200 {
		start := time.Now()
		if _, err := f.Write(page); err != nil {
			return 0
		}
		if err := f.Sync(); err != nil {
			return 0
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	return took[len(took)/2]
}
