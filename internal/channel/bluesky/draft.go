package bluesky

import (
	"unsafe"

	"heed/internal/desk"
)

// draft is memory for a message that is only asked about: it is good until the next one is
// made in it. A nil draft makes what may be kept.
type draft struct {
	text     []byte
	own      [len(ownAddress)]byte // the address of the message
	links    []string
	tags     []string
	mentions []desk.HandleRef
	media    []desk.Media
	cuts     []cut
	parts    []string // of a text that is put together
}

// room is where the lists of a draft begin. A message has few of each; one with more makes
// its own.
const room = 4

// ownAddress is the address of a post, but for whose it is and its key.
const (
	ownAddress = "at://................................/" + postCollection + "/............."
	ownDID     = len("at://")
	ownKey     = len(ownAddress) - keySize
)

func newDraft() *draft {
	return &draft{own: [len(ownAddress)]byte([]byte(ownAddress)), links: make([]string, 0, room), tags: make([]string, 0, room),
		mentions: make([]desk.HandleRef, 0, room), media: make([]desk.Media, 0, room),
		cuts: make([]cut, 0, room), parts: make([]string, 0, 2*room+1)}
}

// again begins the next message.
func (d *draft) again() { d.text = d.text[:0] }

func (d *draft) linkList() []string {
	if d == nil {
		return nil
	}
	return d.links
}

func (d *draft) tagList() []string {
	if d == nil {
		return nil
	}
	return d.tags
}

func (d *draft) mentionList() []desk.HandleRef {
	if d == nil {
		return nil
	}
	return d.mentions
}

func (d *draft) mediaList() []desk.Media {
	if d == nil {
		return nil
	}
	return d.media
}

func (d *draft) cutList() []cut {
	if d == nil {
		return nil
	}
	return d.cuts
}

func (d *draft) partList() []string {
	if d == nil {
		return nil
	}
	return d.parts
}

// address is that of a post, where the last one was. Both are as long as nearly all are.
func (d *draft) address(did, key string) desk.NetworkID {
	*(*[didSize]byte)(d.own[ownDID:]) = *(*[didSize]byte)(unsafe.Slice(unsafe.StringData(did), didSize))
	*(*[keySize]byte)(d.own[ownKey:]) = *(*[keySize]byte)(unsafe.Slice(unsafe.StringData(key), keySize))
	return desk.NetworkID(unsafe.String(&d.own[0], len(d.own)))
}

// join puts a text together.
func (d *draft) join(parts ...string) string {
	var b []byte
	if d != nil {
		b = d.text
	} else {
		n := 0
		for _, p := range parts {
			n += len(p)
		}
		b = make([]byte, 0, n)
	}
	from := len(b)
	for _, p := range parts {
		b = append(b, p...)
	}
	if d != nil {
		d.text = b
	}
	b = b[from:]
	return unsafe.String(unsafe.SliceData(b), len(b))
}
