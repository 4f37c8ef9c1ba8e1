package listen

import (
	"fmt"
	"strings"
)

// A wish is a search as a tree.
type wish struct {
	op    string // and or not near onear, else a leaf
	kids  []wish
	words []vocable
	text  string // of a leaf without words
	n     int
	high  int // of followers
}

func (w wish) String() string {
	said := make([]string, len(w.words))
	for i, v := range w.words {
		said[i] = v.as
	}
	switch w.op {
	case "and", "or":
		var parts []string
		for _, k := range w.kids {
			parts = append(parts, "("+k.String()+")")
		}
		return strings.Join(parts, map[string]string{"and": " AND ", "or": " OR "}[w.op])
	case "not":
		return "-(" + w.kids[0].String() + ")"
	case "near", "onear":
		return fmt.Sprintf("(%s) %s/%d (%s)", w.kids[0], strings.ToUpper(w.op), w.n, w.kids[1])
	case "phrase":
		return `"` + strings.Join(said, " ") + `"`
	case "window":
		return fmt.Sprintf(`"%s"~%d`, strings.Join(said, " "), w.n)
	case "word":
		return said[0]
	case "pattern":
		return w.text
	case "fuzzy":
		return fmt.Sprintf("%s~%d", w.text, w.n)
	case "url:":
		return `url:"` + w.text + `"`
	case "followers":
		return "followers:" + w.text
	}
	return w.op + w.text
}

func (d dice) wish(depth int) wish {
	if depth > 0 && d.IntN(2) == 0 {
		switch op := d.IntN(6); op {
		case 0, 1, 2, 3:
			w := wish{op: [...]string{"and", "or"}[op/2]}
			for range 2 + d.IntN(1+d.IntN(4)) {
				w.kids = append(w.kids, d.wish(depth-1))
			}
			return w
		case 4:
			return wish{op: "not", kids: []wish{d.wish(depth - 1)}}
		}
		return wish{op: one(d, "near", "onear"), n: d.distance(), kids: []wish{d.placed(1), d.placed(1)}}
	}
	switch d.IntN(16) {
	case 0:
		if w := d.latin(); len(w) <= 6 {
			return wish{op: "$", text: w}
		}
	case 1:
		w := d.latin()
		return wish{op: "url:", text: one(d, w, w+".com", "/queue/"+w, "com/queue", "que", ".com", "www."+w)}
	case 2:
		return wish{op: "from:", text: one(d, "acme", "bob", "did:plc:bob")}
	case 3:
		return wish{op: "to:", text: one(d, "acme", "queue.com", "icbc", "did:plc:q", "did:plc:acme", d.latin())}
	case 4:
		return wish{op: "lang:", text: one(d, "en", "de")}
	case 5:
		return d.followers()
	case 6:
		return wish{op: "is:", text: one(d, "reply", "quote", "repost", "verified")}
	case 7:
		return wish{op: "has:", text: one(d, "media", "links", "mentions")}
	case 8:
		return wish{op: "network:", text: "bluesky"}
	case 9:
		return wish{op: "place:", text: one(d, `"new york"`, "york", `"york ny"`, `"york new"`)}
	case 10, 11:
		return wish{op: "window", words: d.row(2 + d.IntN(3)), n: d.distance()}
	}
	return d.placed(1)
}

// distance is mostly small, for then a little more or less decides.
func (d dice) distance() int {
	if d.IntN(8) == 0 {
		return one(d, 9, 62, 63, 64, 99, 100)
	}
	return d.IntN(5)
}

func (d dice) followers() wish {
	n := d.IntN(5)
	return one(d,
		wish{op: "followers", text: fmt.Sprint(">", n), n: n + 1, high: 1 << 30}, wish{op: "followers", text: fmt.Sprint(">=", n), n: n, high: 1 << 30},
		wish{op: "followers", text: fmt.Sprint("<", n+1), high: n}, wish{op: "followers", text: fmt.Sprint("<=", n), high: n},
		wish{op: "followers", text: fmt.Sprint(n), n: n, high: n}, wish{op: "followers", text: fmt.Sprint(n, "..", n+2), n: n, high: n + 2})
}

// asked is a word as somebody may write it in a search.
func (d dice) asked() vocable {
	v := d.vocable()
	switch v.as = v.form; {
	case v.isLatin() && d.IntN(8) == 0:
		return possessive(v.form)
	case v.written != nil && d.IntN(3) == 0:
		v.as = one(d, v.written...)
	}
	return v
}

// row is some words, of which one may come twice.
func (d dice) row(n int) []vocable {
	all := make([]vocable, n)
	for i := range all {
		if all[i] = d.asked(); i > 0 && d.IntN(6) == 0 {
			all[i] = all[i-1]
		}
	}
	return all
}

// placed makes what may stand beside NEAR.
func (d dice) placed(depth int) wish {
	switch d.IntN(14) {
	case 0, 1:
		return wish{op: "phrase", words: d.row(2 + d.IntN(3))}
	case 2:
		return wish{op: "pattern", text: one(d, "del*", "lin*", "acm*", "fligh*", "мос*", "достопримечатель*", "достопримечание*", "compensationcla*", "compensationclo*")}
	case 3:
		return wish{op: "pattern", text: one(d, "me?t", "m?et", "fligh?", "lin?sys", "мо?ква", "del?y*", "fli?h*", "ist?nb*", "акм?", "acm?")}
	case 4:
		return wish{op: "fuzzy", text: one(d, "linksys", "flight", "delay", "москва", "paypal"), n: 1 + d.IntN(2)}
	case 5:
		return wish{op: "lookalike:", text: one(d, "acme", "paypal", "delay", "linksys")}
	case 6:
		return wish{op: "#", text: d.vocable().form}
	case 7:
		return wish{op: "@", text: one(d, d.latin(), one(d, farHandles[:]...))}
	case 8, 9:
		if depth > 0 {
			w := wish{op: "or"}
			for range 2 + d.IntN(3) {
				w.kids = append(w.kids, d.placed(depth-1))
			}
			return w
		}
	}
	return wish{op: "word", words: []vocable{d.asked()}}
}
