package envelope

// What stands in a post beside its text is read here as the network's own clients write it: by
// what is expected next, without noting first what the bytes are. Each of these is false for what
// is written otherwise; the walk reads it then, from the field's beginning on.

// What a string holds that ending tells.
const (
	hasBackslash = 1 << iota
	hasHigh      // beyond ASCII
	hasControl   // a control character
)

// endingPlainly does what ending does.
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

// rest reads a string whose first quote is behind, as it is written, and tells what is in it.
// false: it has no end. The end of an event is never that of a string, and longer than what
// ending leaves out.
func (r *Reader) rest() (b []byte, odd uint8, ok bool) {
	from, at := r.i, r.i
	for {
		n, has := r.ending(r.b[at:])
		if n < 0 {
			return nil, 0, false
		}
		odd |= has
		end := at + n
		if has&hasBackslash == 0 || !escaped(r.b[at:end]) {
			r.i = end + 1
			return r.b[from:end], odd, true
		}
		at = end + 1
	}
}

// escaped reports whether what follows b is escaped.
func escaped(b []byte) bool {
	slashes := 0
	for slashes < len(b) && b[len(b)-1-slashes] == '\\' {
		slashes++
	}
	return slashes&1 != 0
}

// over steps over a string whose first quote is behind.
func (r *Reader) over() bool {
	_, _, ok := r.rest()
	return ok
}

// saying reads a string whose first quote is behind.
func (r *Reader) saying() (s string, ok bool) {
	b, odd, ok := r.rest()
	return view(r.meant(b, odd)), ok && !r.bad
}

// meant is what a string says of which is known what it holds.
func (r *Reader) meant(b []byte, odd uint8) []byte {
	if odd&hasBackslash != 0 || odd&hasHigh != 0 && !r.valid(b) {
		return r.unescape(b)
	}
	return b
}

// number reads a whole number of up to seven digits, as those of places in a text are.
func (r *Reader) number() (n int64, ok bool) {
	if len(r.b)-r.i < 8 {
		return 0, false
	}
	digits, size := leading(r.b[r.i:])
	r.i += size
	return together(digits), uint(size-1) < 7
}

// figures steps over a whole number.
func (r *Reader) figures() bool {
	from := r.i
	for len(r.b)-r.i >= 8 {
		_, n := leading(r.b[r.i:])
		if r.i += n; n < 8 {
			return r.i > from
		}
	}
	return false
}

// usualStrings reads an array of some strings, whose bracket is behind.
func (r *Reader) usualStrings(all []string, limit int) (_ []string, ok bool) {
	for {
		if !r.literal(`"`) {
			return all, false
		}
		s, ok := r.saying()
		if !ok {
			return all, false
		}
		if s != "" && len(all) < limit {
			all = append(all, s)
		}
		if !r.literal(`,`) {
			return all, r.literal(`]`)
		}
	}
}

func (r *Reader) usualFacets(p *Record) bool {
	p.Facets = p.Facets[:0]
	for {
		var f Facet
		if !r.usualFacet(&f) {
			return false
		}
		if len(p.Facets) < MaxFacets && (f.DID != "" || f.URI != "" || f.Tag != "") {
			p.Facets = append(p.Facets, f)
		}
		if !r.literal(`,`) {
			return r.literal(`]`)
		}
	}
}

// usualFacet reads one of one feature.
func (r *Reader) usualFacet(f *Facet) (ok bool) {
	if !r.literal(`{"features":[{"$type":"app.bsky.richtext.facet#`) &&
		!r.literal(`{"$type":"app.bsky.richtext.facet","features":[{"$type":"app.bsky.richtext.facet#`) {
		return false
	}
	switch {
	case r.literal(`link","uri":"`):
		f.URI, ok = r.saying()
	case r.literal(`tag","tag":"`):
		f.Tag, ok = r.saying()
	case r.literal(`mention","did":"`):
		f.DID, ok = r.saying()
	}
	if !ok || !r.literal(`}],"index":{"byteEnd":`) {
		return false
	}
	if f.End, ok = r.number(); !ok || !r.literal(`,"byteStart":`) {
		return false
	}
	f.Start, ok = r.number()
	return ok && r.literal(`}}`)
}

func (r *Reader) usualEmbed(e *Embed) bool {
	e.clear()
	if !r.literal(`{"$type":"app.bsky.embed.`) {
		return false
	}
	if r.literal(`recordWithMedia","media":{"$type":"app.bsky.embed.`) {
		return r.usualMedia(e) && r.literal(`,"record":{"$type":"app.bsky.embed.record","record":`) && r.usualQuote(e) && r.literal(`}`)
	}
	if r.literal(`record","record":`) {
		return r.usualQuote(e)
	}
	return r.usualMedia(e)
}

// usualQuote reads the address and the end of what holds it.
func (r *Reader) usualQuote(e *Embed) (ok bool) {
	e.Quoted, ok = r.usualAddress()
	return ok && r.literal(`}`)
}

