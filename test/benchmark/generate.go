package main

import (
	"bufio"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"time"
)

// generate writes a file with the columns and the shape of the public "Customer Support on
// Twitter" set: conversations one after the other, customers as numbers, companies by
// name, a third without an answer, some texts quoted, some over several lines. Every text
// is invented. The same seed writes the same bytes.
func generate(path string, posts int, seed uint64) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := &writer{out: bufio.NewWriterSize(f, 1<<20), r: rand.New(rand.NewPCG(seed, 1)), posts: posts}
	w.line("tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n")
	for w.written < posts {
		w.conversation()
	}
	if w.err == nil {
		w.err = w.out.Flush()
	}
	return w.err
}

type writer struct {
	out     *bufio.Writer
	r       *rand.Rand
	posts   int
	written int
	row     []byte
	err     error
}

func (w *writer) line(s string) {
	if w.err == nil {
		_, w.err = w.out.WriteString(s)
	}
}

// said is one post of a conversation.
type said struct {
	author  string
	inbound bool
	at      time.Time
	text    string
}

const companies = 64

func (w *writer) conversation() {
	company := int(math.Min(companies-1, math.Floor(companies*math.Pow(w.r.Float64(), 2.2))))
	name := companyName(company)
	customer := strconv.Itoa(115_712 + w.r.IntN(700_000))
	start := time.Date(2017, 10, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(w.r.Int64N(int64(60 * 24 * time.Hour)))).Truncate(time.Second)
	list := []said{{customer, true, start, w.say("@"+name+" ", opening) + w.detail(.95)}}
	at := start
	for turn := 0; turn < 6 && w.r.Float64() > .33; turn++ {
		at = at.Add(w.delay(float64(company%9+1) * 400))
		list = append(list, said{name, false, at, w.say("@"+customer+" ", answer) + w.detail(.75) + " ^" + string(rune('A'+w.r.IntN(6))) + string(rune('A'+w.r.IntN(6)))})
		if w.r.Float64() < .45 {
			break
		}
		at = at.Add(w.delay(900))
		kind := more
		if w.r.Float64() < .3 {
			kind = closing
		}
		list = append(list, said{customer, true, at, w.say("@"+name+" ", kind) + w.detail(.9)})
	}
	w.write(list)
}

// detail is what makes most texts the only ones of their kind: in the public set one in
// twenty of the customers' texts and one in five of the companies' stands more than once
// among 37,000.
func (w *writer) detail(often float64) string {
	if w.r.Float64() > often {
		return ""
	}
	pick := func(list []string) string { return list[w.r.IntN(len(list))] }
	if w.r.IntN(2) == 0 {
		return fmt.Sprintf(" The %s %s, %d:%02d.", pick(colours), pick(things), w.r.IntN(24), w.r.IntN(60))
	}
	return fmt.Sprintf(" (%s, %s, No. %d)", pick(places), pick(things), 100+w.r.IntN(900))
}

// delay is log-normal around a median in seconds.
func (w *writer) delay(median float64) time.Duration {
	return time.Duration(median*math.Exp(1.3*w.r.NormFloat64())+5) * time.Second
}

func (w *writer) write(list []said) {
	list = list[:min(len(list), w.posts-w.written)]
	first := w.written + 1
	for i, s := range list {
		b := strconv.AppendInt(w.row[:0], int64(first+i), 10)
		b = append(b, ',')
		b = append(b, s.author...)
		if s.inbound {
			b = append(b, ",True,"...)
		} else {
			b = append(b, ",False,"...)
		}
		b = s.at.AppendFormat(b, time.RubyDate)
		b = append(b, ',')
		if strings.ContainsAny(s.text, ",\"\n") {
			b = append(b, '"')
			b = append(b, strings.ReplaceAll(s.text, `"`, `""`)...)
			b = append(b, '"')
		} else {
			b = append(b, s.text...)
		}
		b = append(b, ',')
		if i+1 < len(list) {
			b = strconv.AppendInt(b, int64(first+i+1), 10)
		}
		b = append(b, ',')
		if i > 0 {
			b = strconv.AppendInt(b, int64(first+i-1), 10)
		}
		b = append(b, '\n')
		w.row = b
		if w.err == nil {
			_, w.err = w.out.Write(b)
		}
	}
	w.written += len(list)
}

