package inbox

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/picture"
)

// unsentFor is how long a picture is kept that was uploaded and not sent.
const unsentFor = 24 * time.Hour

// AddPicture reads a picture that is to go with an answer in a case, writes it anew without
// anything but its pixels, as large as the case's network takes it, and keeps it for a day.
// Errors: desk.Invalid (what is wrong with it), desk.Refused (no room).
func (s *Service) AddPicture(ctx context.Context, by desk.Agent, id desk.CaseID, file []byte) (desk.Picture, error) {
	if err := access.Check(by, access.Answer); err != nil {
		return desk.Picture{}, err
	}
	var c *desk.Case
	err := s.store.View(ctx, func(tx Tx) (err error) {
		c, err = tx.Case(id)
		return err
	})
	if err != nil {
		return desk.Picture{}, err
	}
	public, direct := s.rooms(c)
	room := public
	if room.Max == 0 {
		room = direct
	}
	if room.Max == 0 {
		return desk.Picture{}, desk.Errorf(desk.Refused, "%s doesn't accept pictures from this desk.", s.deps.Kinds[c.Network].Name)
	}
	fitted, err := s.fit(ctx, file, room)
	if err != nil {
		return desk.Picture{}, err
	}
	p := desk.Picture{Agent: by.ID, Type: fitted.Type, Width: fitted.Width, Height: fitted.Height, Bytes: fitted.Bytes, Made: s.deps.Now()}
	return p, s.store.Update(ctx, func(tx Tx) error {
		space, err := tx.PictureSpace()
		if err != nil {
			return err
		}
		if space+int64(len(p.Bytes)) > s.deps.PictureSpace {
			return &desk.Error{Kind: desk.Refused, Message: "The desk has run out of space for pictures.",
				Mend: "Answer without it, and tell whoever runs the desk: the setting is picture-space."}
		}
		return tx.CreatePicture(&p)
	})
}

// fit reads one picture at a time: the largest takes some hundred megabytes.
func (s *Service) fit(ctx context.Context, file []byte, room desk.PictureRoom) (picture.Fitted, error) {
	select {
	case s.fitting <- struct{}{}:
		defer func() { <-s.fitting }()
	case <-ctx.Done():
		return picture.Fitted{}, ctx.Err()
	}
	return picture.Fit(file, room)
}

// rooms are what the network of a case takes of pictures in public and in private.
func (s *Service) rooms(c *desk.Case) (public, direct desk.PictureRoom) {
	can := s.deps.Kinds[c.Network].Abilities
	return can.Pictures, can.DirectPictures
}

// Picture is a picture with its bytes. What was not sent is seen by nobody but its owner.
func (s *Service) Picture(ctx context.Context, by desk.Agent, id desk.PictureID) (p *desk.Picture, err error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return nil, err
	}
	err = s.store.View(ctx, func(tx Tx) (err error) {
		p, err = tx.Picture(id)
		return err
	})
	if err == nil && p.Message == 0 && p.Agent != by.ID {
		return nil, desk.Errorf(desk.NotFound, "This picture doesn't exist.")
	}
	return p, err
}

// Pictures are those of the ids that the agent uploaded and that were not sent, without their
// bytes.
func (s *Service) Pictures(ctx context.Context, by desk.Agent, ids []desk.PictureID) (list []desk.Picture, err error) {
	if err := access.Check(by, access.Answer); err != nil {
		return nil, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		found, err := tx.Pictures(ids)
		list = nil
		for _, p := range found {
			if p.Agent == by.ID && p.Message == 0 {
				list = append(list, p)
			}
		}
		return err
	})
	return list, err
}

// DropPicture forgets a picture that the agent uploaded and did not send.
func (s *Service) DropPicture(ctx context.Context, by desk.Agent, id desk.PictureID) error {
	if err := access.Check(by, access.Answer); err != nil {
		return err
	}
	return s.store.Update(ctx, func(tx Tx) error { return tx.DropPicture(id, by.ID) })
}

// Tidy forgets pictures that were uploaded a day ago and not sent.
func (s *Service) Tidy(ctx context.Context) (more bool, err error) {
	before := s.deps.Now().Add(-unsentFor)
	return false, s.store.Update(ctx, func(tx Tx) error { return tx.DropUnsentPictures(before) })
}

// known completes the pictures of a draft. One that is not there, was sent already or is a
// colleague's stays without Type.
func known(tx Tx, by desk.Agent, draft []desk.Picture) ([]desk.Picture, error) {
	if len(draft) == 0 {
		return nil, nil
	}
	ids := make([]desk.PictureID, len(draft))
	for i, p := range draft {
		ids[i] = p.ID
	}
	found, err := tx.Pictures(ids)
	if err != nil {
		return nil, err
	}
	out := make([]desk.Picture, len(draft))
	for i, p := range draft {
		out[i] = desk.Picture{ID: p.ID}
		for _, f := range found {
			if f.ID == p.ID && f.Agent == by.ID && f.Message == 0 {
				out[i] = f
			}
		}
		out[i].Alt = strings.TrimSpace(p.Alt)
	}
	return out, nil
}

// pictured says what stands between a draft's pictures and its send.
func (a *Advice) pictured(list []desk.Picture, room desk.PictureRoom, network string, direct bool) {
	if len(list) == 0 {
		return
	}
	stop := func(mend, format string, args ...any) {
		a.Stop = append(a.Stop, Warning{Kind: "picture", Text: fmt.Sprintf(format, args...), Mend: mend})
	}
	switch {
	case room.Max == 0 && direct:
		stop("Remove the picture, or answer in public.", "%s doesn't accept pictures in private messages.", network)
		return
	case room.Max == 0:
		stop("Remove the picture.", "%s doesn't accept pictures from this desk.", network)
		return
	case len(list) > room.Max:
		stop("Remove some, or send a second answer.", "%s accepts at most %d pictures per message, and you have %d.", network, room.Max, len(list))
	}
	seen, silent := map[desk.PictureID]bool{}, 0
	for i, p := range list {
		switch {
		case p.Type == "" || seen[p.ID]:
			stop("Remove it and add it again.", "Picture %d is no longer available.", i+1)
		case p.Alt == "":
			silent++
		case room.Alt > 0 && utf8.RuneCountInString(p.Alt) > room.Alt:
			stop("Shorten them.", "The description of picture %d is too long: at most %d characters.", i+1, room.Alt)
		}
		seen[p.ID] = true
	}
	const why = "People who can't see it rely on your description."
	switch {
	case silent > 0 && direct:
		a.Warn = append(a.Warn, Warning{Kind: "picture", Text: "Say in a few words what each picture shows.", Mend: why})
	case silent > 0:
		stop(why, "Say in a few words what each picture shows.")
	}
	if !direct {
		a.Warn = append(a.Warn, Warning{Kind: "picture", Text: "The desk can't read what's in a picture, and anyone will be able to see it.",
			Mend: "Double-check that it shows no one's name, address or number."})
	}
}

// mediaOf is how a message of ours names its pictures.
func mediaOf(list []desk.Picture) (media []desk.Media) {
	for _, p := range list {
		media = append(media, desk.Media{Kind: "image", URL: fmt.Sprintf("/pictures/%d", p.ID), Alt: p.Alt})
	}
	return media
}
