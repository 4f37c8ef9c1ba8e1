package benchmark

import (
	"bufio"
	"encoding/csv"
	"io"
	"math"
	"strconv"
	"time"

	"heed/internal/text"
)

// pairColumns are those of the public file of response pairs, so that what is written here
// can be compared with it, and read again by [ReadPairs].
var pairColumns = []string{"customer_tweet_id", "customer_id", "created_at_customer", "reply_tweet_id", "agent_id", "created_at_reply", "response_time_seconds"}

// WritePairs writes each post of a customer with each answer that a company gave to it,
// and the seconds between them, in the order of the files. An answer that is older than
// what it answers is no answer: ids were given twice.
func (d *Data) WritePairs(w io.Writer) error {
	shown, err := d.shown()
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(w, 1<<16)
	out := csv.NewWriter(buffered)
	if err := out.Write(pairColumns); err != nil {
		return err
	}
	t := d.threads
	from, to := int64(math.MinInt64), int64(math.MaxInt64)
	if !d.opts.From.IsZero() {
		from = d.opts.From.UnixMicro()
	}
	if !d.opts.To.IsZero() {
		to = d.opts.To.UnixMicro()
	}
	for i := range uint32(t.n) {
		reply, j := t.at(i), t.parent[i]
		if j == none || !reply.bits.has(isOut) || reply.bits.has(repeated) || t.company[i] < 0 || !shown(t.company[i]) {
			continue
		}
		asked := t.at(j)
		if asked.bits.has(isOut) || asked.at > reply.at || asked.at < from || asked.at >= to {
			continue
		}
		if err := out.Write([]string{text.Cell(t.name(t.id(j))), text.Cell(t.name(asked.author)), stamp(asked.at), text.Cell(t.name(t.id(i))),
			text.Cell(t.list[t.company[i]].name), stamp(reply.at), seconds(reply.at - asked.at)}); err != nil {
			return err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return buffered.Flush()
}

func stamp(micros int64) string {
	t := time.UnixMicro(micros).UTC()
	if t.Nanosecond() == 0 {
		return t.Format("2006-01-02 15:04:05+00:00")
	}
	return t.Format("2006-01-02 15:04:05.000000+00:00")
}

func seconds(micros int64) string {
	s := strconv.FormatFloat(float64(micros)/1e6, 'f', -1, 64)
	if micros%1e6 == 0 {
		s += ".0"
	}
	return s
}
