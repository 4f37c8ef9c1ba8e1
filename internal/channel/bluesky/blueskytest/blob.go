package blueskytest

import (
	"fmt"
	"net/http"
	"strings"
)

// A Blob is what an account gave to its server, to be shown in a post.
type Blob struct {
	Type  string
	Bytes []byte
}

// Blobs are those that posts can show, by CID.
func (s *Server) Blobs() map[string]Blob {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]Blob{}
	for cid, b := range s.blobs {
		out[cid] = b
	}
	return out
}

func (s *Server) uploadBlob(req *request) (any, *refusal) {
	if len(req.bytes) == 0 || len(req.bytes) > 2_000_000 {
		return nil, &refusal{http.StatusRequestEntityTooLarge, "PayloadTooLarge", "request entity too large"}
	}
	cid := cidOf(req.bytes)
	s.blobs[cid] = Blob{req.kind, req.bytes}
	return map[string]any{"blob": map[string]any{
		"$type": "blob", "ref": map[string]any{"$link": cid}, "mimeType": req.kind, "size": len(req.bytes),
	}}, nil
}

// checkImages looks whether the pictures of a post were uploaded as it says.
func (s *Server) checkImages(embed map[string]any) (wrong []string) {
	if embed == nil || embed["$type"] != "app.bsky.embed.images" {
		return nil
	}
	images, _ := embed["images"].([]any)
	if len(images) == 0 || len(images) > 4 {
		wrong = append(wrong, fmt.Sprintf("%d pictures", len(images)))
	}
	for _, i := range images {
		image, _ := i.(map[string]any)
		blob, _ := image["image"].(map[string]any)
		ref, _ := blob["ref"].(map[string]any)
		cid, _ := ref["$link"].(string)
		b, there := s.blobs[cid]
		if size, _ := blob["size"].(float64); !there || blob["$type"] != "blob" || int(size) != len(b.Bytes) || blob["mimeType"] != b.Type || !strings.HasPrefix(b.Type, "image/") {
			wrong = append(wrong, fmt.Sprintf("the picture %v was not uploaded so", blob))
		}
		ratio, _ := image["aspectRatio"].(map[string]any)
		if w, _ := ratio["width"].(float64); ratio != nil && w < 1 {
			wrong = append(wrong, fmt.Sprintf("aspectRatio %v", ratio))
		}
		if _, ok := image["alt"].(string); !ok {
			wrong = append(wrong, "a picture without alt")
		}
	}
	return wrong
}
