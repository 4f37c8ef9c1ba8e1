package dataset

import (
	"hash/maphash"
	"strings"
	"unicode"

	"heed/internal/desk"
)

// companies tells whose account a post is by or to. It knows the accounts that have
// written as a company, and of the latest posts whose they were, so that an answer to
// one of them finds its company. Both are bounded.
type companies struct {
	names  map[string]company // that write as a company, by account, folded
	known  []company          // every one met, so that a post needs only a number
	number map[company]int32  // place in known
	posts  map[uint64]int32   // place in known, by hashed id
	recent []uint64           // ring over posts
	next   int
	seed   maphash.Seed
}

type company struct{ name, handle string }

const (
	maxCompanies = 100_000
	recentPosts  = 1 << 17
)

func newCompanies() *companies {
	return &companies{names: map[string]company{}, number: map[company]int32{},
		posts: map[uint64]int32{}, seed: maphash.MakeSeed()}
}

// learn notes an account that writes as a company.
func (c *companies) learn(row *Row) {
	if row.Message.Direction != desk.Out || len(c.names) >= maxCompanies {
		return
	}
	name := row.Message.Author.Name
	if _, known := c.names[fold(name)]; !known {
		c.names[strings.Clone(fold(name))] = company{
			strings.Clone(first(row.Company, row.Message.Author.Display, name)), strings.Clone(name)}
	}
}

// assign fills in the company of a row. guess permits the first name mentioned, when
// no known company is.
func (c *companies) assign(row *Row, guess bool) {
	c.learn(row)
	found := company{row.Company, row.Handle}
	switch {
	case row.Message.Direction == desk.Out:
		found.handle = first(found.handle, row.Message.Author.Name)
		found.name = first(found.name, c.names[fold(found.handle)].name, found.handle)
	case found.name != "":
		found.handle = first(found.handle, mentionLike(found.name, row.Message.Mentions))
	default:
		found = c.of(&row.Message, guess)
	}
	row.Company, row.Handle = found.name, found.handle
	if found.name != "" {
		c.remember(row.Message.NetworkID, found)
	}
}

// of finds the company of a customer's post: the first one mentioned, else the one
// whose post it answers.
func (c *companies) of(m *desk.Message, guess bool) company {
	for _, who := range m.Mentions {
		if known, ok := c.names[fold(who.Name)]; ok {
			return known
		}
	}
	if n, ok := c.posts[c.hash(m.Parent)]; ok && m.Parent != "" {
		return c.known[n]
	}
	if guess {
		for _, who := range m.Mentions {
			if !digits(who.Name) {
				return company{who.Name, who.Name}
			}
		}
	}
	return company{}
}

// remember keeps whose a post is. Names are copied: they are part of the row's text,
// and would keep all of it in memory.
func (c *companies) remember(id desk.NetworkID, of company) {
	n, ok := c.number[of]
	if !ok {
		if len(c.known) >= maxCompanies {
			return
		}
		of = company{strings.Clone(of.name), strings.Clone(of.handle)}
		n = int32(len(c.known))
		c.known, c.number[of] = append(c.known, of), n
	}
	h := c.hash(id)
	if _, seen := c.posts[h]; !seen {
		if len(c.recent) < recentPosts {
			c.recent = append(c.recent, h)
		} else {
			delete(c.posts, c.recent[c.next])
			c.recent[c.next] = h
			c.next = (c.next + 1) % recentPosts
		}
	}
	c.posts[h] = n
}

func (c *companies) hash(id desk.NetworkID) uint64 { return maphash.String(c.seed, string(id)) }

// mentionLike is the account in a text that a company's name fits best: "United" and
// @united, "Southwest" and @SouthwestAir; else the first one mentioned.
func mentionLike(name string, mentions []desk.HandleRef) string {
	letters := fold(name)
	for _, who := range mentions {
		if letters != "" && strings.HasPrefix(fold(who.Name), letters) {
			return who.Name
		}
	}
	if len(mentions) > 0 {
		return mentions[0].Name
	}
	return ""
}

// fold keeps the letters and digits of a name, in lower case.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
