package channeltest

import (
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel"
	"heed/internal/desk"
)

func messageChecks() []check {
	replay := func(a channel.Abilities) bool { return a.HearPublic && a.Replay > 0 }
	mentions := func(a channel.Abilities) bool { return a.HearMentions && a.Replay > 0 }
	return []check{
		{"message/a post's fields", replay, postFields},
		{"message/a link and a text of many scripts", replay, postText},
		{"message/replies know parent and root", replay, replyFields},
		{"message/quotes and reposts know their subject", replay, subjectFields},
		{"message/an edit", func(a channel.Abilities) bool { return replay(a) && a.Edits }, edited},
		{"message/a deletion", func(a channel.Abilities) bool { return replay(a) && a.Deletes }, deleted},
		{"message/a mention reaches the account", mentions, mentioned},
		{"message/a reply to us reaches the account", func(a channel.Abilities) bool { return mentions(a) && a.AnswerPublic }, repliedTo},
		{"message/what the company says elsewhere", mentions, saidElsewhere},
		{"message/people are filled in", replay, filled},
		{"message/private", func(a channel.Abilities) bool { return a.DirectIn && a.Replay > 0 }, privateIn},
	}
}

// checkBasics looks at what every message of the world must have.
func (f *fixture) checkBasics(m desk.Message, account desk.AccountID, by string) {
	f.Helper()
	if m.Network != f.kind.Network || m.Account != account {
		f.Errorf("Network %q and Account %d, want %q and %d", m.Network, m.Account, f.kind.Network, account)
	}
	if m.Direction != desk.In {
		f.Errorf("Direction %q, want in", m.Direction)
	}
	f.checkAuthor(m.Author, by)
	if off := m.PostedAt.Sub(f.Deps.Now()).Abs(); off > time.Hour {
		f.Errorf("PostedAt %v is %v away from now", m.PostedAt, off)
	}
	if !m.DeletedAt.IsZero() || m.State != "" || m.Case != 0 || m.Person != 0 || m.ID != 0 {
		f.Errorf("fields that are not the channel's are set: %+v", m)
	}
}

// checkAuthor accepts a stream that knows people only by their id.
func (f *fixture) checkAuthor(who desk.HandleRef, by string) {
	f.Helper()
	if who.NetworkID == "" && who.Name == "" {
		f.Error("the author has neither a NetworkID nor a Name")
	}
	if who.Name != "" && !strings.HasPrefix(who.Name, by) {
		f.Errorf("the author is called %q, want %s…", who.Name, by)
	}
	if strings.HasPrefix(who.Name, "@") {
		f.Errorf("a handle is kept without @: %q", who.Name)
	}
}

// isUs reports whether a reference names the connected account.
func (f *fixture) isUs(who desk.HandleRef) bool {
	us := f.Account.Handle
	return who.NetworkID != "" && who.NetworkID == us.NetworkID || who.Name != "" && strings.EqualFold(who.Name, us.Name)
}

func (f *fixture) streamID() desk.AccountID {
	if f.Stream != nil {
		return f.Stream.ID
	}
	return f.Account.ID
}

func postFields(f *fixture) {
	text := "Seit einer Stunde kein Zug. Was ist los?"
	id := f.say(Saying{By: "mia", Text: text, Lang: "de"})
	other := f.say(Saying{By: "mia", Text: "Hallo?", Lang: "de"})
	p := f.stream()
	got := p.hear(desk.Created, id, other)
	m := got[0].Message
	f.checkBasics(m, f.streamID(), "mia")
	if m.Form != desk.Post || m.Private || m.Text != text || m.Lang != "de" {
		f.Errorf("Form %q, Private %v, Text %q, Lang %q; want post, false, %q, de", m.Form, m.Private, m.Text, m.Lang, text)
	}
	if m.Parent != "" || m.Subject != "" || len(m.Mentions) > 0 || !m.EditedAt.IsZero() {
		f.Errorf("a plain post has a parent, a subject, mentions or an edit: %+v", m)
	}
	if diff := cmp.Diff(m.Author, got[1].Message.Author); diff != "" {
		f.Errorf("one person, two authors:\n%s", diff)
	}
}

