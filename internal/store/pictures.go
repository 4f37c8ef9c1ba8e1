package store

import (
	"time"

	"heed/internal/desk"
)

const pictureColumns = "message, place, agent, type, alt, width, height, made, size, bytes"

// maxPicture bounds the bytes of one picture. Channels ask for less.
const maxPicture = 16 << 20

// CreatePicture gives a picture its id. It belongs to no message yet.
func (tx *Tx) CreatePicture(p *desk.Picture) (err error) {
	defer call(&err, "CreatePicture(%d bytes)", len(p.Bytes))
	if len(p.Bytes) == 0 || len(p.Bytes) > maxPicture {
		return desk.Errorf(desk.Invalid, "A picture of %d bytes cannot be kept.", len(p.Bytes))
	}
	id, err := tx.newID("pictures")
	if err != nil {
		return err
	}
	_, err = tx.exec(insertInto("pictures", pictureColumns+", id"), int64(0), int64(0), int64(p.Agent), p.Type, p.Alt, int64(p.Width), int64(p.Height),
		desk.Micros(p.Made), int64(len(p.Bytes)), p.Bytes, id)
	if err == nil {
		p.ID, p.Message = desk.PictureID(id), 0
	}
	return err
}

const pictureRow = "id, message, agent, type, alt, width, height, made"

func picturesInto(list *[]desk.Picture, columns, where string, args ...any) Query {
	return Query{"SELECT " + columns + " FROM pictures WHERE " + where, args, func(r Row) error {
		var p desk.Picture
		dest := []any{(*number)(&p.ID), (*number)(&p.Message), (*number)(&p.Agent), &p.Type, &p.Alt, (*count)(&p.Width), (*count)(&p.Height), at(&p.Made), &p.Bytes}
		err := r.Scan(dest[:len(r)]...)
		*list = append(*list, p)
		return err
	}}
}

// Picture finds a picture by its id.
func (tx *Tx) Picture(id desk.PictureID) (_ *desk.Picture, err error) {
	defer call(&err, "Picture(%d)", id)
	var list []desk.Picture
	if err := tx.together(picturesInto(&list, pictureRow+", bytes", "id = $1", int64(id))); err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, notFound("picture", int64(id))
	}
	return &list[0], nil
}

// Pictures are those of the ids that exist, without their bytes, in the order of the ids.
func (tx *Tx) Pictures(ids []desk.PictureID) (_ []desk.Picture, err error) {
	defer call(&err, "Pictures(%d ids)", len(ids))
	if len(ids) == 0 {
		return nil, nil
	}
	var list, out []desk.Picture
	if err := tx.together(picturesInto(&list, pictureRow, "id IN ints($1)", ints(tx, ids))); err != nil {
		return nil, err
	}
	for _, id := range ids {
		for i := range list {
			if list[i].ID == id {
				out = append(out, list[i])
			}
		}
	}
	return out, nil
}

// PicturesOf are the pictures of messages with their bytes, those of one message in their order.
func (tx *Tx) PicturesOf(messages []desk.MessageID) (_ map[desk.MessageID][]desk.Picture, err error) {
	defer call(&err, "PicturesOf(%d messages)", len(messages))
	var list []desk.Picture
	if err := tx.together(picturesInto(&list, pictureRow+", bytes", "message IN ints($1) AND message <> 0 ORDER BY message, place", ints(tx, messages))); err != nil {
		return nil, err
	}
	of := map[desk.MessageID][]desk.Picture{}
	for _, p := range list {
		of[p.Message] = append(of[p.Message], p)
	}
	return of, nil
}

// BindPictures gives pictures to a message, in this order and with these words.
func (tx *Tx) BindPictures(message desk.MessageID, pictures []desk.Picture) (err error) {
	defer call(&err, "BindPictures(%d)", message)
	for i, p := range pictures {
		if err := tx.one("picture", int64(p.ID), "UPDATE pictures SET message = $1, place = $2, alt = $3 WHERE id = $4 AND message = 0",
			int64(message), int64(i), p.Alt, int64(p.ID)); err != nil {
			return err
		}
	}
	return nil
}

// FreePictures takes the pictures of a message away from it, as if they had been uploaded now,
// and gives them without their bytes.
func (tx *Tx) FreePictures(message desk.MessageID, now time.Time) (list []desk.Picture, err error) {
	defer call(&err, "FreePictures(%d)", message)
	err = tx.together(picturesInto(&list, pictureRow, "message = $1 AND message <> 0 ORDER BY place", int64(message)))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	for i := range list {
		list[i].Message, list[i].Made = 0, now
	}
	_, err = tx.exec("UPDATE pictures SET message = 0, place = 0, made = $1 WHERE message = $2 AND message <> 0", desk.Micros(now), int64(message))
	return list, err
}

// DropPicture forgets a picture that an agent uploaded and did not send; one that is not there
// is no error.
func (tx *Tx) DropPicture(id desk.PictureID, agent desk.AgentID) (err error) {
	defer call(&err, "DropPicture(%d)", id)
	_, err = tx.exec("DELETE FROM pictures WHERE id = $1 AND agent = $2 AND message = 0", int64(id), int64(agent))
	return err
}

// DropPictures forgets the pictures of a message.
func (tx *Tx) DropPictures(message desk.MessageID) (err error) {
	defer call(&err, "DropPictures(%d)", message)
	_, err = tx.exec("DELETE FROM pictures WHERE message = $1 AND message <> 0", int64(message))
	return err
}

// DropUnsentPictures forgets what was uploaded before a time and not sent.
func (tx *Tx) DropUnsentPictures(before time.Time) (err error) {
	defer call(&err, "DropUnsentPictures")
	_, err = tx.exec("DELETE FROM pictures WHERE message = 0 AND made < $1", desk.Micros(before))
	return err
}

// PictureSpace is how many bytes all pictures take.
func (tx *Tx) PictureSpace() (bytes int64, err error) {
	defer call(&err, "PictureSpace")
	return bytes, tx.row("SELECT CAST(coalesce(sum(size), 0) AS BIGINT) FROM pictures").Scan((*number)(&bytes))
}
