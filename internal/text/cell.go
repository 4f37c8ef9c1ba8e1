package text

import "strings"

// Cell writes a text as the cell of a table so that no spreadsheet takes what strangers wrote for a
// formula: an apostrophe stands before what would begin one (OWASP, CSV Injection).
func Cell(s string) string {
	if formula(s) {
		return "'" + s
	}
	return s
}

// Uncell reads what Cell wrote.
func Uncell(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && formula(rest) {
		return rest
	}
	return s
}

func formula(s string) bool {
	if s == "" {
		return false
	}
	for _, wide := range []string{"＝", "＋", "－", "＠"} {
		if strings.HasPrefix(s, wide) {
			return true
		}
	}
	return strings.IndexByte("=+-@\t\r\n", s[0]) >= 0
}