func postText(f *fixture) {
	const link = "https://example.com/help/late?line=7&x=y"
	text := "Größe 👩‍👩‍👧 \"<b>&amp;\n見て " + link
	id := f.say(Saying{By: "leo", Text: text})
	m := f.stream().one(desk.Created, id)
	if m.Text != text {
		f.Errorf("Text\n%q, want\n%q", m.Text, text)
	}
	if diff := cmp.Diff([]string{link}, m.Links); diff != "" {
		f.Errorf("Links (-want +got):\n%s", diff)
	}
}

func replyFields(f *fixture) {
	root := f.say(Saying{By: "mia", Text: "Where is my parcel?"})
	middle := f.say(Saying{By: "leo", Form: desk.Reply, On: root, Text: "Mine neither"})
	leaf := f.say(Saying{By: "mia", Form: desk.Reply, On: middle, Text: "So we are two"})
	got := f.stream().hear(desk.Created, root, middle, leaf)
	for i, want := range []struct{ parent, by, root desk.NetworkID }{{}, {root, "mia", root}, {middle, "leo", root}} {
		m := got[i].Message
		if i == 0 {
			continue
		}
		if m.Form != desk.Reply || m.Parent != want.parent || m.Root != want.root {
			f.Errorf("reply %d: Form %q, Parent %q, Root %q; want reply, %q, %q", i, m.Form, m.Parent, m.Root, want.parent, want.root)
		}
		if m.ParentBy != (desk.HandleRef{}) {
			f.checkAuthor(m.ParentBy, string(want.by))
		}
	}
}

func subjectFields(f *fixture) {
	first := f.say(Saying{By: "mia", Text: "The lift at the station is broken"})
	quote := f.say(Saying{By: "leo", Form: desk.Quote, On: first, Text: "For weeks now"})
	m := f.stream().one(desk.Created, quote)
	if m.Form != desk.Quote || m.Subject != first || m.Text != "For weeks now" {
		f.Errorf("Form %q, Subject %q, Text %q; want quote, %q, the quoter's own words", m.Form, m.Subject, m.Text, first)
	}
	repost := f.say(Saying{By: "ada", Form: desk.Repost, On: first})
	m = f.stream().one(desk.Created, repost)
	if m.Form != desk.Repost || m.Subject != first || m.Text != "" {
		f.Errorf("Form %q, Subject %q, Text %q; want repost, %q and no text", m.Form, m.Subject, m.Text, first)
	}
}

func edited(f *fixture) {
	id := f.say(Saying{By: "mia", Text: "Line 4 is late"})
	p := f.stream()
	p.one(desk.Created, id)
	f.can(f.Peer.Edit(f.ctx, id, "Line 7 is late, sorry"))
	m := p.one(desk.Edited, id)
	f.checkBasics(m, f.streamID(), "mia")
	if m.Text != "Line 7 is late, sorry" || m.EditedAt.IsZero() {
		f.Errorf("Text %q, EditedAt %v; want the new text and a time", m.Text, m.EditedAt)
	}
}

func deleted(f *fixture) {
	id := f.say(Saying{By: "mia", Text: "My number is five five five"})
	p := f.stream()
	p.one(desk.Created, id)
	f.can(f.Peer.Delete(f.ctx, id))
	m := p.one(desk.Deleted, id)
	if m.Network != f.kind.Network || m.Account != f.streamID() || m.DeletedAt.IsZero() || m.Private || m.Text != "" {
		f.Errorf("a deletion has Network, NetworkID, Account and DeletedAt and no text: %+v", m)
	}
}

func mentioned(f *fixture) {
	f.say(Saying{By: "leo", Text: "Nothing to do with anybody"})
	text := f.address("my card is blocked")
	id := f.say(Saying{By: "mia", Text: text, Lang: "en"})
	m := f.open().one(desk.Created, id)
	f.checkBasics(m, f.Account.ID, "mia")
	if m.Text != text {
		f.Errorf("Text %q, want %q", m.Text, text)
	}
	if len(m.Mentions) != 1 || !f.isUs(m.Mentions[0]) {
		f.Errorf("Mentions %+v, want the account %+v", m.Mentions, f.Account.Handle)
	}
}

