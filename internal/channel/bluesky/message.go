package bluesky

import (
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/bluesky-social/indigo/atproto/syntax"

	"heed/internal/channel/bluesky/envelope"
	"heed/internal/desk"
)

// What is kept of one post. The network allows 3,000 bytes of text; links written out
// make it longer.
const (
	maxText     = 12000
	maxName     = 640
	maxLink     = 2048
	maxLinks    = 32
	maxMentions = 32
	maxAlt      = 2000
)

// maxLate is how much older than its arrival a post may say it is. Archives that are
// imported carry dates of years ago; what arrives now is said now.
const maxLate = 7 * 24 * time.Hour

// mapper turns what the network says into messages.
type mapper struct {
	account desk.AccountID
	me      string // our DID; "" for an account that only listens
	people  *profiles
	draft   *draft // nil: messages are to be kept
}

func mapperOf(a desk.Account, people *profiles) *mapper {
	return &mapper{account: a.ID, me: a.Handle.NetworkID, people: people}
}

// heard turns an event into what it tells; false if it tells nothing. Whatever was in h
// before is gone.
func (m *mapper) heard(h *desk.Heard, e *envelope.Event, now time.Time) bool {
	p := &place{e.DID, e.Collection, e.Key}
	if !tells(e) || !e.Record.Usual && !(validDID(p.did) && validKey(p.key)) {
		*h = desk.Heard{}
		return false
	}
	at := now
	if e.At > 0 && (m.draft == nil || e.Operation != "create") {
		at = timeOf(e.At)
	}
	switch e.Operation {
	case "create":
		h.Change = desk.Created
		return m.message(&h.Message, p, &e.Record, at, now)
	case "update":
		h.Change = desk.Edited
		ok := m.message(&h.Message, p, &e.Record, at, now)
		h.Message.EditedAt = at
		return ok
	case "delete":
		h.Change = desk.Deleted
		m.blank(&h.Message)
		h.Message.Account, h.Message.Network, h.Message.NetworkID = m.account, network, m.uri(p)
		m.refer(&h.Message.Author, p.did)
		h.Message.DeletedAt = at
		if p.collection == repostCollection {
			h.Message.Form = desk.Repost
		}
		return true
	}
	*h = desk.Heard{}
	return false
}

// tells is false for events that never tell anything: likes, follows, what accounts do.
func tells(e *envelope.Event) bool {
	return e.Kind == "commit" && (e.Collection == postCollection || e.Collection == repostCollection)
}

// message makes a message of a record; false if it is none. at is when the network saw it.
func (m *mapper) message(msg *desk.Message, p *place, r *envelope.Record, at, now time.Time) bool {
	m.blank(msg)
	msg.Account, msg.Network, msg.NetworkID = m.account, network, m.uri(p)
	msg.Direction, msg.Form = desk.In, desk.Post
	m.refer(&msg.Author, p.did)
	if m.draft == nil {
		msg.URL, msg.PostedAt, msg.HeardAt = postURL(*p), postedAt(r.CreatedAt, at), now
	}
	if p.did == m.me {
		// Every client makes keys like ours, so the key says nothing: our own posts are
		// recognised by the id that was predicted for them.
		msg.Direction = desk.Out
	}
	if p.collection == repostCollection {
		by, of := subjectOf(r, r.Subject)
		if of == "" {
			return false
		}
		msg.Form, msg.Subject = desk.Repost, desk.NetworkID(r.Subject)
		m.refer(&msg.SubjectBy, by)
		if m.draft == nil {
			subject, _ := placeOf(msg.Subject)
			msg.URL = postURL(subject)
		}
		return true
	}
	if len(r.Facets) > 0 {
		msg.Text, msg.Links = m.expand(r.Text, r.Facets, r.Clean)
		msg.Mentions = m.mentions(r)
	} else {
		msg.Text = m.clean(r.Text, r.Clean)
	}
	msg.Lang = baseLang(r.Langs)
	if len(r.Facets)|len(r.Tags) != 0 {
		msg.Tags = m.tags(r)
	}
	m.embedded(msg, p.did, r)
	if by, of := subjectOf(r, r.Parent); of != "" {
		msg.Form, msg.Parent = desk.Reply, desk.NetworkID(r.Parent)
		m.refer(&msg.ParentBy, by)
		msg.Root = msg.Parent
		if _, of := subjectOf(r, r.Root); of != "" {
			msg.Root = desk.NetworkID(r.Root)
		}
	}
	return true
}