func companyName(i int) string {
	first := []string{"Alder", "Brook", "Cedar", "Dune", "Ember", "Fjord", "Grove", "Harbor"}
	last := []string{"Air", "Bank", "Cares", "Help", "Mobile", "Rail", "Shop", "Support"}
	return first[i%8] + last[i/8%8]
}

// say joins one to three sentences of a kind, with a detail or two.
func (w *writer) say(to string, kind [][]string) string {
	var b strings.Builder
	b.WriteString(to)
	for i := range 1 + w.r.IntN(4)/3 {
		if i > 0 {
			b.WriteByte(" \n"[w.r.IntN(24)/23])
		}
		for j, part := range kind {
			if j > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(part[w.r.IntN(len(part))])
		}
	}
	if w.r.IntN(6) == 0 {
		fmt.Fprintf(&b, " https://t.co/%010x", w.r.Uint64()>>24)
	}
	return b.String()
}

// The words: each kind is a list of places, and each place has choices.
var (
	opening = [][]string{
		{"my parcel", "the app", "your website", "the 7:42 train", "our broadband", "my new kettle", "the card reader", "seat 14C", "my account", "the gift card"},
		{"still has not arrived", "keeps crashing since the update", "is down again,", "was late for the third time this week", "says \"try again later\"", "is broken and nobody picks up", "charged me twice", "works great today"},
		{"and I have been waiting for days.", "can you help?", "what is going on?", "I want a refund!", "thank you so much", "this is a joke.", "I am switching to somebody else.", "please advise, I already called and emailed."},
	}
	answer = [][]string{
		{"Hi there,", "Hello!", "Hey,", "Thanks for reaching out.", "We're sorry to hear that.", "That's not what we want for you."},
		{"please send us a DM with your order number", "could you tell us which version you are on?", "we have refunded the second charge", "please call us on the number on your bill", "try to sign out and in again", "our team will look into it and call you by Friday", "we understand how you feel", "have a look at our help page"},
		{"so that we can take a look.", "and let us know how it goes.", "Thanks for your patience.", "and we will get this sorted.", "We apologize for the trouble."},
	}
	more = [][]string{
		{"I did that twice", "as I said, it is the second time", "no, it still does not work", "the order number is in the first message,", "it is an Android phone", "since yesterday morning"},
		{"and nothing changed.", "what else can I do?", "how long will it take?", "on version 8.4.22", "so please fix it."},
	}
	colours = []string{"amber", "azure", "beige", "coral", "crimson", "golden", "indigo", "ivory", "lilac", "maroon", "olive", "silver", "teal", "violet"}
	things  = []string{"basket", "bottle", "bracelet", "camera", "charger", "curtain", "drill", "guitar", "helmet", "jacket", "lamp", "ladder", "mirror", "pillow",
		"printer", "router", "saddle", "scarf", "speaker", "tent", "toaster", "tripod", "umbrella", "vase", "wallet"}
	places = []string{"Aldford", "Birchley", "Carrow", "Dunmere", "Eastholm", "Fenwick", "Glenrath", "Hartwell", "Inverley", "Kestrel Bay", "Larkhill", "Moorgate End",
		"Northcliff", "Oakenshaw", "Penrow", "Quarry Lane", "Ravensby", "Silverton", "Thornby", "Upper Wick", "Westmarsh", "Yarrow"}
	closing = [][]string{
		{"that worked,", "perfect,", "sorted now,", "brilliant,", "it's fixed,"},
		{"thank you!", "thanks a lot", "cheers", "you are the best"},
	}
)
