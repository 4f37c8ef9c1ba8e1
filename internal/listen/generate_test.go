package listen

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"heed/internal/desk"
	"heed/internal/text"
)

// What the benchmarks match: posts as they are written, with a brand named in one of two
// hundred, and searches as companies save them.

// corpus is posts and where they come from.
type corpus struct {
	texts  packed
	source string
	common []string // words, the most frequent first, without stop words
	pairs  []string // of neighbouring words, as phrases
}

// packed is texts one behind the other, as a stream brings them, without a pointer to each: hundreds of thousands of
// pointers that no desk holds would be most of what the collector of garbage looks at while changes are measured.
type packed struct {
	all  string
	ends []uint32
}

func pack(texts []string) (p packed) {
	var all strings.Builder
	for _, t := range texts {
		all.WriteString(t)
		p.ends = append(p.ends, uint32(all.Len()))
	}
	p.all = all.String()
	return p
}

func (p *packed) len() int { return len(p.ends) }

// at gives one after the other, and then again from the first.
func (p *packed) at(i int) string {
	i %= len(p.ends)
	if i == 0 {
		return p.all[:p.ends[0]]
	}
	return p.all[p.ends[i-1]:p.ends[i]]
}

const (
	corpusPosts = 100_000
	usualWords  = 2500 // are kept
	usualPairs  = 5000
)

// loadCorpus mixes real posts; without the evaluation data it makes some up.
func loadCorpus(b testing.TB) *corpus {
	b.Helper()
	texts, source := realTexts(), "real posts"
	rng := rand.New(rand.NewPCG(1, 2))
	if len(texts) < 1000 {
		texts, source = madeUpTexts(rng), "posts made up, since the evaluation data is not here"
	}
	rng.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
	c := &corpus{source: source}
	c.learn(texts[:min(len(texts), 20_000)])
	all := brands(200_000)
	posts := make([]string, corpusPosts)
	for i := range posts {
		posts[i] = texts[i%len(texts)]
		if i%200 == 0 {
			posts[i] = all[zipf(rng, len(all))].mention(rng, posts[i])
		}
	}
	c.texts = pack(posts)
	return c
}

// post makes a post as a decoder does: in memory that it has just used.
func (c *corpus) post(i int, m *desk.Message) *desk.Message {
	m.Text = c.texts.at(i)
	return m
}

func blankPost() *desk.Message {
	return &desk.Message{
		Lang: "en", Network: "bluesky", Form: desk.Post,
		Author: desk.HandleRef{NetworkID: "did:plc:w7q3zdd4k3cyvfmmmm7bmq2c", Name: "someone.bsky.social", Followers: 300},
	}
}

func realTexts() []string {
	dir := os.Getenv("HEED_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	var out []string
	for _, year := range [...]string{"2011", "2012"} {
		f, err := os.Open(filepath.Join(dir, "stream", "trec-"+year, "b.toks.gz"))
		if err != nil {
			return nil
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			return nil
		}
		all, err := io.ReadAll(z)
		if err != nil {
			return nil
		}
		// The file has its words apart and brackets spelt out.
		plain := strings.NewReplacer("-LRB- ", "(", " -RRB-", ")", "`` ", `"`, " ''", `"`, `\/`, "/", "## ", "#", " ,", ",", " .", ".", " !", "!", " ?", "?", " 's", "'s", " n't", "n't", " :", ":")
		out = append(out, strings.Split(strings.TrimSpace(plain.Replace(string(all))), "\n")...)
	}
	f, err := os.Open(filepath.Join(dir, "twcs", "posts.csv"))
	if err != nil {
		return nil
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil
	}
	for _, row := range rows[1:] {
		out = append(out, row[4])
	}
	return out
}

func madeUpTexts(rng *rand.Rand) []string {
	words := strings.Fields(stopWords + commonWords)
	out := make([]string, 20_000)
	for i := range out {
		var t []string
		for range 8 + rng.IntN(16) {
			t = append(t, words[zipf(rng, len(words))])
		}
		out[i] = strings.Join(t, " ")
	}
	return out
}

// learn counts words and pairs.
func (c *corpus) learn(texts []string) {
	count := map[string]int{}
	for _, t := range texts {
		words := text.Words(t)
		for i, w := range words {
			if isStopWord(w.Form) || w.Emoji || w.In != "" || w.Glued || strings.Trim(w.Form, "abcdefghijklmnopqrstuvwxyz") != "" {
				continue
			}
			count[w.Form]++
			if i > 0 && words[i-1].Pos+1 == w.Pos && strings.Trim(words[i-1].Form, "abcdefghijklmnopqrstuvwxyz") == "" {
				count[words[i-1].Form+" "+w.Form]++
			}
		}
	}
	all := make([]string, 0, len(count))
	for w := range count {
		all = append(all, w)
	}
	slices.SortFunc(all, func(a, b string) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return strings.Compare(a, b)
	})
	for _, w := range all {
		if !strings.Contains(w, " ") {
			if len(c.common) < usualWords {
				c.common = append(c.common, w)
			}
		} else if len(c.pairs) < usualPairs {
			c.pairs = append(c.pairs, w)
		}
	}
}

// zipf draws a number below n, small ones most often.
func zipf(rng *rand.Rand, n int) int {
	return min(int(math.Exp(rng.Float64()*math.Log(float64(n)+1)))-1, n-1)
}