// embedded adds what stands beside the text.
func (m *mapper) embedded(msg *desk.Message, did string, r *envelope.Record) {
	if len(r.Embed.Images) != 0 || r.Embed.Video.CID != "" {
		msg.Media = m.media(did, r)
	}
	if link := cleanLink(r.Embed.External); link != "" {
		if msg.Links == nil {
			msg.Links = m.draft.linkList()
		}
		msg.Links = addTo(msg.Links, link, maxLinks)
	}
	if r.Embed.Quoted == "" {
		return
	}
	if by, of := subjectOf(r, r.Embed.Quoted); of == postCollection {
		msg.Form, msg.Subject = desk.Quote, desk.NetworkID(r.Embed.Quoted)
		m.refer(&msg.SubjectBy, by)
	}
}

// subjectOf tells whose record an address in a record names, and of which collection it is; "" if it
// names none.
func subjectOf(r *envelope.Record, id string) (did, collection string) {
	if id == "" {
		return "", ""
	}
	if r.Usual {
		return id[len("at://") : len("at://")+didSize], postCollection
	}
	p, ok := placeOf(desk.NetworkID(id))
	if !ok {
		return "", ""
	}
	return p.did, p.collection
}

// blank takes out what was in a message before. One that is only asked about is ever the same:
// what drafts never fill is empty in it.
func (m *mapper) blank(msg *desk.Message) {
	if m.draft == nil {
		*msg = desk.Message{}
		return
	}
	msg.Direction, msg.Form = "", ""
	msg.Text, msg.Lang, msg.Links, msg.Tags, msg.Media, msg.Mentions = "", "", nil, nil, nil, nil
	msg.Parent, msg.Root, msg.Subject = "", "", ""
	msg.ParentBy, msg.SubjectBy = desk.HandleRef{}, desk.HandleRef{}
	msg.PostedAt, msg.HeardAt, msg.EditedAt, msg.DeletedAt = time.Time{}, time.Time{}, time.Time{}, time.Time{}
}

func (m *mapper) uri(p *place) desk.NetworkID {
	if m.draft != nil && p.collection == postCollection && len(p.did) == didSize && len(p.key) == keySize {
		return m.draft.address(p.did, p.key)
	}
	return desk.NetworkID(m.draft.join("at://", p.did, "/", p.collection, "/", p.key))
}

// refer names a person as far as it is known without asking.
func (m *mapper) refer(h *desk.HandleRef, did string) {
	if m.people == nil || !m.people.maybe.Load().has(did) {
		// Field by field: what is put together elsewhere and copied is waited for.
		h.NetworkID, h.Name, h.Display, h.Avatar, h.Followers, h.Verified = did, "", "", "", -1, false
		return
	}
	*h = m.people.ref(did)
}

// mentions are the people a text addresses, each once.
func (m *mapper) mentions(r *envelope.Record) []desk.HandleRef {
	all := m.draft.mentionList()
	for i := range r.Facets {
		f := &r.Facets[i]
		if f.DID == "" || !validDID(f.DID) || len(all) == maxMentions ||
			slices.ContainsFunc(all, func(h desk.HandleRef) bool { return h.NetworkID == f.DID }) {
			continue
		}
		all = append(all, desk.HandleRef{})
		ref := &all[len(all)-1]
		m.refer(ref, f.DID)
		if ref.Name == "" {
			if start, end, ok := within(r.Text, f); ok {
				ref.Name = handleOf(r.Text[start:end])
			}
		}
	}
	return all
}

