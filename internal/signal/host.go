package signal

import "strings"

// linkLen is the length of a link with a scheme or www. at the head of s, 0 for none.
func linkLen(s string) int {
	if len(s) < 8 {
		return 0
	}
	switch s[0] | 0x20 {
	case 'h':
		if s[4] != ':' && s[5] != ':' || !strings.EqualFold(s[:4], "http") || !strings.HasPrefix(s[strings.IndexByte(s[:6], ':'):], "://") {
			return 0
		}
	case 'w':
		if s[3] != '.' || !strings.EqualFold(s[:4], "www.") {
			return 0
		}
	default:
		return 0
	}
	return tail(s, 0)
}

// tail is the end of a link that goes on at i: white space ends it, punctuation at its
// end does not belong to it.
func tail(s string, i int) int {
	for i < len(s) && s[i] > ' ' && s[i] != '"' && s[i] != '<' && s[i] != '>' {
		i++
	}
	for i > 0 && strings.IndexByte(".,;:!?)]'", s[i-1]) >= 0 {
		i--
	}
	return i
}

// hostLen reads on from a word s[i:j] that a @, a full stop or a hyphen follows: the
// end of the address or domain name that it begins, 0 where it begins none.
func hostLen(s string, i, j int) (end int, address bool) {
	at := -1
	for j < len(s) && j-i < 254 {
		switch c := s[j]; {
		case isAlnum(c) || c == '_' || c == '-' || c == '+' && at < 0:
			j++
		case c == '.' && j+1 < len(s) && isAlnum(s[j+1]):
			j++
		case c == '@' && at < 0 && j+1 < len(s) && isAlnum(s[j+1]):
			at = j
			j++
		default:
			goto done
		}
	}
done:
	dot := strings.LastIndexByte(s[i:j], '.')
	switch {
	case at >= 0 && dot > at-i:
		return j, true
	case at >= 0 || dot <= 0 || !topLevel(s[i+dot+1:j]):
		return 0, false
	}
	if j < len(s) && s[j] == '/' {
		return tail(s, j), false
	}
	return j, false
}

// topLevel knows the domains under which companies stand and that are no words that
// begin a sentence.
func topLevel(s string) bool {
	switch s {
	case "com", "net", "org", "io", "uk", "de", "fr", "nl", "br", "pt", "es", "eu", "ly", "gl", "info", "biz", "app", "ca", "au", "ie", "ch", "test", "example":
		return true
	}
	return false
}
