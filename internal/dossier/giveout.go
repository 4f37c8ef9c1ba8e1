package dossier

import (
	"archive/zip"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"heed/internal/access"
	"heed/internal/desk"
)

// GiveOut writes everything that is kept of a person as a ZIP file: see docs/personal-data.md for its form. Who
// may not see private data gets it masked. The audit trail keeps that it was given out.
func (s *Service) GiveOut(ctx context.Context, by desk.Agent, id desk.PersonID, to io.Writer) error {
	if err := access.Check(by, access.GiveOut); err != nil {
		return err
	}
	mask := s.deps.Mask
	if access.Check(by, access.Unmask) == nil {
		mask = func(text string) string { return text }
	}
	var d desk.Dossier
	err := s.store.Update(ctx, func(tx Tx) error {
		p, err := person(tx, id)
		if err != nil {
			return err
		}
		if !p.ErasedAt.IsZero() {
			return &desk.Error{Kind: desk.NotFound, Message: "This person has been erased.", Mend: "There's no data left to export."}
		}
		if d, err = tx.Dossier(p.ID); err != nil {
			return err
		}
		return tx.Append(&desk.Event{Kind: desk.PersonGivenOut, Agent: by.ID, At: s.deps.Now(), Data: map[string]string{
			"person": strconv.FormatInt(int64(p.ID), 10), "messages": strconv.Itoa(len(d.Messages))}})
	})
	if err != nil {
		return err
	}
	z := &packer{zip: zip.NewWriter(to), mask: mask, now: s.deps.Now()}
	z.dossier(&d)
	for i := range d.Messages {
		if m := &d.Messages[i]; m.Direction == desk.Out && z.err == nil {
			z.err = s.store.View(ctx, func(tx Tx) error {
				of, err := tx.PicturesOf([]desk.MessageID{m.ID})
				z.pictures(of[m.ID])
				return err
			})
		}
	}
	if s.deps.Heard != nil {
		z.heard(ctx, &d, s.deps.Heard)
	}
	return cmp.Or(z.err, z.zip.Close())
}

// packer writes the files of a ZIP; its first error ends it.
type packer struct {
	zip  *zip.Writer
	mask func(string) string
	now  time.Time
	err  error
}

const readme = `This is everything that the desk keeps of one person. Each line of a .jsonl file is one JSON object; times are in UTC.

person.jsonl     who they are: names, accounts, when they were heard
cases.jsonl      the matters in which the company spoke with them, and what they were taken for
messages.jsonl   what they wrote, what the company answered, notes of colleagues; with what heed read out of it
events.jsonl     what happened to their cases
answers.jsonl    what was handed to the networks to be sent
promises.jsonl   what the company promised
corrections.jsonl  what colleagues said of how heed read their messages
heard.jsonl      their public posts of the last hours, kept for trying searches
pictures/        pictures that answers to them showed

Colleagues are named by their number.
`

// A record is a line of a file.
type record map[string]any

func (p *packer) file(name string, rows func(put func(record))) {
	if p.err != nil {
		return
	}
	w, err := p.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: p.now})
	if p.err = err; err != nil {
		return
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	rows(func(r record) {
		for key, value := range r {
			switch v := value.(type) {
			case string:
				if v == "" {
					delete(r, key)
				} else {
					r[key] = p.mask(v)
				}
			case time.Time:
				if v.IsZero() {
					delete(r, key)
				}
			case nil:
				delete(r, key)
			}
		}
		if p.err == nil {
			p.err = enc.Encode(r)
		}
	})
}

func (p *packer) dossier(d *desk.Dossier) {
	if w, err := p.zip.Create("README.txt"); err == nil {
		_, p.err = io.WriteString(w, readme)
	}
	p.file("person.jsonl", func(put func(record)) {
		for _, x := range d.Persons {
			put(record{"person": x.ID, "name": x.Name, "language": x.Lang, "first_seen": x.FirstSeen, "last_seen": x.LastSeen, "muted_until": x.MutedUntil, "mute_reason": x.MuteReason})
		}
		for _, h := range d.Handles {
			put(record{"account": h.Name, "network": string(h.Network), "network_id": h.NetworkID, "shown": h.Display, "avatar": h.Avatar, "followers": h.Followers, "seen": h.SeenAt})
		}
	})
	p.file("cases.jsonl", func(put func(record)) {
		for i := range d.Cases {
			c := &d.Cases[i]
			put(record{"case": c.ID, "network": string(c.Network), "stage": string(c.Stage), "waiting_for": c.WaitingFor, "subject": c.Subject, "why_here": c.Reason, "urgency": c.Urgency,
				"intent": c.Intent, "sentiment": c.Sentiment, "language": c.Lang, "private": c.Private, "opened": c.OpenedAt, "first_response": c.FirstResponseAt, "resolved": c.ResolvedAt,
				"followers": c.Followers, "rule": c.Decision.Rule, "respond": c.Decision.Respond, "put_off_until": c.Until, "put_off_why": c.UntilWhy})
		}
	})
	p.messages(d)
	p.rest(d)
}

