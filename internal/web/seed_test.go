package web

import (
	"fmt"
	"time"

	"heed/internal/desk"
	"heed/internal/inbox"
)

const exampleProtocol = `{"note":"How we answer","defaults":{"respond":"yes","within":"8h","hours":"covered","where":"public"},"rules":[
{"name":"Spam and trolls","when":"signals.intent in ['spam','trolling']","respond":"no"},
{"name":"About to leave","when":"signals.intent == 'leaving'","respond":"yes","within":"15m","hours":"calendar","team":"Front desk","urgency":"high","advice":"Acknowledge what failed, say what you do about it now, and offer to take it to private messages."},
{"name":"Complaint","when":"signals.intent == 'complaint'","respond":"yes","within":"1h","hours":"covered","team":"Front desk","advice":"Name the problem in their words before you ask for details."},
{"name":"Praise","when":"signals.intent == 'praise'","respond":"yes","within":"1d","macro":"Thanks"}]}`

const exampleCalendar = `{"zone":"Europe/Berlin","week":{"mon":["08:00-20:00"],"tue":["08:00-20:00"],"wed":["08:00-20:00"],"thu":["08:00-20:00"],"fri":["08:00-18:30"],"sat":["10:00-16:00"]},"exceptions":[{"date":"2026-12-25","to":"2026-12-26","closed":true,"name":"Christmas"}]}`

func (f *fake) seed() {
	now := f.now()
	o := &f.desk
	o.Company, o.SetUp, o.HasAdmin = "Norden Broadband", true, true
	o.Brands = []desk.Brand{{ID: 1, Name: "Norden", Lang: "en", Calendar: 1, Names: []string{"norden", "nordenfiber"}, Handles: []string{"bluesky:@norden.example"}}, {ID: 2, Name: "Norden Mobile", Lang: "de", Names: []string{"nordenmobil"}}}
	o.Accounts = []desk.Account{
		{ID: 1, Network: "bluesky", Brand: 1, Name: "@norden.example", Handle: desk.HandleRef{Name: "norden.example"}, HasSecret: true, Health: desk.Health{State: "ok", LastHeard: now.Add(-3 * time.Second)}},
		{ID: 2, Network: "mastodon", Brand: 2, Name: "@mobil@norden.example", Handle: desk.HandleRef{Name: "mobil"}, Health: desk.Health{State: "failing", Since: now.Add(-40 * time.Minute), Problem: "The server has not accepted the access token since 03:20.", Mend: "Make a new token in the account's settings there and connect again: what was missed is read then."}},
	}
	o.Searches = []desk.Search{
		{ID: 1, Brand: 1, Name: "Norden untagged", Query: `(norden OR nordenfiber OR "norden fibre" OR nordne~1) -from:norden.example lang:en`, Matched: 388, LastAt: now.Add(-2 * time.Minute)},
		{ID: 2, Brand: 1, Name: "Outages", Query: `norden* (outage OR down OR "no internet" OR offline)`, Matched: 41, LastAt: now.Add(-9 * time.Minute)},
		{ID: 3, Brand: 2, Name: "Norden Mobil", Query: `nordenmobil OR "norden mobil"`, Matched: 76, LastAt: now.Add(-2 * time.Hour), Paused: true},
	}
	o.Teams = []desk.Team{{ID: 1, Name: "Front desk", Calendar: 1, Members: []desk.AgentID{1, 2}}}
	o.Agents = []desk.Agent{
		{ID: 1, Name: "Mara Lind", Email: "mara@norden.example", Role: desk.Admin, Langs: []string{"en", "de"}},
		{ID: 2, Name: "Ben Osei", Email: "ben@norden.example", Role: desk.Answerer, Langs: []string{"en"}, Zone: "Europe/Berlin"},
		{ID: 3, Name: "Iris Kato", Email: "iris@norden.example", Role: desk.Viewer, Away: true},
	}
	o.Calendars = []desk.Calendar{{ID: 1, Name: "Front desk hours", Document: []byte(exampleCalendar)}}
	o.Macros = []desk.Macro{
		{ID: 1, Name: "Outage known", Lang: "en", Text: "Hi {{name}}, we know about the outage in your area and a crew is on the way. I will write here as soon as it is mended.", Used: 31},
		{ID: 2, Name: "Thanks", Lang: "en", Text: "Thank you, {{name}}! I have passed it on to the crew. {{agent}}", Used: 12},
	}
	o.Protocol = desk.Protocol{ID: 3, Version: 3, Author: 1, Reason: "Leavers within a quarter of an hour", At: now.Add(-50 * time.Hour), Active: true, Document: []byte(exampleProtocol)}
	f.seedCases(now)
}

