package server_test

import (
	"fmt"
	"strings"
	"time"

	"heed/internal/desk"
)

// wayOfLife is one of the ways in which cases live; those of one way live alike, so that what the desk and the file say of them can be told.
type wayOfLife struct {
	name   string
	cases  int
	tell   func(w *twin, name string, n int)
	differ map[string][2]string // figures: at the desk, in the file
}

var lives = []wayOfLife{
	{"plain", 400, plain, nil},
	{"confirmed", 20, func(w *twin, name string, n int) {
		asksOnce(w, name, n).by(0, hour, "We have fixed it, please try again.").stage(time.Minute, desk.Resolved).says(hour, "Thank you, it works now!")
	}, nil},
	{"resolved", 20, func(w *twin, name string, n int) {
		asksOnce(w, name, n).by(0, hour, "We have fixed it, please try again.").stage(hour, desk.Resolved)
	}, map[string][2]string{
		"resolution_rate": {"1 of 10", "0 of 10"}, "score": {"100 of 10", "70 of 10"}, "time_to_resolution_p50": {"7200 of 10", "- of 10"}, "time_to_resolution_p90": {"7200 of 10", "- of 10"},
	}},
	{"thanked", 20, func(w *twin, name string, n int) {
		asksOnce(w, name, n).by(0, hour, "We have fixed it, please try again.").says(hour, "Thank you, it works now!")
	}, nil},
	{"thanked and said more", 20, func(w *twin, name string, n int) {
		asksOnce(w, name, n).by(0, hour, "We have fixed it, please try again.").says(hour, "Thank you, it works now! Happy with my new one from the other shop.")
	}, map[string][2]string{
		"resolution_rate": {"0 of 10", "1 of 10"}, "score": {"70 of 10", "100 of 10"}, "time_to_resolution_p50": {"- of 10", "7200 of 10"}, "time_to_resolution_p90": {"- of 10", "7200 of 10"},
	}},
	{"opened again", 20, func(w *twin, name string, n int) {
		asksOnce(w, name, n).by(0, hour, "We have fixed it, please try again.").stage(time.Minute, desk.Resolved).says(hour, "No, the kettle is still broken, please help")
	}, nil},
	{"in private", 20, func(w *twin, name string, n int) {
		c := asksOnce(w, name, n).by(0, hour, "Please send us a private message.")
		c.goesOn(c.who, hour, "My order is the one of last week, where is it?", direct)
		c.goesOn(c.brand, hour, "It comes tomorrow. ^Ki", direct, func(m *desk.Message) { m.Agent = w.staff[0].ID })
	}, map[string][2]string{
		"lip_service": {"0 of 20", "0 of 10"}, "mood_change": {"1 of 10", "- of 0"}, "next_response_time_p50": {"3600 of 10", "- of 0"}, "next_response_time_p90": {"3600 of 10", "- of 0"},
	}},
	{"without initials", 20, func(w *twin, name string, n int) {
		c := asksOnce(w, name, n)
		for i := range 2 {
			c.goesOn(c.brand, hour, "We look into it.", func(m *desk.Message) { m.Agent = w.staff[i].ID }).says(hour, "And when will it be here?")
		}
	}, map[string][2]string{
		"hand_off_delay_p50": {"3600 of 10", "- of 0"}, "hand_offs": {"1 of 10", "- of 0"},
	}},
	{"from elsewhere", 20, func(w *twin, name string, n int) {
		c := asksOnce(w, name, n)
		c.goesOn(c.brand, hour, "We look into it. ^AB").goesOn(c.brand, 2*hour, "It is on its way. ^CD")
	}, map[string][2]string{
		"hand_off_delay_p50": {"- of 0", "0 of 10"}, "hand_offs": {"- of 0", "1 of 10"},
	}},
	{"leaving", 20, func(w *twin, name string, n int) {
		w.begin(name, n, recent(n), "That is it, I am leaving you and go to another company").by(0, 45*time.Minute, "We have sent you another one.")
	}, map[string][2]string{
		"windows_lost": {"1 of 10", "0 of 10"},
	}},
	{"young", 20, func(w *twin, name string, n int) {
		w.begin(name, n, sameEnd.Add(-20*time.Minute), "where is my parcel?")
	}, map[string][2]string{
		"coverage": {"- of 0", "0 of 1"}, "coverage_hours_known": {"0 of 168", "1 of 168"}, "response_rate_1h": {"- of 10", "0 of 10"}, "response_rate_24h": {"- of 10", "0 of 10"},
	}},
	{"settled", 20, func(w *twin, name string, n int) {
		c := w.begin(name, n, t0.Add(time.Duration(n)*hour), "where is my parcel?")
		if n%4 < 2 {
			c.by(0, 960*hour, "It is found.")
		}
	}, map[string][2]string{
		"first_response_time_p50": {"3.456e+06 of 10", "3.456e+06 of 10"}, "first_response_time_p90": {"3.456e+06 of 10", "- of 10"},
	}},
	{"corrected", 20, func(w *twin, name string, n int) {
		c := w.begin(name, n, recent(n), "this is terrible, my kettle broke on the first day")
		h := c.last
		c.then(time.Minute, func(desk.CaseID) {
			w.ok(w.desk.Inbox.Correct(w.t.Context(), w.boss, w.story(h).Messages[0].ID, "intent", desk.Other))
			w.ok(w.desk.Inbox.Correct(w.t.Context(), w.boss, w.story(h).Messages[0].ID, "sentiment", "neutral"))
		})
	}, map[string][2]string{
		"negative_share": {"0 of 10", "1 of 10"}, "reach_at_risk": {"0 of 0", "1115 of 10"},
	}},
	{"spread", 20, func(w *twin, name string, n int) {
		c := asksOnce(w, name, n)
		h := c.post("fan-of-"+c.who, "", c.now(), func(m *desk.Message) { m.Form, m.Subject = desk.Repost, c.last.Message.NetworkID })
		c.tell(h)
	}, nil},
	{"copied", 20, func(w *twin, name string, n int) {
		c := w.begin(name, n, recent(n), fmt.Sprintf("why has the acme ferry number %d left without anybody on board this morning?", n))
		c.tell(c.post("fan-of-"+c.who, c.last.Message.Text, c.now()))
	}, nil},
	{"answer deleted", 20, func(w *twin, name string, n int) {
		c := asksOnce(w, name, n).by(0, hour, "We have sent you another one.")
		h := c.last
		c.then(time.Minute, func(desk.CaseID) {
			w.take(desk.Heard{Change: desk.Deleted, Message: desk.Message{NetworkID: h.Message.NetworkID, DeletedAt: w.now}})
		})
	}, map[string][2]string{
		"deflection_rate": {"0 of 10", "- of 0"}, "first_response_time_p50": {"3600 of 10", "- of 10"}, "first_response_time_p90": {"3600 of 10", "- of 10"}, "hand_offs": {"0 of 10", "- of 0"},
		"lip_service": {"0 of 10", "- of 0"}, "private_move_rate": {"0 of 10", "- of 0"}, "reach_at_risk": {"0 of 0", "1165 of 10"}, "response_rate_1h": {"1 of 10", "0 of 10"},
		"response_rate_24h": {"1 of 10", "0 of 10"}, "response_rate_any": {"1 of 10", "0 of 10"}, "score": {"70 of 10", "0 of 10"},
	}},
	{"silent for days", 20, func(w *twin, name string, n int) {
		asksOnce(w, name, n).by(0, hour, "We look into it.").says(100*hour, "It is still not here, where is it?").by(0, hour, "It comes tomorrow.")
	}, nil},
	{"late answer", 20, func(w *twin, name string, n int) {
		asksOnce(w, name, n).by(0, 100*hour, "It comes tomorrow.").says(hour, "And at what time?")
	}, nil},
	{"two threads", 20, func(w *twin, name string, n int) {
		c := asksOnce(w, name, n).by(0, hour, "We look into it.")
		c.at = c.at.Add(hour)
		c.last = c.asks("and may I have an invoice too?")
		c.by(0, hour, "Of course, it is in your mail.")
	}, nil},
	{"of another thread", 20, func(w *twin, name string, n int) {
		c := asksOnce(w, name, n)
		c.by(0, hour, "We look into it.")
		c.at = c.at.Add(hour)
		c.last = c.asks("and may I have an invoice too?", func(m *desk.Message) { m.Form, m.Parent = desk.Reply, desk.NetworkID("news/"+c.who) })
		c.by(0, hour, "Of course, it is in your mail.")
	}, nil},
	{"somebody joins", 20, func(w *twin, name string, n int) {
		c := asksOnce(w, name, n)
		first := c.last
		w.heads[name] = append(w.heads[name], c.goesOn("friend-of-"+c.who, hour, "Mine has not come either, where is it?", mention(c.brand)).last)
		c.last = first
		c.by(0, hour, "We look into it.")
	}, nil},
	{"merged", 20, func(w *twin, name string, n int) {
		c := asksOnce(w, name, n)
		first := c.last
		other := w.begin(name, n, c.at.Add(time.Minute), "my kettle is broken as well", func(m *desk.Message) { m.Author.NetworkID, m.Author.Name = "second-"+c.who, "second-"+c.who })
		second := other.last
		c.then(2*time.Minute, func(desk.CaseID) { w.ok(w.mergeThem(first, second, true)) })
		c.by(0, hour, "We look into both.")
	}, nil},
	{"deleted", 20, func(w *twin, name string, n int) {
		c := asksOnce(w, name, n).by(0, hour, "We look into it.").says(hour, "It was in the wrong place, where do I send it?")
		h := c.last
		c.then(time.Minute, func(desk.CaseID) {
			w.take(desk.Heard{Change: desk.Deleted, Message: desk.Message{NetworkID: h.Message.NetworkID, DeletedAt: w.now}})
		})
	}, map[string][2]string{
		"mood_change": {"1 of 10", "- of 0"},
	}},
	{"edited", 20, func(w *twin, name string, n int) {
		c := asksOnce(w, name, n).by(0, hour, "We look into it.").says(hour, "ok")
		h := c.last
		h.Change, h.Message.Text, h.Message.EditedAt = desk.Edited, "This is terrible, when does it come?", c.at.Add(time.Minute)
		c.then(time.Minute, func(desk.CaseID) { w.take(h) })
	}, nil},
	{"promised", 20, func(w *twin, name string, n int) {
		asksOnce(w, name, n).by(0, hour, "We look into it.").then(time.Minute, func(id desk.CaseID) {
			w.ok(w.desk.Inbox.Promise(w.t.Context(), w.boss, id, "call", w.now.Add(24*hour)))
		})
	}, map[string][2]string{
		"promise_keeping": {"0 of 10", "- of 0"},
	}},
	{"by a machine", 20, func(w *twin, name string, n int) {
		c := asksOnce(w, name, n)
		c.goesOn(c.brand, time.Minute, "This is an automated message: we will be with you soon.").by(0, 5*hour, "It comes tomorrow.")
	}, nil},
	{"few words again", 20, func(w *twin, name string, n int) {
		asksOnce(w, name, n).says(hour, "still broken?").says(hour, "still broken?").by(0, hour, "It comes tomorrow.")
	}, nil},
	{"masked", 20, func(w *twin, name string, n int) {
		w.begin(name, n, recent(n), "my parcel is lost, why? call +49 30 1234567 or write to mia@posteo.example").by(0, hour, "We look into it.").says(hour, "my parcel is still lost, why? call +49 30 1234567")
	}, nil},
	{"more followers", 20, func(w *twin, name string, n int) {
		w.begin(name, n, recent(n), "this is terrible, my kettle broke on the first day").goesOn(fmt.Sprintf("%s-%d", strings.ReplaceAll(name, " ", "-"), n), hour, "terrible!", func(m *desk.Message) { m.Author.Followers = 9000 })
	}, nil},
	{"named in the middle", 20, func(w *twin, name string, n int) {
		c := w.begin(name, n, recent(n), "", func(m *desk.Message) { m.Text = "hello " + m.Text })
		c.by(0, hour, "We look into it.")
	}, nil},
}

