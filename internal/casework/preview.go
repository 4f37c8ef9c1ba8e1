package casework

import (
	"heed/internal/desk"
	"heed/internal/text"
)

// previewLength is how much of a message a row can show, in graphemes.
const previewLength = 200

// Preview is the first words of a message, for rows. It never ends inside private data: half
// a number would no longer be found, and so not be masked.
func Preview(m *desk.Message) string {
	s := text.First(m.Text, previewLength)
	if len(s) >= len(m.Text) {
		return s
	}
	for _, f := range m.Signals.Private {
		if f.Span.Start < len(s) && f.Span.End > len(s)-previewSlack && f.Span.Start >= 0 {
			return text.First(m.Text[:f.Span.Start], previewLength) + " …"
		}
	}
	return s
}

// previewSlack covers what First takes out of a text (line breaks, blanks) before its cut.
const previewSlack = 40
