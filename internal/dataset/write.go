package dataset

import (
	"bytes"
	"encoding/json"
	"time"

	"heed/internal/desk"
)

// Append adds a row as one JSON line, in the form that this package reads: what was
// written and is read again is the same message. File and Line are not written.
func Append(dst []byte, row *Row) ([]byte, error) {
	m := &row.Message
	p := post{
		ID: loose(m.NetworkID), Text: m.Text, AuthorID: loose(m.Author.NetworkID), Author: author{Name: loose(m.Author.Name)},
		Name: m.Author.Display, Avatar: m.Author.Avatar, Verified: m.Author.Verified,
		Time: stamp(m.PostedAt), Edited: stamp(m.EditedAt), Lang: m.Lang, Place: m.Place, Network: string(m.Network),
		URL: m.URL, Direction: string(m.Direction), Form: string(m.Form), ReplyTo: loose(m.Parent), ReplyBy: m.ParentBy.Name,
		Root: loose(m.Root), Subject: loose(m.Subject), Quoted: m.SubjectText, Company: row.Company, Handle: row.Handle, Case: loose(row.Case),
		Tags: m.Tags, Links: m.Links,
	}
	if m.Author.Followers >= 0 {
		p.Followers = &m.Author.Followers
	}
	for _, who := range m.Mentions {
		p.Mentions = append(p.Mentions, who.Name)
	}
	for _, item := range m.Media {
		p.Media = append(p.Media, medium(item))
	}
	out := bytes.NewBuffer(dst)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(&p); err != nil {
		return dst, desk.Errorf(desk.Invalid, "the post %s cannot be written as JSON: %w", m.NetworkID, err)
	}
	return out.Bytes(), nil
}

func stamp(t time.Time) loose {
	if t.IsZero() {
		return ""
	}
	return loose(t.UTC().Format(time.RFC3339Nano))
}
