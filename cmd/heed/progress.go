package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

// drawEvery is how often a progress line is drawn anew.
const drawEvery = 100 * time.Millisecond

// A line shows on a terminal how far long work has come: what, a bar, the share done and the
// time left. Elsewhere it draws nothing.
type line struct {
	begun, drawn time.Time
	width        int // of the terminal when it was last drawn
}

// newLine begins a line; nil where the standard error is no terminal.
func newLine() *line {
	if !term.IsTerminal(int(os.Stderr.Fd())) {
		return nil
	}
	return &line{begun: time.Now()}
}

func (l *line) draw(what string, done, of int64) {
	now := time.Now()
	if l == nil || now.Sub(l.drawn) < drawEvery {
		return
	}
	l.drawn = now
	columns, _, err := term.GetSize(int(os.Stderr.Fd()))
	if err != nil {
		columns = 80
	}
	l.width = columns
	fmt.Fprint(os.Stderr, "\r"+progressLine(what, done, of, now.Sub(l.begun), columns-1))
}

// clear takes the line off the terminal.
func (l *line) clear() {
	if l != nil && l.width > 0 {
		fmt.Fprint(os.Stderr, "\r"+strings.Repeat(" ", l.width-1)+"\r")
	}
}

// progressLine is a line of the given width: the work, a bar, the share, the time left at the
// speed so far.
func progressLine(what string, done, of int64, since time.Duration, width int) string {
	share := float64(min(max(done, 0), of)) / float64(max(of, 1))
	end := fmt.Sprintf("] %3.0f %%", 100*share)
	if share > 0 && since >= time.Second {
		left := time.Duration(float64(since) * (1 - share) / share)
		end += fmt.Sprintf("  %s left", left.Round(time.Second))
	}
	room := width - len([]rune(what)) - len(end) - 3
	if room < 4 {
		cut := []rune(what + end[1:])
		return string(cut[:min(len(cut), max(width, 0))])
	}
	full := int(share * float64(room))
	s := what + "  [" + strings.Repeat("=", full) + strings.Repeat(" ", room-full) + end
	return s + strings.Repeat(" ", max(width-len([]rune(s)), 0))
}