// within is a facet's range in the text; false if the offsets do not cut it between
// characters.
func within(text string, f *envelope.Facet) (start, end int, ok bool) {
	n := int64(len(text))
	if f.Start < 0 || f.End <= f.Start || f.End > n {
		return 0, 0, false
	}
	start, end = int(f.Start), int(f.End)
	ok = utf8.RuneStart(text[start]) && (end == len(text) || utf8.RuneStart(text[end]))
	return start, end, ok
}

// clean is clean of the text of a post. What a draft is made of was read as UTF-8 a moment ago.
func (m *mapper) clean(text string, isClean bool) string {
	if m.draft != nil && len(text) <= maxText && (isClean || !hasControls(text)) {
		return text
	}
	return clean(text, maxText)
}

func (m *mapper) tags(r *envelope.Record) []string {
	all := m.draft.tagList()
	for i := range r.Facets {
		if tag := r.Facets[i].Tag; tag != "" {
			all = addTo(all, clean(strings.TrimPrefix(tag, "#"), maxName), maxLinks)
		}
	}
	for _, t := range r.Tags {
		all = addTo(all, clean(t, maxName), maxLinks)
	}
	return all
}

// media are the pictures of a record. Where they lie and what they show is no part of what is asked about.
func (m *mapper) media(did string, r *envelope.Record) []desk.Media {
	all := m.draft.mediaList()
	for i := range r.Embed.Images {
		if p := &r.Embed.Images[i]; r.Usual || validCID(p.CID) {
			all = append(all, desk.Media{Kind: "image"})
			if m.draft == nil {
				last := &all[len(all)-1]
				last.Alt, last.URL = clean(p.Alt, maxAlt), "https://cdn.bsky.app/img/feed_fullsize/plain/"+did+"/"+p.CID+"@jpeg"
			}
		}
	}
	if v := &r.Embed.Video; v.CID != "" && (r.Usual || validCID(v.CID)) {
		all = append(all, desk.Media{Kind: "video"})
		if m.draft == nil {
			last := &all[len(all)-1]
			last.Alt, last.URL = clean(v.Alt, maxAlt), "https://video.bsky.app/watch/"+url.PathEscape(did)+"/"+v.CID+"/playlist.m3u8"
		}
	}
	return all
}

func validCID(s string) bool {
	if len(s) < 8 || len(s) > 256 {
		return false
	}
	for i := 0; ; i += 8 { // in small letters, as nearly all are
		if i > len(s)-8 {
			if smallAlnum(eight(s, len(s)-8)) {
				return true
			}
			return all(s, alnum)
		}
		if !smallAlnum(eight(s, i)) {
			return all(s, alnum)
		}
	}
}

// baseLang is the first language in its short form.
func baseLang(langs []string) string {
	if len(langs) == 0 {
		return ""
	}
	if l := langs[0]; len(l) == 2 && classes[l[0]]&classes[l[1]]&isLower != 0 {
		return l
	}
	base, _, _ := strings.Cut(langs[0], "-")
	base = strings.ToLower(base)
	if len(base) < 2 || len(base) > 3 || !all(base, isLower) {
		return ""
	}
	return base
}

// postedAt is the time that a post says, if it can be true of a post that the network
// saw at the time given; else that time.
func postedAt(said string, at time.Time) time.Time {
	t, err := syntax.ParseDatetimeTime(said)
	if err != nil || t.After(at) || t.Before(at.Add(-maxLate)) {
		return at.UTC()
	}
	return t.UTC()
}

// timeOf is a stream time. What cannot be a time of this network is none.
func timeOf(us int64) time.Time {
	if !isTime(us) {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

func isTime(us int64) bool { return us > 0 && us <= 1<<52 } // to the year 2112

func addTo(list []string, s string, limit int) []string {
	if s == "" || len(list) >= limit || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