func (f *fake) person(id desk.CaseID, name, handle string, at time.Time, followers int) *inbox.View {
	v := &inbox.View{CanPublic: true, CanDirect: true}
	v.Case.Case = desk.Case{ID: id, Version: 1, Brand: 1, Account: 1, Network: "bluesky", Person: desk.PersonID(id), Stage: desk.New, PersonName: name, Handle: handle, Followers: followers, OpenedAt: at, UpdatedAt: at, Sentiment: "negative", Lang: "en"}
	v.Case.BrandName, v.Case.AccountName = "Norden", "@norden.example"
	v.Person = desk.Person{ID: desk.PersonID(id), Name: name, Cases: 1, FirstSeen: at, Handles: []desk.Handle{{Network: "bluesky", HandleRef: desk.HandleRef{Name: handle, Followers: followers}}}}
	f.cases[id] = v
	return v
}

func (f *fake) opened(v *inbox.View, search, rule string) {
	e := f.event(v.Case.ID, desk.CaseOpened, 0, map[string]string{"reason": search, "rule": rule})
	e.At = v.Case.OpenedAt
	v.Lines = append(v.Lines, inbox.Line{At: e.At, Event: &e})
}

func hit(id desk.SearchID, name, clause string) []desk.Hit {
	return []desk.Hit{{Search: id, Name: name, Clause: clause}}
}

func signals(intent, because string) desk.Signals {
	return desk.Signals{
		Language: desk.Signal{Label: "en", Confidence: .98}, Sentiment: desk.Signal{Label: "negative", Confidence: .91, Because: []string{"dies", "useless"}},
		Intent: desk.Signal{Label: intent, Confidence: .86, Because: []string{because}}, Urgency: desk.Signal{Label: "high", Confidence: .7, Because: []string{"tonight"}},
	}
}

