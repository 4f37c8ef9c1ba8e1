package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"heed/internal/desk"
	"heed/internal/signal"
	"heed/internal/train"
)

const taught = 1000

// A lecture is a way in which people teach a desk: what they say of posts, in the order in
// which they read them.
type lecture struct {
	what  string
	goal  float64 // of the mean gain
	least float64 // of the worst reading; 0 where it is not asked
	teach func(posts []post) []signal.Correction
}

// A post is one whose label is known, with what the shipped model reads.
type post struct {
	text, label, read string
	lang              string
}

func said(p post, label string) signal.Correction {
	return signal.Correction{Text: p.text, Lang: p.lang, Kind: "sentiment", Label: label, Weight: 1}
}

// first labels the first posts as they are.
func first(n int) func([]post) []signal.Correction {
	return func(posts []post) (list []signal.Correction) {
		for _, p := range posts[:min(n, len(posts))] {
			list = append(list, said(p, p.label))
		}
		return list
	}
}

// onlyWrong corrects what was read wrongly, up to n; what was read rightly is left, and
// counts as seen with a weight, or not at all.
func onlyWrong(n int, seen float64) func([]post) []signal.Correction {
	return func(posts []post) (list []signal.Correction) {
		for _, p := range posts {
			switch {
			case n == 0:
				return list
			case p.read != p.label:
				list = append(list, said(p, p.label))
				n--
			case seen > 0:
				c := said(p, p.label)
				c.Weight = seen
				list = append(list, c)
			}
		}
		return list
	}
}

// mistaken labels n posts, one in every so many wrongly: by dice, or always in the same way.
func mistaken(n, every int, dice bool) func([]post) []signal.Correction {
	return func(posts []post) []signal.Correction {
		random := rand.New(rand.NewPCG(1, 1))
		list := first(n)(posts)
		for i := range list {
			switch {
			case i%every != 0:
			case dice:
				list[i].Label = []string{"negative", "neutral", "positive"}[random.IntN(3)]
			default:
				list[i].Label = map[string]string{"negative": "positive", "positive": "neutral", "neutral": "negative"}[list[i].Label]
			}
		}
		return list
	}
}

// ofOne labels posts of one mood alone.
func ofOne(n int, mood string) func([]post) []signal.Correction {
	return func(posts []post) []signal.Correction {
		return first(n)(slices.DeleteFunc(slices.Clone(posts), func(p post) bool { return p.label != mood }))
	}
}

func lectures() []lecture {
	return []lecture{
		{"1,000 labels as they come", .035, 0, first(taught)},
		{"300 labels as they come", .01, -.01, first(300)},
		{"100 labels as they come", 0, 0, first(100)},
		{"30 labels as they come", -.01, 0, first(30)},
		{"1,000 corrections of what was wrong, the rest left as seen", .02, 0, onlyWrong(taught, .3)},
		{"300 corrections of what was wrong, the rest left as seen", 0, -.01, onlyWrong(300, .3)},
		{"300 corrections of what was wrong, nothing else", -.01, -.01, onlyWrong(300, 0)},
		{"300 labels, every third thrown by dice", -.01, 0, mistaken(300, 3, true)},
		{"1,000 labels, every third wrong in the same way", -.02, 0, mistaken(taught, 3, false)},
		{"300 labels, all thrown by dice", -.01, 0, mistaken(300, 1, true)},
		{"300 labels of negative posts alone", -.01, 0, ofOne(300, "negative")},
		{"300 labels of positive posts alone", -.01, 0, ofOne(300, "positive")},
	}
}

// An outcome is what came of a lecture, over pairs of companies and orders.
type outcome struct{ before, after, gain []float64 }

func (o *outcome) add(before, after float64) {
	o.before, o.after, o.gain = append(o.before, before), append(o.after, after), append(o.gain, after-before)
}

func mean(list []float64) (m, deviation float64) {
	for _, x := range list {
		m += x / float64(len(list))
	}
	for _, x := range list {
		deviation += (x - m) * (x - m) / float64(len(list))
	}
	return m, math.Sqrt(deviation)
}

const orders = 3 // as they were posted, and shuffled

