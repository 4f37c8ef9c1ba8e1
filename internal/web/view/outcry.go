package view

import (
	"context"
	"strings"

	"heed/internal/desk"
	"heed/internal/monitor"
)

// An outcry is one alarm, or several of one account that say the same.
type outcry struct {
	desk.Alarm
	who string // whom it is about, in the reader's language
}

// mostCries is how many a banner shows: it stands above the work.
const mostCries = 2

// mostNames is how many sources one of them names.
const mostNames = 3

// outcries gathers the alarms that one mending ends: of a dead token every part of the account tells.
func outcries(ctx context.Context, alarms []desk.Alarm) (out []outcry) {
next:
	for _, a := range alarms {
		who := retell(ctx, a.Subject)
		account, part, ofAccount := strings.Cut(who, ": ")
		for i := range out {
			o := &out[i]
			if !ofAccount || o.Kind != a.Kind || o.Problem != a.Problem || o.Mend != a.Mend || !strings.HasPrefix(o.who, account+": ") {
				continue
			}
			o.who += ", " + part
			o.Urgent = o.Urgent || a.Urgent
			if a.Since.Before(o.Since) {
				o.Since = a.Since
			}
			continue next
		}
		out = append(out, outcry{a, who})
	}
	return out
}

// banner gathers further what stands above the work: what is wrong in the same way at several
// sources is told once, with the first few of them.
func banner(ctx context.Context, alarms []desk.Alarm) (out []outcry) {
	more := map[int]int{}
next:
	for _, o := range outcries(ctx, urgent(alarms)) {
		for i := range out {
			if out[i].Problem != o.Problem {
				continue
			}
			if strings.Count(out[i].who, "; ")+1 < mostNames {
				out[i].who += "; " + o.who
			} else {
				more[i]++
			}
			continue next
		}
		out = append(out, o)
	}
	for i, n := range more {
		out[i].who += " " + tr(ctx, "and %d more", n)
	}
	return out
}

// alarmsOf are the alarms of a source or a search.
func alarmsOf(alarms []desk.Alarm, key string) (out []desk.Alarm) {
	for _, a := range alarms {
		if strings.HasPrefix(a.Key, key+"/") {
			out = append(out, a)
		}
	}
	return out
}

// urgent are the alarms of what is not heard at all.
func urgent(alarms []desk.Alarm) (out []desk.Alarm) {
	for _, a := range alarms {
		if a.Urgent {
			out = append(out, a)
		}
	}
	return out
}

// alarmOf is the alarm that lasts of a source, "" kind for none.
func alarmOf(r *monitor.Report, key string) desk.Alarm {
	if of := alarmsOf(r.Alarms, key); len(of) > 0 {
		return of[0]
	}
	return desk.Alarm{}
}
