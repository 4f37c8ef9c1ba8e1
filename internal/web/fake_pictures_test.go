package web

import (
	"context"

	"heed/internal/desk"
)

func (f *fake) AddPicture(_ context.Context, by desk.Agent, _ desk.CaseID, file []byte) (desk.Picture, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if string(file) == "no picture" {
		return desk.Picture{}, &desk.Error{Kind: desk.Invalid, Message: "This is no picture.", Mend: "Choose a different one."}
	}
	p := desk.Picture{ID: desk.PictureID(len(f.pictures) + 1), Agent: by.ID, Type: "image/png", Width: 4, Height: 3, Bytes: file}
	f.pictures = append(f.pictures, p)
	return p, nil
}

func (f *fake) Picture(_ context.Context, _ desk.Agent, id desk.PictureID) (*desk.Picture, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if int(id) > len(f.pictures) {
		return nil, desk.Errorf(desk.NotFound, "This picture doesn't exist.")
	}
	return &f.pictures[id-1], nil
}

func (f *fake) Pictures(_ context.Context, _ desk.Agent, ids []desk.PictureID) (list []desk.Picture, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, id := range ids {
		if int(id) <= len(f.pictures) {
			list = append(list, f.pictures[id-1])
		}
	}
	return list, nil
}

func (f *fake) DropPicture(context.Context, desk.Agent, desk.PictureID) error { return nil }