const hour = time.Hour

// recent is when a case began of which the waits that are open at the end are not settled.
func recent(n int) time.Time { return sameEnd.AddDate(0, 0, -20).Add(time.Duration(n) * 7 * hour) }

// asksOnce is a case that begins with a question.
func asksOnce(w *twin, name string, n int) *talk {
	return w.begin(name, n, recent(n), "why is my parcel number 4711 still not here?")
}

func direct(m *desk.Message) { m.Form, m.Private = desk.Direct, true }

// plain is all that means the same on both sides: mostly short, some late, some never answered.
func plain(w *twin, name string, n int) {
	pick := func(list ...string) string { return list[w.random.IntN(len(list))] }
	after := func(list ...time.Duration) time.Duration {
		return list[w.random.IntN(len(list))] + time.Duration(w.random.IntN(900))*time.Second
	}
	at := sameEnd.Add(-28*24*time.Hour + time.Duration(w.random.IntN(20*24*3600))*time.Second)
	c := w.begin(name, n, at, pick("why is my parcel number 4711 still not here?", "this is terrible, my kettle broke on the first day", "could you send me a new invoice please",
		"the kettle is great, well done!", "your new lid should close more tightly", "hello", "wo bleibt mein Paket?"))
	if w.random.IntN(6) == 0 {
		return
	}
	answer := func() string {
		return pick("We have sent you another one today.", "We are so sorry to hear that.", "Please call our hotline.", "Which model is it?", "Please send us a private message.", "Wir haben es heute verschickt.")
	}
	for turns := w.random.IntN(3); ; turns-- {
		c.by(w.random.IntN(2), after(0, 20*time.Minute, 50*time.Minute, 5*time.Hour, 23*time.Hour, 30*time.Hour, 55*time.Hour), answer())
		if turns == 0 {
			return
		}
		c.says(after(0, time.Hour, 20*time.Hour), pick("my parcel number 4711 is still not here, why?", "and when will that be?", "ok", "it is the large one", "that does not help me at all"))
	}
}