func (f *fake) seedCases(now time.Time) {
	v := f.person(42, "Ana Ruiz", "anaruiz.example", now.Add(-48*time.Minute), 1840)
	m := f.says(v, "Third time my norden router dies this week and the hotline is useless, 40 minutes of music and then nothing. Seriously looking at other providers tonight.", now.Add(-48*time.Minute))
	m.Signals = signals(desk.Leaving, "looking at other providers")
	m.Signals.Tried = []desk.Signal{{Label: "phone", Confidence: .9, Because: []string{"the hotline is useless"}}}
	m.Copies = 6
	v.Lines[0].Segments = []inbox.Segment{{Text: "Third time my "}, {Text: "norden", Kind: "hit", Note: "Norden untagged"}, {Text: " router dies this week and the hotline is useless, 40 minutes of music and then nothing. Seriously looking at other providers tonight."}}
	f.opened(v, "Norden untagged", "About to leave")
	v.Lines = append(v.Lines, inbox.Line{At: now.Add(-47 * time.Minute), Event: &desk.Event{ID: 9001, Kind: desk.CaseAssigned, At: now.Add(-47 * time.Minute), Data: map[string]string{"to": "1", "why": "fewest open cases"}}})
	out := &desk.Message{ID: desk.MessageID(f.id()), Direction: desk.Out, Network: "bluesky", Text: "Hi Ana, three times in a week is not okay. I can see from here whether it is the line or the box. Could you send me the address by private message?", Agent: 1, PostedAt: now.Add(-31 * time.Minute), State: desk.Sent}
	v.Lines = append(v.Lines, inbox.Line{At: out.PostedAt, Message: out, Segments: []inbox.Segment{{Text: out.Text}}, Outgoing: &desk.Outgoing{ID: 801, State: desk.Sent}, Who: "Mara Lind"})
	v.Lines = append(v.Lines, inbox.Line{At: now.Add(-30 * time.Minute), Event: &desk.Event{ID: 9002, Kind: desk.CaseMoved, Agent: 1, At: now.Add(-30 * time.Minute)}, Who: "Mara Lind"})
	p := f.says(v, "You can reach me at +49 151 2345 6789. Lindenweg 4, second floor. It is off again right now.", now.Add(-12*time.Minute))
	p.Private, p.Form = true, desk.Direct
	p.Signals = signals(desk.Complaint, "off again")
	v.Lines[len(v.Lines)-1].Segments = []inbox.Segment{{Text: "You can reach me at "}, {Text: "phone number", Kind: "masked", Note: "A phone number"}, {Text: ". Lindenweg 4, second floor. It is off again right now."}}
	note := &desk.Message{ID: desk.MessageID(f.id()), Direction: desk.Note, Text: "Line card in Lindenweg was swapped on Tuesday, I asked the field crew whether it is the same port.", Agent: 2, PostedAt: now.Add(-8 * time.Minute)}
	v.Lines = append(v.Lines, inbox.Line{At: note.PostedAt, Message: note, Segments: []inbox.Segment{{Text: note.Text}}, Who: "Ben Osei"})
	v.Case.Hits, v.Case.Reason, v.Case.Intent, v.Case.Urgency = hit(1, "Norden untagged", "norden"), "Norden untagged", desk.Leaving, "high"
	v.Case.Preview = "Third time my norden router dies this week and the hotline is useless, 40 minutes of music and then nothing."
	v.Case.Assignee, v.Case.WaitingSince, v.Case.Due, v.Case.DueKind = 1, now.Add(-12*time.Minute), now.Add(3*time.Minute), "next"
	v.Case.Decision = desk.Decision{Version: 3, Rule: "About to leave", Respond: "yes", Within: 15 * time.Minute, Hours: "calendar", Where: "public", Team: "Front desk", Because: []string{"intent is leaving"}, Advice: "Acknowledge what failed, say what you do about it now, and offer to take it to private messages."}
	v.Case.Clocks = []desk.Clock{
		{Kind: desk.ClockNext, Since: now.Add(-12 * time.Minute), Within: 15 * time.Minute, Due: now.Add(3 * time.Minute), Warn: now.Add(-time.Minute), Why: "the team goes home at 18:00, before it is due"},
		{Kind: desk.ClockResolve, Since: now.Add(-3 * time.Hour), Within: 72 * time.Hour, Left: 70 * time.Hour, Paused: now.Add(-time.Hour), Why: "waiting for the customer"},
	}
	v.Clocks = []inbox.Clock{{Clock: v.Case.Clocks[0], Steps: []string{"Ana wrote at 03:10.", "The rule gives 15 minutes in calendar time.", "So it is due at 03:25."}}, {Clock: v.Case.Clocks[1]}}
	v.Case.Needs = 120
	v.Private = 1
	v.Promises = []desk.Promise{{ID: 5, Case: 42, Owner: 1, Text: "Call back with what the crew found", Due: now.Add(80 * time.Minute), Made: now.Add(-20 * time.Minute)}}
	v.Person.Cases = 3
	v.Others = []inbox.Row{{Case: desk.Case{ID: 17, Subject: "norden app does not let me pay", Stage: desk.Confirmed, UpdatedAt: now.Add(-40 * 24 * time.Hour), Network: "bluesky"}}, {Case: desk.Case{ID: 9, Subject: "Thanks norden, back in an hour!", Stage: desk.Resolved, UpdatedAt: now.Add(-90 * 24 * time.Hour)}}}

	v = f.person(43, "dmitri_k", "dmitri.example", now.Add(-95*time.Minute), 88)
	f.says(v, "is norden down in the harbour district again? third evening without internet", now.Add(-95*time.Minute)).Signals = signals(desk.Question, "is norden down")
	v.Case.Hits, v.Case.Reason = hit(2, "Outages", "norden* (down OR \"no internet\")"), "Outages"
	v.Case.Due, v.Case.DueKind, v.Case.BreachedAt = now.Add(-35*time.Minute), "first", now.Add(-35*time.Minute)
	v.Case.Decision = desk.Decision{Version: 3, Rule: "Complaint", Respond: "yes", Within: time.Hour, Hours: "covered", Where: "public", Because: []string{"intent is complaint"}}
	v.Case.Clocks = []desk.Clock{{Kind: desk.ClockFirst, Since: v.Case.WaitingSince, Within: time.Hour, Due: v.Case.Due, Over: v.Case.Due, Asked: 1, AskedAt: now.Add(-4 * time.Minute), Turn: 1}}
	v.Case.Asked, v.Case.Unowned = 1, "nobody on shift speaks French"
	v.Clocks = []inbox.Clock{{Clock: v.Case.Clocks[0]}}
	f.opened(v, "Outages", "Complaint")
	v.Lines = append(v.Lines, inbox.Line{At: now.Add(-35 * time.Minute), Event: &desk.Event{ID: 9100, Kind: desk.CaseBreached, At: now.Add(-35 * time.Minute)}})
	fail := &desk.Message{ID: desk.MessageID(f.id()), Direction: desk.Out, Network: "bluesky", Text: "Yes, since 18:40. The crew expects it back by 22:00, I will write here when it is.", Agent: 2, PostedAt: now.Add(-6 * time.Minute), State: desk.Failed}
	v.Lines = append(v.Lines, inbox.Line{At: fail.PostedAt, Message: fail, Segments: []inbox.Segment{{Text: fail.Text}}, Who: "Ben Osei", Outgoing: &desk.Outgoing{ID: 802, Case: 43, State: desk.Failed, Attempts: 6, Queued: fail.PostedAt, Text: fail.Text, Problem: "Bluesky says that the post this answers is gone.", Mend: "Answer a later post of this person, or discard it."}})
	v.Seen = fail.ID

	v = f.person(44, "Léa Fontaine", "lea.example", now.Add(-22*time.Minute), 12400)
	f.says(v, "Honnêtement, la fibre de norden marche mieux que tout ce que j'ai eu avant. Merci à la technicienne qui est venue ce matin !", now.Add(-22*time.Minute)).Signals = desk.Signals{Language: desk.Signal{Label: "fr", Confidence: .99}, Sentiment: desk.Signal{Label: "positive", Confidence: .95, Because: []string{"merci", "mieux"}}, Intent: desk.Signal{Label: desk.Praise, Confidence: .9, Because: []string{"Merci"}}}
	v.Case.Hits, v.Case.Reason, v.Case.Lang = hit(1, "Norden untagged", "norden"), "Norden untagged", "fr"
	v.Case.Due = now.Add(23 * time.Hour)
	v.Case.Decision = desk.Decision{Version: 3, Rule: "Praise", Respond: "yes", Within: 24 * time.Hour, Where: "public", Because: []string{"intent is praise"}}
	f.opened(v, "Norden untagged", "Praise")

	v = f.person(45, "Sam Whitlock", "samw.example", now.Add(-4*time.Minute), 301)
	f.says(v, "@norden.example how do I move my contract to a new flat? The form on your site ends in an empty page.", now.Add(-4*time.Minute)).Signals = signals(desk.Question, "how do I")
	v.Case.Reason, v.Case.Assignee = "mention", 2
	v.Case.Due = now.Add(56 * time.Minute)
	v.Case.Decision = desk.Decision{Version: 3, Rule: "Everything else", Respond: "yes", Within: time.Hour, Hours: "covered", Where: "public"}
	v.CanDirect = false
	f.opened(v, "mention", "Everything else")

	v = f.person(46, "Jürgen Maaß", "jmaass.example", now.Add(-70*time.Minute), 54)
	v.Case.Brand, v.Case.Network, v.Case.BrandName, v.Case.AccountName = 2, "mastodon", "Norden Mobile", "@mobil@norden.example"
	f.says(v, "Seit gestern keine mobilen Daten bei nordenmobil, Neustart hilft nicht. Rechnung kommt aber pünktlich.", now.Add(-70*time.Minute)).Lang = "de"
	v.Case.Hits, v.Case.Reason, v.Case.Lang = hit(3, "Norden Mobil", "nordenmobil"), "Norden Mobil", "de"
	v.Case.Due = now.Add(9 * time.Minute)
	v.Case.Decision = desk.Decision{Version: 3, Rule: "Complaint", Respond: "yes", Within: time.Hour, Hours: "covered", Where: "public"}
	v.CanPublic, v.CanDirect, v.OpenInApp = false, false, "https://mastodon.example/@jmaass/1"
	f.opened(v, "Norden Mobil", "Complaint")
	f.seedMore(now)
}