// who says whose a message is.
var who = map[desk.Direction]string{desk.In: "customer", desk.Out: "company", desk.Note: "note of a colleague"} // read only

func (p *packer) messages(d *desk.Dossier) {
	pictures := map[desk.MessageID][]string{}
	for _, one := range d.Pictures {
		pictures[one.Message] = append(pictures[one.Message], pictureName(&one))
	}
	p.file("messages.jsonl", func(put func(record)) {
		for i := range d.Messages {
			m := &d.Messages[i]
			r := record{"message": m.ID, "case": m.Case, "network": string(m.Network), "network_id": string(m.NetworkID), "url": m.URL, "who": who[m.Direction], "form": string(m.Form),
				"private": m.Private, "author": m.Author.Name, "author_shown": m.Author.Display, "text": m.Text, "language": m.Lang, "place": m.Place, "answers": string(m.Parent),
				"quotes": string(m.Subject), "quoted": m.SubjectText, "written": m.PostedAt, "heard": m.HeardAt, "edited": m.EditedAt, "deleted": m.DeletedAt, "state": string(m.State),
				"sentiment": m.Signals.Sentiment.Label, "intent": m.Signals.Intent.Label, "urgency": m.Signals.Urgency.Label}
			set := func(key string, n int, value any) {
				if n > 0 {
					r[key] = value
				}
			}
			set("links", len(m.Links), m.Links)
			set("media", len(m.Media), m.Media)
			set("found_by", len(m.Hits), hits(m.Hits))
			set("pictures", len(pictures[m.ID]), pictures[m.ID])
			set("agent", int(m.Agent), m.Agent)
			set("copy_of", int(m.CopyOf), m.CopyOf)
			set("earlier_texts", len(d.Versions[m.ID]), p.versions(d.Versions[m.ID]))
			put(r)
		}
	})
}

func hits(list []desk.Hit) (names []string) {
	for _, h := range list {
		names = append(names, h.Name)
	}
	return names
}

func (p *packer) versions(list []desk.Version) (out []record) {
	for _, v := range list {
		out = append(out, record{"text": p.mask(v.Text), "replaced": v.At})
	}
	return out
}

func (p *packer) rest(d *desk.Dossier) {
	p.file("events.jsonl", func(put func(record)) {
		for i := range d.Events {
			e := d.Events[i].Masked(p.mask)
			r := record{"case": e.Case, "at": e.At, "what": string(e.Kind)}
			if e.Message != 0 {
				r["message"] = e.Message
			}
			if e.Agent != 0 {
				r["agent"] = e.Agent
			}
			if len(e.Data) > 0 {
				r["data"] = e.Data
			}
			put(r)
		}
	})
	p.file("answers.jsonl", func(put func(record)) {
		for i := range d.Outgoing {
			o := &d.Outgoing[i]
			put(record{"case": o.Case, "message": o.Message, "errand": string(o.Errand), "to": o.To.Name, "text": o.Text, "state": string(o.State), "problem": o.Problem, "agent": o.Agent, "owed_since": o.Queued, "sent": o.SentAt})
		}
	})
	p.file("promises.jsonl", func(put func(record)) {
		for _, x := range d.Promises {
			put(record{"case": x.Case, "agent": x.Owner, "text": x.Text, "made": x.Made, "due": x.Due, "kept": x.Kept, "broken": x.Broken})
		}
	})
	p.file("corrections.jsonl", func(put func(record)) {
		for _, x := range d.Corrections {
			put(record{"message": x.Message, "signal": x.Signal, "said": x.Label, "before": x.Before.Label, "agent": x.Agent, "at": x.At})
		}
	})
}

func pictureName(one *desk.Picture) string {
	end := ".jpg"
	if one.Type == "image/png" {
		end = ".png"
	}
	return fmt.Sprintf("pictures/%d%s", int64(one.ID), end)
}

func (p *packer) pictures(list []desk.Picture) {
	for i := range list {
		if p.err != nil {
			return
		}
		w, err := p.zip.CreateHeader(&zip.FileHeader{Name: pictureName(&list[i]), Method: zip.Store, Modified: p.now})
		if err == nil {
			_, err = w.Write(list[i].Bytes)
		}
		p.err = err
	}
}

// heard adds what the window of heard posts holds of a person.
func (p *packer) heard(ctx context.Context, d *desk.Dossier, scan func(context.Context, func(*desk.Message) bool) error) {
	of := map[string]bool{}
	for _, h := range d.Handles {
		of[desk.GraveOf(h.Network, h.HandleRef)] = true
	}
	p.file("heard.jsonl", func(put func(record)) {
		err := scan(ctx, func(m *desk.Message) bool {
			if of[desk.GraveOf(m.Network, m.Author)] {
				put(record{"network": string(m.Network), "network_id": string(m.NetworkID), "author": m.Author.Name, "text": m.Text, "written": m.PostedAt, "heard": m.HeardAt})
			}
			return p.err == nil
		})
		p.err = cmp.Or(p.err, err)
	})
}
