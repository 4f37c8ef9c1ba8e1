package listen

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/internal/desk"
	"heed/internal/text"
)

// fields are the names that may stand before a colon, with an example each.
var fields = [...]struct {
	name    string
	example string
}{
	{"from", "from:acme"}, {"to", "to:acme"}, {"url", "url:example.com"}, {"lang", "lang:en"},
	{"network", "network:bluesky"}, {"place", "place:vancouver"}, {"has", "has:media"}, {"is", "is:reply"},
	{"followers", "followers:>1000"}, {"lookalike", "lookalike:acme"},
}

// hasValues and isValues are what may follow has: and is:.
var (
	hasValues = [...]string{"media", "links", "mentions"}
	isValues  = [...]string{"reply", "repost", "quote", "verified"}
)

// Choices are has: and is: with each of their values, as they are written.
func Choices() (all []string) {
	for _, v := range hasValues {
		all = append(all, "has:"+v)
	}
	for _, v := range isValues {
		all = append(all, "is:"+v)
	}
	return all
}

func isField(name string) bool { return exampleOf(name) != "" }

func exampleOf(name string) string {
	for _, f := range fields {
		if f.name == name {
			return f.example
		}
	}
	return ""
}

// elsewhere maps what other tools call our fields.
func elsewhere(name string) string {
	switch name {
	case "author":
		return "from:"
	case "language":
		return "lang:"
	case "site", "link", "links", "domain":
		return "url:"
	case "source", "platform":
		return "network:"
	case "country", "city", "state", "location", "near":
		return "place:"
	case "filter":
		return "has: or is:"
	case "mention", "mentions":
		return "@handle"
	case "hashtag", "tag":
		return "#tag"
	case "title", "message", "body", "text":
		return "the words alone"
	}
	return ""
}

func (p *parser) fieldLeaf(t *lexeme) (*node, *SyntaxError) {
	name := desk.Span{Start: t.at.Start, End: t.at.Start + len(t.field) + 1}
	if !isField(t.field) {
		mend := "Put it in quotes to search for the words: \"" + strings.Trim(p.text(t.at), `"`) + `".`
		if near := nearMeant(strings.ToUpper(t.field), strings.TrimSpace(p.text(t.value))); near != "" {
			mend = "Write " + near + "."
		} else if as := elsewhere(t.field); as != "" {
			mend = "Write " + as + "."
		} else if slices.Contains(dates[:], t.field) {
			mend = "Searches listen from the moment they're saved and have no dates. Remove this."
		} else if slices.Contains(counters[:], t.field) {
			mend = "Posts are heard when they're new, before anyone likes or shares them. Remove this, or use followers:>1000."
		} else if near := nearestField(t.field); near != "" {
			mend = "Did you mean " + near + ":? To search for the words, put them in quotes."
		}
		return nil, refuse(name, mend, "%q isn't a search operator.", p.text(name))
	}
	value := strings.TrimSpace(p.text(t.value))
	if value == "" {
		return nil, refuse(t.at, "Write it as in "+exampleOf(t.field)+".", "%q needs something after it.", p.text(name))
	}
	n := p.node(node{at: t.at})
	switch t.field {
	case "from", "to":
		return p.handleLeaf(n, t, value)
	case "url":
		return urlLeaf(value, t.at)
	case "lang", "network":
		return p.codeLeaf(n, t, value)
	case "place":
		return placeLeaf(n, value)
	case "lookalike":
		return lookalikeLeaf(n, value)
	case "followers":
		return followersLeaf(n, t, value)
	}
	return choiceLeaf(n, t, value)
}

// dates and counters are operators of other tools that cannot be of use to what listens.
var (
	dates    = [...]string{"since", "until", "before", "after", "date", "within_time", "since_time", "until_time"}
	counters = [...]string{"min_faves", "min_retweets", "min_replies", "likes", "retweets", "engagement", "impressions"}
)

func nearestField(name string) string {
	for _, f := range fields {
		if withinEdits([]rune(name), []rune(f.name), 1) {
			return f.name
		}
	}
	return ""
}

func (p *parser) handleLeaf(n *node, t *lexeme, value string) (*node, *SyntaxError) {
	n.value = handleKey(strings.ReplaceAll(value, "＠", "@"))
	if !hasLetter(n.value) || strings.Trim(n.value, "abcdefghijklmnopqrstuvwxyz0123456789_.:@%-") != "" {
		return nil, refuse(t.at, "Write it as in "+exampleOf(t.field)+".", "%q is not a handle.", value)
	}
	n.kind = kFrom
	if t.field == "to" {
		n.kind = kTo
	}
	n.print = canonical(p.text(t.at), t.field, ":", n.value)
	return n, nil
}

// urlLeaf searches for a part of a link.
func urlLeaf(value string, at desk.Span) (*node, *SyntaxError) {
	n := &node{kind: kURL, at: at, value: text.LinkKey(value)}
	if !hasLetter(n.value) {
		return nil, refuse(at, `Use the form url:example.com or url:"/returns".`, "%q is not a part of a link.", value)
	}
	n.print = `url:"` + n.value + `"`
	if plainValue(n.value) {
		n.print = "url:" + n.value
	}
	return n, nil
}

// plainValue reports whether a value can stand without quotes.
func plainValue(s string) bool {
	blank := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
	return !strings.ContainsAny(s, "()"+quotes) && !strings.ContainsFunc(s, blank) && !strings.HasPrefix(s, "http")
}

