package envelope

import (
	"encoding/binary"
	"unsafe"
)

// What stands in a post beside its text is read here as the network's own clients write it: by
// what is expected next, without noting first what the bytes are. Each of these takes where it is to
// read and gives where it ended, or lost for what is written otherwise; the walk reads it then, from
// the field's beginning on. Where one has got to is handed from one to the next, and kept nowhere
// else: through memory each step would wait for the one before.

// lost is beyond the end: whatever is expected there is not there either.
const lost = 1 << 62

// step steps over what is expected. More than eight bytes are compared by a call.
func step(b []byte, i int, want string) int {
	if end := i + len(want); end <= len(b) && string(b[i:end]) == want {
		return end
	}
	return lost
}

// stride is step for eight to sixteen bytes, without that call. What is longer is expected in parts.
func stride(b []byte, i int, want string) int {
	w := unsafe.Slice(unsafe.StringData(want), len(want)) // as bytes, which the compiler knows
	if end := i + len(w); end <= len(b) && word(b, i) == word(w, 0) && word(b, end-8) == word(w, len(w)-8) {
		return end
	}
	return lost
}

func word(b []byte, i int) uint64 { return binary.LittleEndian.Uint64(b[i:]) }

// What a string holds that ending tells.
const (
	hasBackslash = 1 << iota
	hasHigh      // beyond ASCII
	hasControl   // a control character
)

// endingPlainly looks for the quote that may end a string which has begun, and tells what stands before
// it. at is -1 if there is none in the whole 32 bytes of b.
func endingPlainly(b []byte) (at int, odd uint8) {
	for i, c := range b[:len(b)&^31] {
		switch {
		case c == '"':
			return i, odd
		case c == '\\':
			odd |= hasBackslash
		case c >= 0x80:
			odd |= hasHigh
		case c < 0x20 || c == 0x7F:
			odd |= hasControl
		}
	}
	return -1, 0
}

// over steps over a string whose first quote is behind, and tells what is in it. The end of an event
// is never that of a string, and longer than what ending leaves out.
func (r *Reader) over(i int) (end int, odd uint8) {
	for from := i; i < len(r.b); {
		n, has := -1, uint8(0)
		if r.wider {
			n, has = endingWider(&r.b[i], len(r.b)-i)
		} else if r.wide {
			n, has = ending(&r.b[i], len(r.b)-i)
		} else {
			n, has = endingPlainly(r.b[i:])
		}
		if n < 0 {
			break
		}
		odd |= has
		i += n + 1
		if has&hasBackslash == 0 || !escaped(r.b[from:i-1]) {
			return i, odd
		}
	}
	return lost, 0
}

// escaped reports whether what follows b is escaped.
func escaped(b []byte) bool {
	slashes := 0
	for slashes < len(b) && b[len(b)-1-slashes] == '\\' {
		slashes++
	}
	return slashes&1 != 0
}

// saying reads a string whose first quote is behind.
func (r *Reader) saying(i int) (s string, end int) {
	end, odd := r.over(i)
	if end == lost {
		return "", lost
	}
	b := r.meant(r.b[i:end-1], odd)
	if r.bad {
		return "", lost
	}
	return view(b), end
}

// meant is what a string says of which is known what it holds.
func (r *Reader) meant(b []byte, odd uint8) []byte {
	if odd&hasBackslash != 0 || odd&hasHigh != 0 && !r.valid(b) {
		return r.unescape(b)
	}
	return b
}

// number reads a whole number of up to seven digits, as those of places in a text are.
func number(b []byte, i int) (n int64, end int) {
	if i > len(b)-8 {
		return 0, lost
	}
	digits, size := leading(b[i:])
	if uint(size-1) >= 7 {
		return 0, lost
	}
	return together(digits), i + size
}

// figures steps over a whole number.
func figures(b []byte, i int) int {
	for from := i; i <= len(b)-8; {
		_, n := leading(b[i:])
		if i += n; n == 8 {
			continue
		}
		if i > from {
			return i
		}
		break
	}
	return lost
}

// usualStrings reads an array of some strings, whose bracket is behind.
func (r *Reader) usualStrings(i int, all []string, limit int) (_ []string, end int) {
	for {
		s, end := r.saying(step(r.b, i, `"`))
		if end == lost {
			return all, lost
		}
		if s != "" && len(all) < limit {
			all = append(all, s)
		}
		if i = step(r.b, end, `,`); i == lost {
			return all, step(r.b, end, `]`)
		}
	}
}