// corrections teaches a desk posts of one airline and reads the others, for every ordered
// pair, in several orders.
func corrections(data string) ([]row, error) {
	all, err := table(data, "airline", "posts.csv")
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b map[string]string) int { return strings.Compare(a["tweet_created"], b["tweet_created"]) })
	r := signal.New(nil, nil)
	by, before := map[string][]post{}, map[string]float64{}
	for _, p := range all {
		by[p["airline"]] = append(by[p["airline"]], post{text: p["text"], label: p["airline_sentiment"], read: read(r, p["text"]).Sentiment.Label, lang: "en"})
	}
	names := slices.Sorted(keys(by))
	for _, name := range names {
		before[name] = macroF1(r, by[name])
	}
	var rows []row
	for i, l := range lectures() {
		o, full, least := outcome{}, outcome{}, 1.
		var detail []string
		for _, from := range names {
			for order := range orders {
				if order > 0 && i > 0 {
					break // the orders of the first show how much hangs on them
				}
				local, lessons := r.Learn(l.teach(inOrder(by[from], order)))
				line := fmt.Sprintf("%-15s order %d, trust %.2f:", from, order, lessons[0].Trust)
				for _, to := range names {
					if to != from {
						after := macroF1(r.With(local), by[to])
						o.add(before[to], after)
						if len(by[from]) >= taught {
							full.add(before[to], after)
						}
						least = min(least, after-before[to])
						line += fmt.Sprintf("  %s %.3f to %.3f", to, before[to], after)
					}
				}
				detail = append(detail, line)
			}
		}
		was, _ := mean(o.before)
		now, spread := mean(o.after)
		gain, _ := mean(o.gain)
		of := fmt.Sprintf("%d readings; before %.3f, spread %.3f, least gain %+.3f", len(o.gain), was, spread, least)
		if i == 0 {
			rows = append(rows, row{what: "sentiment after 1,000 labels of one airline, read on another, mean macro-F1", figure: now, of: of, goal: .74, detail: detail})
			now, _ = mean(full.after)
			rows = append(rows, row{what: "… taught by those airlines alone that have 1,000 posts", figure: now, of: fmt.Sprintf("%d readings", len(full.after)), goal: .74})
			continue
		}
		rows = append(rows, row{what: "… gain of " + l.what, figure: gain, of: of, goal: l.goal, detail: detail})
		if l.least != 0 {
			rows = append(rows, row{what: "… the least gain of that", figure: least, of: "the worst of them", goal: l.least})
		}
	}
	return rows, nil
}

func inOrder(posts []post, order int) []post {
	if order == 0 {
		return posts
	}
	posts = slices.Clone(posts)
	random := rand.New(rand.NewPCG(uint64(order), 7))
	random.Shuffle(len(posts), func(a, b int) { posts[a], posts[b] = posts[b], posts[a] })
	return posts
}

func macroF1(r *signal.Reader, posts []post) float64 {
	t := train.Tally{}
	for _, p := range posts {
		t.Add(p.label, read(r, p.text).Sentiment.Label)
	}
	return t.MacroF1()
}

// complaintsLearnt teaches complaints of all domains but one and reads that one.
func complaintsLearnt(data string) ([]row, error) {
	all, err := table(data, "complaints", "posts.csv")
	if err != nil {
		return nil, err
	}
	r := signal.New(nil, nil)
	label := map[string]string{"1": desk.Complaint, "0": desk.NoComplaint}
	domains := map[string]bool{}
	for _, p := range all {
		domains[p["domain"]] = true
	}
	o, least := outcome{}, 1.
	var detail []string
	for _, domain := range slices.Sorted(keys(domains)) {
		var list []signal.Correction
		for _, p := range all {
			if p["domain"] != domain && len(list) < taught {
				list = append(list, signal.Correction{Text: p["text"], Lang: "en", Kind: desk.Complaint, Label: label[p["complaint"]], Weight: 1})
			}
		}
		local, lessons := r.Learn(list)
		before, after := train.Tally{}, train.Tally{}
		for _, p := range all {
			if p["domain"] == domain {
				before.Add(label[p["complaint"]], complaintOf(r, p["text"]))
				after.Add(label[p["complaint"]], complaintOf(r.With(local), p["text"]))
			}
		}
		o.add(before.MacroF1(), after.MacroF1())
		least = min(least, after.MacroF1()-before.MacroF1())
		detail = append(detail, fmt.Sprintf("%-15s %.3f to %.3f, trust %.2f", domain, before.MacroF1(), after.MacroF1(), lessons[len(lessons)-1].Trust))
	}
	was, _ := mean(o.before)
	now, _ := mean(o.after)
	return []row{{what: "complaint after labels of the other trades, mean macro-F1", figure: now, of: fmt.Sprintf("%d trades; before %.3f, least gain %+.3f", len(o.gain), was, least), goal: was, detail: detail}}, nil
}

func complaintOf(r *signal.Reader, text string) string {
	if read(r, text).Complaint.Label == desk.Complaint {
		return desk.Complaint
	}
	return desk.NoComplaint
}
