package bluesky

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"

	"heed/internal/desk"
)

// What a post takes of pictures. The contract allows 2,000,000 bytes; servers of an earlier one
// take half of that.
const (
	maxPictures     = 4
	maxPictureBytes = 1_000_000
	maxPictureSide  = 2000 // what the network's own app sends; it shows no more
	imagesEmbed     = "app.bsky.embed.images"
)

type imagesRecord struct {
	Type   string        `json:"$type"`
	Images []imageRecord `json:"images"`
}

type imageRecord struct {
	Image json.RawMessage `json:"image"` // the blob, as the server that has it names it
	Alt   string          `json:"alt"`
	Ratio aspectRatio     `json:"aspectRatio"`
}

type aspectRatio struct {
	Width  int `json:"width"`
	Height int `json:"height"`
}

// pictures gives an answer's pictures to the account's server. A server names a blob after its
// content, so that doing it again gives the same names, and forgets one that no post shows.
func (c *conn) pictures(ctx context.Context, list []desk.Picture) (*imagesRecord, error) {
	if len(list) == 0 {
		return nil, nil
	}
	if len(list) > maxPictures {
		return nil, &desk.Error{Kind: desk.Refused, Message: "Bluesky allows at most 4 pictures per post.", Mend: "Discard the answer and send it with fewer."}
	}
	made := &imagesRecord{Type: imagesEmbed}
	for _, p := range list {
		var out struct {
			Blob json.RawMessage `json:"blob"`
		}
		if err := c.api.upload(ctx, p.Type, p.Bytes, &out); err != nil {
			return nil, uploading(err)
		}
		if len(out.Blob) == 0 {
			return nil, desk.Errorf(desk.Later, "Bluesky didn't return a name for a picture.")
		}
		made.Images = append(made.Images, imageRecord{out.Blob, clean(p.Alt, maxAlt), aspectRatio{max(p.Width, 1), max(p.Height, 1)}})
	}
	return made, nil
}

// upload gives bytes to the account's server.
func (c *client) upload(ctx context.Context, kind string, body []byte, out any) error {
	const call = "com.atproto.repo.uploadBlob"
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/xrpc/"+call, bytes.NewReader(body))
	if err != nil {
		return &failure{call: call, err: err}
	}
	req.Header.Set("Content-Type", kind)
	return c.do(req, call, out)
}

// uploading is the error of a picture that could not be given over: nothing was posted, so what
// is not known can be done again.
func uploading(err error) error {
	e := writing(err, "take the picture")
	if desk.Is(e, desk.Unknown) {
		return reading(err, "take the picture")
	}
	return e
}