func (f *fake) seedMore(now time.Time) {
	for i, x := range []struct{ name, text, intent string }{
		{"Priya N.", "anyone else with norden paying for 500 and getting 90? speedtest says it all", desk.Complaint},
		{"tomasz w", "Norden support actually called me back today. I nearly fell off the chair.", desk.Praise},
		{"Ingrid Solheim", "switching away from norden next month, moving is easier than their menu", desk.Leaving},
		{"oh no its kev", "does norden do static addresses for home lines or only business", desk.Question},
		{"M. Okafor", "norden sent the invoice twice, and the reminder for the copy. Twice.", desk.Complaint},
		{"Rosa", "Watching the norden van look for my street for an hour. Adorable.", desk.Other},
	} {
		v := f.person(desk.CaseID(60+i), x.name, fmt.Sprintf("user%d.example", i), now.Add(-time.Duration(30+i*41)*time.Minute), 20+i*333)
		f.says(v, x.text, v.Case.OpenedAt).Signals = signals(x.intent, "norden")
		v.Case.Hits, v.Case.Reason = hit(1, "Norden untagged", "norden"), "Norden untagged"
		v.Case.Due = now.Add(time.Duration(20+i*37) * time.Minute)
		v.Case.Decision = desk.Decision{Version: 3, Rule: "Complaint", Respond: "yes", Within: 4 * time.Hour, Where: "public"}
		if i == 5 {
			v.Case.Decision.Respond = "watch"
		}
		f.opened(v, "Norden untagged", "Complaint")
	}
}
