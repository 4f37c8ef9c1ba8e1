package dataset

import (
	"slices"
	"strconv"
	"strings"
)

// unescape turns the three entities back that Twitter puts into the text of a post.
func unescape(s string) string {
	var b strings.Builder
	for at := 0; ; {
		i := strings.IndexByte(s[at:], '&')
		if i < 0 {
			break
		}
		at += i
		for _, e := range entities {
			if strings.HasPrefix(s[at:], e.name) {
				b.WriteString(s[:at])
				b.WriteByte(e.is)
				s, at = s[at+len(e.name):], -1
				break
			}
		}
		at++
	}
	if b.Len() == 0 {
		return s
	}
	b.WriteString(s)
	return b.String()
}

// entities are those that stand in the set.
var entities = [...]struct {
	name string
	is   byte
}{{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}} // read only

// twcs is the "Customer Support on Twitter" set. Companies write under their names,
// customers under numbers that stand in for theirs. Where a copy has lost the column that
// tells whose a post is, it does not tell.
func twcs(header []string) *form {
	at, ok := columns(header, "tweet_id", "author_id", "inbound", "created_at", "text", "in_response_to_tweet_id")
	if !ok {
		return twcsUndirected(header)
	}
	names := map[string]string{"id": "tweet_id", "time": "created_at", "reply_to": "in_response_to_tweet_id", "author": "author_id"}
	needs := []string{"id", "author", "time"}
	return &form{name: "Customer Support on Twitter", guess: true, twcs: at, names: names, needs: needs, post: func(fields []string) (post, *RowError) {
		inbound, err := strconv.ParseBool(strings.ToLower(strings.TrimSpace(fields[at[2]])))
		if err != nil {
			return post{}, &RowError{Column: at[2] + 1, Field: "inbound", Reason: "it must be True or False"}
		}
		p := post{
			ID: loose(whole(fields[at[0]])), Author: author{ID: loose(fields[at[1]]), Name: loose(fields[at[1]])},
			Time: loose(fields[at[3]]), Text: unescape(fields[at[4]]), ReplyTo: loose(answered(fields[at[5]])),
			Direction: "out",
		}
		if inbound {
			p.Direction = "in"
		}
		return p, nil
	}}
}

func twcsUndirected(header []string) *form {
	at, ok := columns(header, "tweet_id", "author_id", "created_at", "text", "in_response_to_tweet_id")
	if !ok {
		return nil
	}
	f := twcs([]string{"tweet_id", "author_id", "inbound", "created_at", "text", "in_response_to_tweet_id"})
	directed := f.post
	f.twcs, f.guess = nil, false
	f.post = func(fields []string) (post, *RowError) {
		p, refused := directed([]string{fields[at[0]], fields[at[1]], "True", fields[at[2]], fields[at[3]], fields[at[4]]})
		p.Direction = ""
		return p, refused
	}
	return f
}

// whole undoes what a table tool does to a column of ids that has gaps: 24 becomes
// 24.0.
func whole(id string) string { return strings.TrimSuffix(strings.TrimSpace(id), ".0") }

// answered is the post that a row answers. Of several the first counts; what table tools
// write for none is none.
func answered(ids string) string {
	first, _, _ := strings.Cut(ids, ",")
	switch id := whole(first); strings.ToLower(id) {
	case "nan", "null", "none", "<na>":
		return ""
	default:
		return id
	}
}

// airline is the airline sentiment set. Every row is a customer's; some copies of the
// set have no column with the author's name.
func airline(header []string) *form {
	at, ok := columns(header, "tweet_id", "airline", "text", "tweet_created")
	if !ok {
		return nil
	}
	name, location := slices.Index(header, "name"), slices.Index(header, "tweet_location")
	if name < 0 {
		name = slices.IndexFunc(header, func(h string) bool {
			return h == "author" || h == "author_id" || h == "user" || h == "username" || h == "screen_name"
		})
	}
	names := map[string]string{"id": "tweet_id", "time": "tweet_created", "company": "airline"}
	return &form{name: "airline sentiment", names: names, needs: []string{"id", "time", "company"}, post: func(fields []string) (post, *RowError) {
		p := post{
			ID: loose(whole(fields[at[0]])), Company: fields[at[1]], Text: unescape(fields[at[2]]),
			Time: loose(fields[at[3]]), Direction: "in",
		}
		if name >= 0 {
			p.Author.Name = loose(fields[name])
		}
		if location >= 0 {
			p.Place = fields[location]
		}
		return p, nil
	}}
}