func repliedTo(f *fixture) {
	p := f.open()
	asked := f.say(Saying{By: "mia", Text: f.address("is the shop open today?")})
	p.one(desk.Created, asked)
	receipt, err := p.conn.Send(f.ctx, f.outgoing("Until eight tonight.", asked))
	if err != nil {
		f.Fatalf("Send: %v", err)
	}
	id := f.say(Saying{By: "mia", Form: desk.Reply, On: receipt.NetworkID, Text: "Thank you"})
	m := p.one(desk.Created, id)
	f.checkBasics(m, f.Account.ID, "mia")
	if m.Parent != receipt.NetworkID || m.Root != asked {
		f.Errorf("Parent %q, Root %q; want %q and %q", m.Parent, m.Root, receipt.NetworkID, asked)
	}
}

func saidElsewhere(f *fixture) {
	asked := f.say(Saying{By: "mia", Text: f.address("where do I return this?")})
	id := f.say(Saying{By: "", Form: desk.Reply, On: asked, Text: "At any shop"})
	m := f.open().one(desk.Created, id)
	if m.Direction != desk.Out || !f.isUs(m.Author) || m.Parent != asked || m.Key != "" {
		f.Errorf("Direction %q, Author %+v, Parent %q, Key %q; want out, the account, %q, none", m.Direction, m.Author, m.Parent, m.Key, asked)
	}
}

// filled checks that a conn whose stream names people by id can tell who they are.
func filled(f *fixture) {
	ids := []desk.NetworkID{f.say(Saying{By: "mia", Text: "One"}), f.say(Saying{By: "leo", Text: "Two"})}
	p := f.stream()
	heard := p.hear(desk.Created, ids...)
	refs := []desk.HandleRef{heard[0].Message.Author, heard[1].Message.Author}
	nobody := desk.HandleRef{NetworkID: refs[0].NetworkID + "0", Followers: -1}
	if filler, ok := p.conn.(channel.Filler); ok {
		got, err := filler.Fill(f.ctx, []desk.HandleRef{refs[0], nobody, refs[1], refs[0]})
		if err != nil {
			f.Fatalf("Fill: %v", err)
		}
		if len(got) != 4 {
			f.Fatalf("Fill gave %d refs for 4", len(got))
		}
		if diff := cmp.Diff(nobody, got[1]); diff != "" {
			f.Errorf("Fill changed somebody whom nobody knows (-before +after):\n%s", diff)
		}
		if diff := cmp.Diff(got[0], got[3]); diff != "" {
			f.Errorf("Fill told two things of one person:\n%s", diff)
		}
		refs[0], refs[1] = got[0], got[2]
	}
	for i, by := range []string{"mia", "leo"} {
		if refs[i].Name == "" {
			f.Errorf("nobody can tell the name of %+v", refs[i])
		}
		f.checkAuthor(refs[i], by)
	}
}

func privateIn(f *fixture) {
	text := "Between us: my order is number 1234"
	id := f.say(Saying{By: "mia", Form: desk.Direct, Text: text})
	m := f.open().one(desk.Created, id)
	f.checkBasics(m, f.Account.ID, "mia")
	if m.Form != desk.Direct || !m.Private || m.Text != text {
		f.Errorf("Form %q, Private %v, Text %q; want direct, true, %q", m.Form, m.Private, m.Text, text)
	}
	if f.Stream == nil {
		return
	}
	after := f.say(Saying{By: "leo", Text: "In public"})
	for _, h := range f.stream().until(func(h []desk.Heard) bool { return len(only(h, desk.Created, after)) == 1 }) {
		if h.Message.Private || h.Message.NetworkID == id {
			f.Errorf("the public stream brought a private message: %+v", h.Message)
		}
	}
}