func (p *parser) codeLeaf(n *node, t *lexeme, value string) (*node, *SyntaxError) {
	n.value = strings.ToLower(value)
	n.kind = kNetwork
	if t.field == "lang" {
		n.kind, n.value = kLang, baseLang(value)
	}
	strange := n.value == "" || strings.Trim(n.value, "abcdefghijklmnopqrstuvwxyz0123456789_-") != ""
	if n.kind == kLang && (strange || len(n.value) < 2 || len(n.value) > 3) {
		mend := "Use the two-letter code, as in lang:en or lang:de."
		if code := codeOf(n.value); code != "" {
			mend = "Write lang:" + code + "."
		}
		return nil, refuse(t.at, mend, "%q is not the code of a language.", value)
	}
	if strange {
		return nil, refuse(t.at, "Write it as in "+exampleOf(t.field)+".", "%q is not the code of a network.", value)
	}
	n.print = canonical(p.text(t.at), t.field, ":", n.value)
	return n, nil
}

// codeOf is the code of a language that somebody wrote by its name, or "" where that is not known. A slip is
// forgiven.
func codeOf(name string) string {
	for _, l := range langNames {
		for i, known := range strings.Fields(l) {
			if i > 0 && withinEdits([]rune(name), []rune(known), 1) {
				return l[:2]
			}
		}
	}
	return ""
}

// langNames are codes with the names that people write: in English, German and the language itself. Read only.
var langNames = [...]string{"en english englisch", "de german deutsch", "fr french französisch francais", "es spanish spanisch espanol", "pt portuguese portugiesisch portugues",
	"it italian italienisch italiano", "nl dutch niederländisch nederlands", "ja japanese japanisch", "zh chinese chinesisch", "ko korean koreanisch", "ar arabic arabisch",
	"ru russian russisch", "uk ukrainian ukrainisch", "pl polish polnisch polski", "tr turkish türkisch", "sv swedish schwedisch svenska", "da danish dänisch dansk",
	"no norwegian norwegisch norsk", "fi finnish finnisch suomi", "cs czech tschechisch", "el greek griechisch", "he hebrew hebräisch", "hi hindi", "th thai thailändisch",
	"vi vietnamese vietnamesisch", "id indonesian indonesisch", "hu hungarian ungarisch", "ro romanian rumänisch", "fa persian farsi persisch"}

// baseLang is the language of a tag without region and script: "pt" of "pt-BR".
func baseLang(tag string) string {
	base, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(tag)), "_", "-"), "-")
	return base
}

func placeLeaf(n *node, value string) (*node, *SyntaxError) {
	n.kind, n.words = kPlace, wantedOf(text.Words(value))
	if len(n.words) == 0 {
		return nil, refuse(n.at, `Use the form place:vancouver or place:"new york".`, "%q is not a place.", value)
	}
	n.print = `place:"` + value + `"`
	if plainValue(value) {
		n.print = "place:" + value
	}
	return n, nil
}

func lookalikeLeaf(n *node, value string) (*node, *SyntaxError) {
	words := text.Words(value)
	if len(words) != 1 || words[0].Emoji || utf8.RuneCountInString(words[0].Form) < minStem {
		return nil, refuse(n.at, "Use one word of three or more letters, as in lookalike:acme.", "Lookalikes only work on a single word.")
	}
	n.kind = kLookalike
	n.value, _ = words[0].Looks(value)
	n.print = "lookalike:" + n.value
	return n, nil
}

func choiceLeaf(n *node, t *lexeme, value string) (*node, *SyntaxError) {
	n.value = strings.ToLower(value)
	known := hasValues[:]
	n.kind = kHas
	if t.field == "is" {
		n.kind, known = kIs, isValues[:]
		if n.value == "retweet" || n.value == "reblog" {
			n.value = "repost"
		}
	}
	if !slices.Contains(known, n.value) {
		return nil, refuse(t.at, "Write one of "+t.field+":"+strings.Join(known, ", "+t.field+":")+".", "%q is not known.", t.field+":"+value)
	}
	n.print = t.field + ":" + n.value
	return n, nil
}

// followersLeaf reads >1000, >=, <, <=, 100..500 and a number alone.
func followersLeaf(n *node, t *lexeme, value string) (*node, *SyntaxError) {
	n.kind, n.low, n.high = kFollowers, 0, unlimited
	bad := refuse(t.at, "Use the form followers:>1000, followers:<=50 or followers:100..500.", "%q is not a number of followers.", value)
	digits := strings.TrimLeft(value, "<>=")
	op := value[:len(value)-len(digits)]
	if from, to, ok := strings.Cut(digits, ".."); ok {
		low, okLow := count(from)
		high, okHigh := count(to)
		if op != "" || !okLow || !okHigh {
			return nil, bad
		}
		if low > high {
			return nil, refuse(t.at, "Put the smaller number first.", "No number is between %d and %d.", low, high)
		}
		n.low, n.high = low, high
	} else {
		v, ok := count(digits)
		if !ok {
			return nil, bad
		}
		switch op {
		case ">":
			n.low = v + 1
		case ">=":
			n.low = v
		case "<":
			if n.high = v - 1; v == 0 {
				return nil, refuse(t.at, "Use a number above 0.", "No one has fewer than 0 followers.")
			}
		case "<=":
			n.high = v
		case "", "=":
			n.low, n.high = v, v
		default:
			return nil, bad
		}
	}
	n.print = "followers:" + strings.TrimPrefix(value, "=")
	return n, nil
}

func count(digits string) (int, bool) {
	v, err := strconv.Atoi(digits)
	return v, err == nil && v >= 0 && v < 1<<40 && digits[0] != '+'
}
