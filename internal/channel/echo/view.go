package echo

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"
	"unicode"

	"heed/internal/desk"
)

// A thread is a conversation as the page shows it.
type thread struct {
	Name   string
	Path   string
	Posts  []shown
	More   int // that are left out
	latest int64
}

// A shown is a post as the page shows it.
type shown struct {
	Post
	Path, Anchor, When, Stamp, Initial, Quoted       string
	Depth, Hue                                       int
	Company, Private, Edited, Gone, Repost, CanReply bool
	Pieces                                           []piece
}

// A piece is a stretch of a text.
type piece struct {
	Text   string
	Href   string // a link
	Marked bool   // a handle or a hashtag
}

// thread shows the first post and the latest, most at most.
func (n *Network) thread(posts []*record, most int) thread {
	var t thread
	depth := map[string]int{}
	for i, o := range posts {
		if d, ok := depth[o.Parent]; ok {
			depth[o.ID] = min(d+1, 3)
		} else if o.Parent != "" && len(posts) > 1 {
			depth[o.ID] = 1
		} else {
			depth[o.ID] = 0
		}
		if i == 0 {
			t.Name, t.Path = o.Author.Name, pagePath(&o.Post)
		}
		if i > 0 && len(posts)-i >= most {
			t.More++
			continue
		}
		t.Posts = append(t.Posts, n.shown(o, depth[o.ID]))
	}
	return t
}

func (n *Network) shown(o *record, depth int) shown {
	now := n.time()
	hue := fnv.New32a()
	_, _ = hue.Write([]byte(o.Author.Handle)) // a hash takes everything
	initial := []rune(o.Author.Name + "?")
	s := shown{
		Post: o.Post, Path: pagePath(&o.Post), Anchor: o.ID[strings.LastIndexByte(o.ID, '/')+1:],
		When: ago(now, o.At), Stamp: o.At.UTC().Format("2006-01-02 15:04 UTC"),
		Initial: string(unicode.ToUpper(initial[0])), Depth: depth, Hue: int(hue.Sum32() % 8),
		Company: o.Author.Company || n.people[o.Author.Handle].Company || o.Key != "",
		Private: o.Form == desk.Direct, Edited: !o.EditedAt.IsZero(), Gone: !o.DeletedAt.IsZero(),
		Repost: o.Form == desk.Repost, CanReply: o.Form != desk.Direct && o.Form != desk.Repost,
		Quoted: o.SubjectText, Pieces: pieces(o.Text),
	}
	if on := n.posts[o.Subject]; on != nil && s.Repost {
		s.Quoted = on.Author.Name + ": " + on.Text
	}
	return s
}

// pieces cuts a text so that links, handles and hashtags stand out.
func pieces(text string) []piece {
	var out []piece
	plain := 0
	for start := 0; start < len(text); {
		end := start + strings.IndexFunc(text[start:]+" ", unicode.IsSpace)
		word := text[start:end]
		p := piece{Text: word}
		switch {
		case strings.HasPrefix(word, "https://"), strings.HasPrefix(word, "http://"):
			p.Text = strings.TrimRight(word, `)]}>"'.,;:!?`)
			p.Href = p.Text
		case len(word) > 1 && (word[0] == '@' || word[0] == '#'):
			p.Text, p.Marked = strings.TrimRight(word, `)]}>"'.,;:!?`), true
		}
		if p.Href != "" || p.Marked {
			if plain < start {
				out = append(out, piece{Text: text[plain:start]})
			}
			out = append(out, p)
			plain = start + len(p.Text)
		}
		start = end + 1
		for start < len(text) && text[start]&0xC0 == 0x80 {
			start++
		}
	}
	if plain < len(text) {
		out = append(out, piece{Text: text[plain:]})
	}
	return out
}

func ago(now, at time.Time) string {
	switch d := now.Sub(at); {
	case d < 5*time.Second:
		return "now"
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	case d < 365*24*time.Hour:
		return at.Format("2 Jan")
	}
	return at.Format("2 Jan 2006")
}

func followers(n int) string {
	if n == 1 {
		return "1 follower"
	}
	s := strconv.Itoa(max(n, 0))
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s + " followers"
}
