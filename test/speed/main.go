// Command speed fills desks with invented cases, small and large, on SQLite and PostgreSQL,
// runs the real program on them and measures over HTTP what agents wait for: lists, cases,
// searches and answers, with one client and with many. It also measures the size of the
// program, its memory at rest, and how fast it takes a file of posts in.
//
// It prints Markdown tables. Every answer is checked: its status, how many rows it holds, that a
// sent answer is stored once and reached the network once. The small and the large desk run
// side by side and take turns, so that their ratio means something on a busy machine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// options are what a caller may choose.
type options struct {
	small, large int           // messages
	cases        int           // in each year of the desk whose reports are measured
	years        int           // of it: with two, the period before has cases too
	databases    []string      // sqlite, postgres
	parts        []string      // pages, memory, replay, size, reports
	asks         string        // part of the names of what is asked; "": everything
	turn         time.Duration // of one desk, before the other has its turn
	rounds       int
	rest         time.Duration // before memory is read
	work         string
	posts        string
	check        bool
	plain        bool // pages are not packed
	profile      string
}

var allParts = []string{"size", "memory", "replay", "pages", "reports"} // read only

func main() {
	o, err := choices(os.Args[1:])
	if err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "speed:", err)
		}
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "speed:", err)
		stop()
		os.Exit(1)
	}
}

func choices(args []string) (o options, err error) {
	f := flag.NewFlagSet("test/speed/run", flag.ContinueOnError)
	var db, parts string
	f.IntVar(&o.large, "messages", 1_000_000, "messages of the large desk")
	f.IntVar(&o.small, "small", 10_000, "messages of the small desk; 0: only the large one")
	f.IntVar(&o.cases, "cases", 1_000_000, "cases in a year of the desk whose reports are measured")
	f.IntVar(&o.years, "years", 2, "years that desk has cases of; with two a year is compared with the year before")
	f.StringVar(&db, "db", "both", "sqlite, postgres or both")
	f.StringVar(&parts, "only", strings.Join(allParts, ","), "what to measure")
	f.StringVar(&o.asks, "ask", "", "ask only what has this in its name: list, case, search, send, …")
	f.DurationVar(&o.turn, "turn", 2*time.Second, "how long one desk is asked before the other has its turn")
	f.IntVar(&o.rounds, "rounds", 4, "turns of each desk")
	f.DurationVar(&o.rest, "rest", time.Minute, "idle time before memory is read")
	f.StringVar(&o.work, "work", "", "folder to keep the filled desks in for another run (default: a temporary one)")
	f.StringVar(&o.posts, "posts", defaultPosts(), "file for the replay")
	f.BoolVar(&o.plain, "plain", false, "ask for pages that are not packed; browsers ask for packed ones")
	f.StringVar(&o.profile, "profile", "", "folder for a processor profile of each reading on the large desk")
	f.BoolVar(&o.check, "check", true, "verify the desks afterwards with heed check")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	switch db {
	case "both":
		o.databases = []string{"sqlite", "postgres"}
	case "sqlite", "postgres":
		o.databases = []string{db}
	default:
		return o, fmt.Errorf("--db is sqlite, postgres or both, not %s", db)
	}
	o.parts = strings.Split(parts, ",")
	for _, p := range o.parts {
		if !slices.Contains(allParts, p) {
			return o, fmt.Errorf("--only takes %s, not %s", strings.Join(allParts, ", "), p)
		}
	}
	return o, nil
}

// defaultPosts is where the evaluation data lies beside the repository.
func defaultPosts() string {
	dir := os.Getenv("HEED_DATA")
	if dir == "" {
		dir = filepath.Join("..", "shared", "data")
	}
	return filepath.Join(dir, "twcs", "posts.csv")
}

func (o options) wants(part string) bool { return slices.Contains(o.parts, part) }

func run(ctx context.Context, o options) (err error) {
	if o.work == "" {
		if o.work, err = os.MkdirTemp("", "heed-speed-"); err != nil {
			return err
		}
		defer os.RemoveAll(o.work)
	}
	if err := os.MkdirAll(o.work, 0o755); err != nil { // PostgreSQL runs as another user
		return err
	}
	b := &bench{options: o, program: filepath.Join(o.work, "heed")}
	if err := b.build(ctx); err != nil {
		return err
	}
	fmt.Printf("%s\n\n", machine(o.work))
	for _, part := range []struct {
		name string
		do   func(context.Context) error
	}{{"size", b.size}, {"memory", b.emptyMemory}, {"replay", b.replay}, {"pages", b.pages}, {"reports", b.year}} {
		if o.wants(part.name) {
			if err := part.do(ctx); err != nil {
				return fmt.Errorf("%s: %w", part.name, err)
			}
		}
	}
	return nil
}

// bench is one run of this program.
type bench struct {
	options
	program string // the heed that is measured
}

// tell says on standard error what is being done; the tables go to standard output.
func tell(format string, args ...any) { fmt.Fprintf(os.Stderr, "speed: "+format+"\n", args...) }