func (r *Reader) usualFacets(i int, p *Record) int {
	p.Facets = p.Facets[:0]
	for {
		n := len(p.Facets)
		p.Facets = append(p.Facets, Facet{}) // not put together elsewhere and copied, which is waited for
		f := &p.Facets[n]
		end := r.usualFacet(i, f)
		if n == MaxFacets || f.DID == "" && f.URI == "" && f.Tag == "" {
			p.Facets = p.Facets[:n]
		}
		if i = step(r.b, end, `,`); i == lost {
			return step(r.b, end, `]`)
		}
	}
}

// usualFacet reads one of one feature.
func (r *Reader) usualFacet(i int, f *Facet) int {
	b := r.b
	if typed := stride(b, i, `{"$type":"app.`); typed != lost {
		i = step(b, stride(b, stride(b, typed, `bsky.richtext.`), `facet","features`), `":[{"$`)
	} else {
		i = stride(b, i, `{"features":[{"$`)
	}
	i = stride(b, stride(b, i, `type":"app.bsky.`), `richtext.facet#`)
	if uri := stride(b, i, `link","uri":"`); uri != lost {
		f.URI, i = r.saying(uri)
	} else if tag := stride(b, i, `tag","tag":"`); tag != lost {
		f.Tag, i = r.saying(tag)
	} else {
		f.DID, i = r.saying(stride(b, i, `mention","did":"`))
	}
	f.End, i = number(b, stride(b, stride(b, i, `}],"index":`), `{"byteEnd":`))
	f.Start, i = number(b, stride(b, i, `,"byteStart":`))
	return step(b, i, `}}`)
}

func (r *Reader) usualEmbed(i int, e *Embed) int {
	e.clear()
	b := r.b
	i = stride(b, stride(b, i, `{"$type":"app.`), `bsky.embed.`)
	if quote := step(b, i, `record`); quote == lost {
		return r.usualMedia(i, e)
	} else if media := stride(b, quote, `WithMedia",`); media == lost {
		return r.usualQuote(stride(b, quote, `","record":`), e)
	} else {
		i = r.usualMedia(stride(b, stride(b, media, `"media":{"$type`), `":"app.bsky.embed.`), e)
		i = r.usualQuote(step(b, i, `,"record":{"$type":"app.bsky.embed.record","record":`), e)
		return step(b, i, `}`)
	}
}

// usualQuote reads the address and the end of what holds it.
func (r *Reader) usualQuote(i int, e *Embed) int {
	e.Quoted, i = r.usualAddress(i)
	return step(r.b, i, `}`)
}

func (r *Reader) usualMedia(i int, e *Embed) int {
	if images := step(r.b, i, `images",`); images != lost {
		return r.usualImages(stride(r.b, images, `"images":[`), e)
	}
	if card := stride(r.b, i, `external",`); card != lost {
		return r.usualCard(stride(r.b, stride(r.b, card, `"external":{`), `"description":"`), e)
	}
	return r.usualVideo(step(r.b, i, `video",`), e)
}

func (r *Reader) usualImages(i int, e *Embed) int {
	b := r.b
	for {
		i, _ = r.over(step(b, i, `{"alt":"`))
		if ratio := stride(b, i, `,"aspectRatio":`); ratio != lost {
			i = usualRatio(b, ratio)
		}
		cid, end := r.usualBlob(stride(b, i, `,"image":`))
		if end = step(b, end, `}`); end == lost {
			return lost
		}
		if len(e.Images) < MaxImages {
			e.Images = append(e.Images, Image{CID: cid})
		}
		if i = step(b, end, `,`); i == lost {
			return step(b, end, `]}`)
		}
	}
}

// usualRatio steps over how wide and high something is.
func usualRatio(b []byte, i int) int {
	i = figures(b, stride(b, i, `{"height":`))
	return step(b, figures(b, stride(b, i, `,"width":`)), `}`)
}

// usualCard reads what is told of a link.
func (r *Reader) usualCard(i int, e *Embed) int {
	b := r.b
	i, _ = r.over(i)
	if thumb := stride(b, i, `,"thumb":`); thumb != lost {
		_, i = r.usualBlob(thumb)
	}
	i, _ = r.over(stride(b, i, `,"title":"`))
	e.External, i = r.saying(step(b, i, `,"uri":"`))
	return step(b, i, `}}`)
}

