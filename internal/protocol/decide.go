package protocol

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"heed/internal/desk"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
)

// Priority is what an urgency does to a clock: a high one halves the time to answer, a
// low one doubles it. A queue is ordered by when answers are due, so that need (by this
// factor) and waiting (by when the clock began) decide who comes first; how many
// people follow somebody has no part in it.
func Priority(urgency string) float64 {
	switch urgency {
	case "high":
		return 0.5
	case "low":
		return 2
	}
	return 1
}

// Decide tells what to do about a message: the answer of the first rule that matches,
// else of the defaults. Because holds the conditions that made it match, in words; what
// was done to its time; and rules that could not be tried. A private message is always
// answered in private.
func (p *Protocol) Decide(f Facts) desk.Decision {
	act := &activation{facts: &f, table: p.table, vals: make([]ref.Val, len(p.table.facts))}
	dec, failed := p.first(act)
	dec.Version = p.Version
	if f.Private {
		dec.Where = "private"
	}
	if dec.Urgency == "" {
		dec.Urgency = or(f.Urgency, "normal")
		if n := Priority(dec.Urgency); n != 1 && dec.Within > 0 {
			dec.Within = time.Duration(float64(dec.Within) * n)
			dec.Because = append(dec.Because, fmt.Sprintf("%s urgency: %g times the time", dec.Urgency, n))
		}
	}
	dec.Because = append(dec.Because, failed...)
	return dec
}

// first finds the rule that decides, and says which could not be tried.
func (p *Protocol) first(act *activation) (dec desk.Decision, failed []string) {
	for i, r := range p.rules {
		ok, err := r.when.holds(act)
		if err != nil {
			failed = append(failed, fmt.Sprintf("rule %d %q was left out: %s", i+1, r.name, err))
			continue
		}
		if ok {
			dec = r.gives
			dec.Because = r.when.because(act)
			return dec, failed
		}
	}
	dec = p.rest
	dec.Because = slices.Clone(dec.Because)
	return dec, failed
}

// holds tries a condition; nil always holds.
func (c *condition) holds(act *activation) (bool, error) {
	if c == nil {
		return true, nil
	}
	out, err := evaluate(c.decides, act)
	if err != nil {
		return false, err
	}
	return out == types.True, nil
}

// evaluate runs a program and says in plain words why it could not. It is total: the
// library turns a panic of its own into an error, and the cost limit ends every loop.
func evaluate(prg cel.Program, act *activation) (ref.Val, error) {
	out, _, err := prg.Eval(act)
	if err == nil {
		return out, nil
	}
	var stopped interpreter.EvalCancelledError
	if errors.As(err, &stopped) {
		return nil, errors.New("it took too long")
	}
	// The library's own words may hold the message's text.
	for _, known := range []string{"division by zero", "modulus by zero", "integer overflow", "no such key", "index out of bounds", "conversion error"} {
		if strings.Contains(err.Error(), known) {
			return nil, errors.New(known)
		}
	}
	return nil, errors.New("it does not work for this message")
}