type brand struct{ name, typo, word string }

// brands are names that sound like some, always the same.
func brands(n int) []brand {
	rng := rand.New(rand.NewPCG(3, 4))
	starts := strings.Fields("ba be bo bri ca ce cla co cu da de do dra e fa fi flo ga ge gra ha he hy i ja je ka ki kro la le lu ma me mo na ne no o pa pe pra qua ra re ro sa se sta ta te tri u va ve vi wa we xe ya za zo")
	middles := strings.Fields("ban car cel dex dian fon gar ker lan len lix mar men mon nar nel nix pan pel ran rex rin ron san sel ston tan tel ten tor tran van ver vin xan zel")
	ends := strings.Fields("a air ax co ex ia ics io ix is o on or us y")
	words := strings.Fields("airlines bank mobile energy foods insurance hotels motors broadband rail express stores")
	seen := map[string]bool{}
	var out []brand
	for len(out) < n {
		name := starts[rng.IntN(len(starts))] + middles[rng.IntN(len(middles))]
		for range rng.IntN(2) {
			name += middles[rng.IntN(len(middles))]
		}
		name += ends[rng.IntN(len(ends))]
		if seen[name] {
			name += fmt.Sprint(rng.IntN(10 * n))
		}
		if seen[name] {
			continue
		}
		seen[name] = true
		i := 1 + rng.IntN(len(name)-2)
		out = append(out, brand{name, name[:i] + name[i+1:], words[rng.IntN(len(words))]})
	}
	return out
}

// mention puts a brand into a text, one way or another.
func (x brand) mention(rng *rand.Rand, t string) string {
	how := [...]string{x.name, "@" + x.name, x.typo, x.name + " " + x.word, "#" + x.name, strings.ToUpper(x.name[:1]) + x.name[1:] + "'s"}
	said := how[rng.IntN(len(how))]
	if i := strings.IndexByte(t, ' '); i > 0 && rng.IntN(2) == 0 {
		return t[:i+1] + said + t[i:]
	}
	return said + " " + t
}

var complaints = strings.Fields("broken refund late delayed cancelled rude scam outage lawsuit recall angry terrible worst awful useless unacceptable ridiculous fraud stolen lost " +
	"missing damaged faulty crash crashed error bug slow queue waiting complaint complain overcharged charged billing charge fee wrong disappointed disgusting horrible joke pathetic shocking " +
	"disgrace ignored unhelpful delay delays baggage luggage stranded rebook compensation voucher strike hacked leak breach down offline unable locked expired")

// searches are n saved searches: for each of n/5 brands five, of which a fiftieth has a
// star. In the hot kind a fiftieth asks for everyday words.
func searches(n int, hot bool, c *corpus) []string {
	rng := rand.New(rand.NewPCG(5, 6))
	groups := make([]string, 2000)
	for i := range groups {
		words := map[string]bool{}
		for size := 3 + rng.IntN(6); len(words) < size; {
			words[complaints[rng.IntN(len(complaints))]] = true
		}
		var list []string
		for w := range words {
			list = append(list, w)
		}
		slices.Sort(list)
		groups[i] = "(" + strings.Join(list, " OR ") + ")"
	}
	out := make([]string, 0, n)
	for _, x := range brands(n / 5) {
		out = append(out, x.searches(rng, groups)...)
	}
	for i := 0; hot && i < n/50; i++ {
		out[rng.IntN(len(out))] = c.everyday(rng)
	}
	return out
}

func (x brand) searches(rng *rand.Rand, groups []string) []string {
	base := func() string {
		s := fmt.Sprintf(`(%s OR @%[1]s OR %s OR "%[1]s %s")`, x.name, x.typo, x.word)
		if rng.IntN(5) < 2 {
			s += " lang:" + [...]string{"en", "de", "es", "fr", "ja"}[rng.IntN(5)]
		}
		for range rng.IntN(3) {
			s += " -" + [...]string{"jobs", "hiring", "giveaway", "stock", "shares", "concert", "recipe"}[rng.IntN(7)]
		}
		return s
	}
	group := func() string { return groups[rng.IntN(len(groups))] }
	tags := fmt.Sprintf("#%s OR #%[1]s%s", x.name, x.word)
	if rng.IntN(2) == 0 {
		tags = fmt.Sprintf("@%s OR from:%[1]s OR to:%[1]s", x.name)
	}
	last := fmt.Sprintf(`"%s %s"~5`, x.name, complaints[rng.IntN(len(complaints))])
	if rng.IntN(10) == 0 {
		last = x.name + "* " + group()
	}
	return []string{base(), base() + " " + group(), base() + " " + group(), "(" + tags + ") " + group(), last}
}

// everyday is a search of common words.
func (c *corpus) everyday(rng *rand.Rand) string {
	w := func() string { return c.common[rng.IntN(len(c.common))] }
	switch k := rng.IntN(10); {
	case k < 4:
		return w() + " " + w()
	case k < 6:
		return `"` + c.pairs[rng.IntN(len(c.pairs))] + `"`
	case k < 8:
		return fmt.Sprintf("%s (%s OR %s OR %s) -%s", w(), w(), w(), w(), w())
	case k < 9:
		return fmt.Sprintf(`"%s %s"~5`, w(), w())
	}
	return w() + " lang:en"
}
