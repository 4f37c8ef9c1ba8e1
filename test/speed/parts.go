package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// size measures the program.
func (b *bench) size(ctx context.Context) error {
	plain := filepath.Join(b.work, "heed-plain")
	if err := compile(ctx, plain); err != nil {
		return err
	}
	fmt.Printf("### Size of the program\n\n| build | MB |\n|---|---|\n")
	for _, p := range []struct{ name, path string }{{"as released (`-ldflags=\"-s -w\"`)", b.program}, {"with symbols", plain}} {
		info, err := os.Stat(p.path)
		if err != nil {
			return err
		}
		fmt.Printf("| %s | %.1f |\n", p.name, float64(info.Size())/1e6)
	}
	fmt.Println()
	return os.Remove(plain)
}

// emptyMemory measures the program at rest on a desk that was just set up.
func (b *bench) emptyMemory(ctx context.Context) error {
	fmt.Printf("### Memory of `heed serve` at rest\n\n| desk | state | MB resident | of that its own |\n|---|---|---|---|\n")
	dir := filepath.Join(b.work, "empty")
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	d := &site{name: "empty", dir: dir}
	if err := os.MkdirAll(d.dir, 0o755); err != nil {
		return err
	}
	var err error
	if d.network, err = startNetwork(filepath.Join(dir, "network")); err != nil {
		return err
	}
	if d.child, err = b.serve(ctx, d); err != nil {
		return err
	}
	t := &table{title: "SQLite", desks: []*site{d}}
	err = b.restingMemory(ctx, t, "just started, nobody has come yet")
	if err == nil {
		err = d.setUp(ctx)
	}
	if err == nil {
		err = b.restingMemory(ctx, t, "set up in the browser, at rest")
	}
	fmt.Println()
	return errors.Join(err, d.child.stop())
}

// restingMemory waits and reads the memory of the programs that run.
func (b *bench) restingMemory(ctx context.Context, t *table, state string) error {
	tell("%s: resting %s", t.title, b.rest)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(b.rest):
	}
	for _, d := range t.desks {
		resident, own, err := d.child.memory()
		if err != nil {
			return err
		}
		fmt.Printf("| %s, %s messages | %s | %.0f | %.0f |\n", t.title, grouped(int64(d.messages)), state, resident, own)
	}
	return nil
}

// replay takes a file of posts in twice: the second time nothing is new.
func (b *bench) replay(ctx context.Context) error {
	if _, err := os.Stat(b.posts); err != nil {
		fmt.Printf("### Replay\n\nNot measured: there is no %s.\n\n", b.posts)
		return nil
	}
	fmt.Printf("### Replay\n\n| database | run | read | kept | seconds | kept a second | peak MB |\n|---|---|---|---|---|---|---|\n")
	for _, kind := range b.databases {
		if err := b.replayInto(ctx, kind); err != nil {
			return err
		}
	}
	fmt.Println()
	return nil
}

func (b *bench) replayInto(ctx context.Context, kind string) (err error) {
	d := &site{name: kind, dir: filepath.Join(b.work, "replay-"+kind)}
	if err := os.RemoveAll(d.dir); err != nil {
		return err
	}
	if kind == "postgres" {
		c, err := startCluster(ctx, filepath.Join(b.work, "postgres"))
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, c.stop()) }()
		if d.database, err = c.database("replay", true); err != nil {
			return err
		}
	}
	for run := 1; run <= 2; run++ {
		out, peak, err := b.heed(ctx, append([]string{"replay", b.posts, "--speed", "max", "--format", "json", "--quiet"}, d.flags()...)...)
		if err != nil {
			return err
		}
		var s struct {
			Read, Kept int
			Seconds    float64
		}
		if err := json.Unmarshal([]byte(out), &s); err != nil {
			return err
		}
		if run == 2 && s.Kept != 0 {
			return fmt.Errorf("the second run kept %d posts again", s.Kept)
		}
		fmt.Printf("| %s | %d | %s | %s | %.1f | %.0f | %.0f |\n", kind, run, grouped(int64(s.Read)), grouped(int64(s.Kept)), s.Seconds, float64(s.Kept)/s.Seconds, peak)
	}
	return nil
}