func (r *Reader) usualVideo(i int, e *Embed) int {
	b := r.b
	if alt := step(b, i, `"alt":"`); alt != lost {
		i, _ = r.over(alt)
		i = step(b, i, `,`)
	}
	if ratio := stride(b, i, `"aspectRatio":`); ratio != lost {
		i = step(b, usualRatio(b, ratio), `,`)
	}
	e.Video.CID, i = r.usualBlob(step(b, i, `"video":`))
	return step(b, i, `}`)
}

// usualBlob reads the content id of a blob.
func (r *Reader) usualBlob(i int) (cid string, end int) {
	if end = r.shape(i, jpeg); end == lost {
		end, _ = r.over(r.shape(i, blob))
		end = step(r.b, end, `,"size":`)
	}
	if end = step(r.b, figures(r.b, end), `}`); end == lost {
		return "", lost
	}
	return view(r.b[i+blobAt : i+blobAt+cidSize]), end
}

// blob is how one begins, up to its type; jpeg that of nearly all pictures, up to its size.
var (
	blob   = `{"$type":"blob","ref":{"$link":"` + id(cidSize) + `"},"mimeType":"`
	jpeg   = blob + `image/jpeg","size":`
	blobAt = len(`{"$type":"blob","ref":{"$link":"`)
)

// shape steps over what has a shape, of at least 32 bytes.
func (r *Reader) shape(i int, text string) int {
	end := i + len(text)
	if end > len(r.b) {
		return lost
	}
	if r.wider {
		if fitsWider(&r.b[i], unsafe.StringData(text), len(text)) {
			return end
		}
	} else if r.wide {
		if fits(&r.b[i], unsafe.StringData(text), len(text)) {
			return end
		}
	} else if fitsPlainly(r.b[i:end], text) {
		return end
	}
	return lost
}

// said reads the fields of a post; its record ends at end.
func (r *Reader) said(i int, p *Record, end int) bool {
	for i < end {
		if next := r.usual(i, p); next != lost {
			i = next
			continue
		}
		if r.bad {
			return false
		}
		p.Usual, p.Clean = false, false
		return r.fields(p, r.b[i:end+1])
	}
	return i == end
}

// usual reads a field and the comma before it.
func (r *Reader) usual(i int, p *Record) (end int) {
	b := r.b
	rest := b[i:] // at the least what follows a record
	switch rest[2] {
	case 'r':
		if end = r.shape(i, answer); end != lost {
			p.Parent, p.Root = view(rest[parentAt:parentAt+addressSize]), view(rest[rootAt:rootAt+addressSize])
		}
		return end
	case 'l':
		if string(rest[:11]) == `,"langs":["` && string(rest[13:15]) == `"]` && isSmallLetter(rest[11]) && isSmallLetter(rest[12]) {
			p.Langs = append(p.Langs[:0], view(rest[11:13]))
			return i + 15
		}
		if i = stride(b, i, `,"langs":[`); i != lost {
			p.Langs, i = r.usualStrings(i, p.Langs[:0], MaxLangs)
		}
		return i
	case 't':
		text := stride(b, i, `,"text":"`)
		if text == lost {
			return r.usualTags(i, p)
		}
		end, odd := r.over(text)
		if end == lost {
			return lost
		}
		p.Text, p.Clean = view(r.meant(b[text:end-1], odd)), odd&(hasBackslash|hasControl) == 0
		if r.bad {
			return lost
		}
		return end
	case 'e':
		if i = stride(b, i, `,"embed":`); i != lost {
			return r.usualEmbed(i, &p.Embed)
		}
	case 'f':
		if i = stride(b, i, `,"facets":[`); i != lost {
			return r.usualFacets(i, p)
		}
	case 'v':
		end, _ = r.over(step(b, i, `,"via":"`))
		return end
	}
	return lost
}

func (r *Reader) usualTags(i int, p *Record) int {
	if i = stride(r.b, i, `,"tags":[`); i != lost {
		p.Tags, i = r.usualStrings(i, p.Tags[:0], MaxTags)
	}
	return i
}

func isSmallLetter(c byte) bool { return c-'a' < 26 }

// fields reads the rest of a post's record, whatever there is in it.
func (r *Reader) fields(p *Record, rest []byte) bool {
	r.b = rest
	r.prepare()
	for more := !r.bad && r.more(); more; more = r.more() {
		r.field(p)
	}
	return r.i == len(r.b) && !r.bad
}
