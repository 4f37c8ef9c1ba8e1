package echo

import (
	"net/url"
	"strings"
	"time"

	"heed/internal/channel"
	"heed/internal/desk"
)

// batch makes of a feed what heed takes. What is not of the network's form is left out:
// it cannot be answered, edited or told apart.
func batch(a *desk.Account, base *url.URL, feed Feed, now time.Time) channel.Batch {
	out := channel.Batch{Cursor: desk.Cursor(feed.Cursor), Live: feed.Live, Missed: clip(feed.Missed, maxProblem)}
	for i := range feed.Events {
		if h, ok := HeardOf(a, base, &feed.Events[i], now); ok {
			out.Heard = append(out.Heard, h)
		}
	}
	return out
}

// HeardOf is what the channel tells of an event to an account, whose ID and Handle
// matter; base is the network's address and may be nil. ok is false for an event that is
// not of the network's form.
func HeardOf(a *desk.Account, base *url.URL, e *Event, now time.Time) (h desk.Heard, ok bool) {
	p := &e.Post
	if p.ID == "" || len(p.ID) > 1_000 || p.Author.Handle == "" || len(p.Text) > MaxDirectBytes {
		return desk.Heard{}, false
	}
	m := desk.Message{
		Account: a.ID, Network: Name, NetworkID: desk.NetworkID(p.ID), HeardAt: now,
		Private: p.Form == desk.Direct,
	}
	switch e.Change {
	case desk.Deleted:
		m.DeletedAt = p.DeletedAt
		return desk.Heard{Change: e.Change, Message: m}, true
	case desk.Created, desk.Edited:
	default:
		return desk.Heard{}, false
	}
	switch p.Form {
	case desk.Post, desk.Reply, desk.Quote, desk.Repost, desk.Direct:
	default:
		return desk.Heard{}, false
	}
	m.URL, m.Form, m.Direction = pageOf(base, p), p.Form, desk.In
	if p.Author.Handle == a.Handle.Name {
		m.Direction = desk.Out
	}
	m.Author, m.Text, m.Lang, m.Place = refOf(p.Author), p.Text, p.Lang, p.Author.Place
	m.Links, m.Tags, m.Key = p.Links, p.Tags, p.Key
	for _, x := range p.Pictures[:min(len(p.Pictures), maxPictures)] {
		if base != nil && strings.HasPrefix(x.Path, "/pictures/") && len(x.Path) < maxName {
			m.Media = append(m.Media, desk.Media{Kind: "image", URL: base.JoinPath(x.Path).String(), Alt: clip(x.Alt, maxAlt)})
		}
	}
	for _, who := range p.Mentions {
		m.Mentions = append(m.Mentions, refOf(who))
	}
	m.Parent, m.Subject, m.SubjectText = desk.NetworkID(p.Parent), desk.NetworkID(p.Subject), p.SubjectText
	if p.Root != p.ID {
		m.Root = desk.NetworkID(p.Root)
	}
	if p.ParentBy != nil {
		m.ParentBy = refOf(*p.ParentBy)
	}
	if p.SubjectBy != nil {
		m.SubjectBy = refOf(*p.SubjectBy)
	}
	m.PostedAt, m.EditedAt = p.At, p.EditedAt
	return desk.Heard{Change: e.Change, Message: m}, true
}

func refOf(p Profile) desk.HandleRef {
	return desk.HandleRef{NetworkID: p.ID, Name: p.Handle, Display: p.Name, Followers: p.Followers, Verified: p.Verified}
}

// pageOf is where a person sees a post: its thread, or the private page of who has it.
func pageOf(base *url.URL, p *Post) string {
	if base == nil {
		return ""
	}
	u := *base
	u.Path += pagePath(p)
	return u.String()
}

func pagePath(p *Post) string {
	if p.Form == desk.Direct {
		return "/people/" + p.Author.Handle
	}
	return "/thread/" + strings.TrimPrefix(p.ID, "echo://")
}