func (r *Reader) usualMedia(e *Embed) bool {
	switch {
	case r.literal(`images","images":[`):
		return r.usualImages(e)
	case r.literal(`external","external":{"description":"`):
		return r.usualCard(e)
	case r.literal(`video",`):
		return r.usualVideo(e)
	}
	return false
}

func (r *Reader) usualImages(e *Embed) bool {
	for {
		if !r.literal(`{"alt":"`) || !r.over() || r.literal(`,"aspectRatio":`) && !r.usualRatio() || !r.literal(`,"image":`) {
			return false
		}
		cid, ok := r.usualBlob()
		if !ok || !r.literal(`}`) {
			return false
		}
		if len(e.Images) < MaxImages {
			e.Images = append(e.Images, Image{CID: cid})
		}
		if !r.literal(`,`) {
			return r.literal(`]}`)
		}
	}
}

func (r *Reader) usualRatio() bool {
	return r.literal(`{"height":`) && r.figures() && r.literal(`,"width":`) && r.figures() && r.literal(`}`)
}

// usualCard reads what is told of a link.
func (r *Reader) usualCard(e *Embed) (ok bool) {
	if !r.over() {
		return false
	}
	if r.literal(`,"thumb":`) {
		if _, ok := r.usualBlob(); !ok {
			return false
		}
	}
	if !r.literal(`,"title":"`) || !r.over() || !r.literal(`,"uri":"`) {
		return false
	}
	e.External, ok = r.saying()
	return ok && r.literal(`}}`)
}

func (r *Reader) usualVideo(e *Embed) (ok bool) {
	if r.literal(`"alt":"`) && !(r.over() && r.literal(`,`)) || r.literal(`"aspectRatio":`) && !(r.usualRatio() && r.literal(`,`)) || !r.literal(`"video":`) {
		return false
	}
	e.Video.CID, ok = r.usualBlob()
	return ok && r.literal(`}`)
}

// usualBlob reads the content id of a blob.
func (r *Reader) usualBlob() (cid string, ok bool) {
	b, ok := r.shape(jpeg)
	if !ok {
		if b, ok = r.shape(blob); !ok || !r.over() || !r.literal(`,"size":`) {
			return "", false
		}
	}
	return view(b[blobAt : blobAt+cidSize]), r.figures() && r.literal(`}`)
}

// blob is how one begins, up to its type; jpeg that of nearly all pictures, up to its size.
var (
	blob   = `{"$type":"blob","ref":{"$link":"` + id(cidSize) + `"},"mimeType":"`
	jpeg   = blob + `image/jpeg","size":`
	blobAt = len(`{"$type":"blob","ref":{"$link":"`)
)

// shape steps over what has a shape.
func (r *Reader) shape(text string) (b []byte, ok bool) {
	if len(r.b)-r.i < len(text) || !r.fits(r.b[r.i:r.i+len(text)], text) {
		return nil, false
	}
	b = r.b[r.i : r.i+len(text)]
	r.i += len(text)
	return b, true
}

// said reads the fields of a post; its record ends at end.
func (r *Reader) said(p *Record, end int) bool {
	for r.i < end {
		at := r.i
		if r.usual(p) {
			continue
		}
		if r.bad {
			return false
		}
		p.Usual, p.Clean = false, false
		return r.fields(p, r.b[at:end+1])
	}
	return r.i == end
}

// usual reads a field and the comma before it.
func (r *Reader) usual(p *Record) (ok bool) {
	rest := r.b[r.i:] // at the least what follows a record
	switch rest[2] {
	case 'r':
		b, ok := r.shape(answer)
		if ok {
			p.Parent, p.Root = view(b[parentAt:parentAt+addressSize]), view(b[rootAt:rootAt+addressSize])
		}
		return ok
	case 'l':
		if string(rest[:11]) == `,"langs":["` && string(rest[13:15]) == `"]` && isSmallLetter(rest[11]) && isSmallLetter(rest[12]) {
			p.Langs = append(p.Langs[:0], view(rest[11:13]))
			r.i += 15
			return true
		}
		if !r.literal(`,"langs":[`) {
			return false
		}
		p.Langs, ok = r.usualStrings(p.Langs[:0], MaxLangs)
		return ok
	case 't':
		if !r.literal(`,"text":"`) {
			return r.usualTags(p)
		}
		b, odd, ok := r.rest()
		p.Text, p.Clean = view(r.meant(b, odd)), odd&(hasBackslash|hasControl) == 0
		return ok && !r.bad
	case 'e':
		return r.literal(`,"embed":`) && r.usualEmbed(&p.Embed)
	case 'f':
		return r.literal(`,"facets":[`) && r.usualFacets(p)
	case 'v':
		return r.literal(`,"via":"`) && r.over()
	}
	return false
}

func (r *Reader) usualTags(p *Record) (ok bool) {
	if r.literal(`,"tags":[`) {
		p.Tags, ok = r.usualStrings(p.Tags[:0], MaxTags)
	}
	return ok
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
