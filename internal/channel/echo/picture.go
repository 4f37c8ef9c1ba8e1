package echo

import (
	"bytes"
	"net/http"
	"strconv"

	"heed/internal/desk"
)

// Limits of the network's pictures.
const (
	maxPictures     = 4
	maxPictureBytes = 1_000_000
	maxAlt          = 2_000 // bytes
	keptPictures    = 100   // the latest; of older ones only the words are left
)

func pictureRoom() desk.PictureRoom {
	return desk.PictureRoom{Max: maxPictures, Bytes: maxPictureBytes, Alt: maxAlt / 4}
}

// A Picture is one of a post: in a Draft with its bytes, in a Post with the path under which the
// network shows it.
type Picture struct {
	Type   string `json:"type"` // image/jpeg or image/png
	Alt    string `json:"alt"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Path   string `json:"path,omitempty"`
	Bytes  []byte `json:"bytes,omitempty"`
}

// checkPictures refuses what the network does not take.
func checkPictures(list []Picture) error {
	if len(list) > maxPictures {
		return desk.Errorf(desk.Refused, "A post has at most %d pictures.", maxPictures)
	}
	for _, p := range list {
		start := map[string]string{"image/jpeg": "\xff\xd8\xff", "image/png": "\x89PNG"}[p.Type]
		switch {
		case start == "" || !bytes.HasPrefix(p.Bytes, []byte(start)):
			return desk.Errorf(desk.Refused, "Only JPEG and PNG pictures are taken.")
		case len(p.Bytes) > maxPictureBytes:
			return desk.Errorf(desk.Refused, "A picture has at most %d bytes.", maxPictureBytes)
		case len(p.Alt) > maxAlt:
			return desk.Errorf(desk.Refused, "The words for a picture have at most %d bytes.", maxAlt)
		}
	}
	return nil
}

// hang keeps the pictures of a post and says under which paths they are shown. The caller holds the lock.
func (n *Network) hang(list []Picture) []Picture {
	var out []Picture
	for _, p := range list {
		n.hung++
		n.pictures[n.hung] = p
		delete(n.pictures, n.hung-keptPictures)
		p.Path, p.Bytes = "/pictures/"+n.born+"-"+strconv.Itoa(n.hung), nil
		out = append(out, p)
	}
	return out
}

func (n *Network) picture(w http.ResponseWriter, r *http.Request) {
	n.mu.RLock()
	var p Picture
	for at := range n.pictures {
		if r.PathValue("name") == n.born+"-"+strconv.Itoa(at) {
			p = n.pictures[at]
		}
	}
	n.mu.RUnlock()
	if p.Bytes == nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", p.Type)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(p.Bytes) // the reader has gone: nobody to tell
}

func picturesOf(list []desk.Picture) (out []Picture) {
	for _, p := range list {
		out = append(out, Picture{Type: p.Type, Alt: clip(p.Alt, maxAlt), Width: p.Width, Height: p.Height, Bytes: p.Bytes})
	}
	return out
}
