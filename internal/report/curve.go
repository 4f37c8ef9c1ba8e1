package report

import "heed/internal/statistics"

// AnsweredBy is the curve of first responses: the share of the demand that still waits,
// by seconds.
func (t *Tally) AnsweredBy() statistics.Curve {
	return t.waits[indexOf("first_response_time")].curve(t.exact)
}
