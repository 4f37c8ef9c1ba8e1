package envelope

// Record is a post or a repost, as its author's software wrote it.
type Record struct {
	Text      string
	CreatedAt string
	Langs     []string
	Tags      []string
	Facets    []Facet
	Parent    string // what it answers, an at:// address, as are the next two
	Root      string
	Subject   string // what it reposts
	Embed     Embed

	// Usual: whose record it is and its key, the addresses and the content ids in it are each of the
	// form that nearly all are, which the channel's code checks otherwise: did:plc with 24 small letters
	// and digits, 13 of them, a post of such a person, 59 of them. Mentions are not among these.
	Usual bool
	Clean bool // Text holds no control characters
}

// Facet is one feature of a range of the text, in bytes. The offsets are as written: nothing
// says that they lie in the text.
type Facet struct {
	Start, End    int64
	DID, URI, Tag string
}

// Embed is what stands beside a text.
type Embed struct {
	Images   []Image
	Video    Image
	External string // a link
	Quoted   string // an at:// address
}

// Image is a picture or film by its content id. What it shows, Alt, is told by the full decoder alone:
// nobody searches for it.
type Image struct{ CID, Alt string }

// How much of one record is read. A post of the network's own client stays far below.
const (
	MaxFacets = 128
	MaxImages = 20
	MaxLangs  = 3
	MaxTags   = 16
	maxEmbeds = 64 // of media in media
)

// clear keeps the memory of the lists.
func (p *Record) clear() {
	p.Text, p.CreatedAt, p.Parent, p.Root, p.Subject = "", "", "", "", ""
	p.Langs, p.Tags, p.Facets = p.Langs[:0], p.Tags[:0], p.Facets[:0]
	p.Embed.clear()
	p.Usual, p.Clean = false, false
}

func (e *Embed) clear() {
	e.Images, e.Video, e.External, e.Quoted = e.Images[:0], Image{}, "", ""
}

func (r *Reader) record(p *Record) {
	p.clear()
	for more := r.enter(); more; more = r.more() {
		r.field(p)
	}
}

// field reads a field of a record.
func (r *Reader) field(p *Record) {
	end := lost
	if embed := step(r.b, r.i, `"embed":`); embed != lost {
		end = r.usualEmbed(embed, &p.Embed)
	} else if facets := step(r.b, r.i, `"facets":[`); facets != lost {
		end = r.usualFacets(facets, p)
	}
	if end != lost {
		r.i = end
		return
	}
	if r.bad {
		r.fail()
	}
	switch string(r.key()) {
	case "text":
		p.Text = r.str()
	case "createdAt":
		p.CreatedAt = r.str()
	case "langs":
		p.Langs = r.strings(p.Langs[:0], MaxLangs)
	case "tags":
		p.Tags = r.strings(p.Tags[:0], MaxTags)
	case "facets":
		p.Facets = r.facets(p.Facets[:0])
	case "reply":
		p.Parent, p.Root = r.reply()
	case "subject":
		p.Subject = r.address()
	case "embed":
		p.Embed.clear()
		r.embed(&p.Embed, 0)
	default:
		r.skip()
	}
}

func (r *Reader) reply() (parent, root string) {
	for more := r.enter(); more; more = r.more() {
		switch string(r.key()) {
		case "parent":
			parent = r.address()
		case "root":
			root = r.address()
		default:
			r.skip()
		}
	}
	return parent, root
}

func (r *Reader) facets(all []Facet) []Facet {
	for more := r.begin(); more; more = r.next() {
		var start, end int64
		first := len(all)
		for more := r.enter(); more; more = r.more() {
			switch string(r.key()) {
			case "index":
				start, end = r.index()
			case "features":
				all = r.features(all[:first])
			default:
				r.skip()
			}
		}
		for i := first; i < len(all); i++ {
			all[i].Start, all[i].End = start, end
		}
	}
	return all
}

func (r *Reader) index() (start, end int64) {
	for more := r.enter(); more; more = r.more() {
		switch string(r.key()) {
		case "byteStart":
			start = r.num()
		case "byteEnd":
			end = r.num()
		default:
			r.skip()
		}
	}
	return start, end
}

func (r *Reader) features(all []Facet) []Facet {
	for more := r.begin(); more; more = r.next() {
		var f Facet
		for more := r.enter(); more; more = r.more() {
			switch string(r.key()) {
			case "did":
				f.DID = r.str()
			case "uri":
				f.URI = r.str()
			case "tag":
				f.Tag = r.str()
			default:
				r.skip()
			}
		}
		if len(all) < MaxFacets && f != (Facet{}) {
			all = append(all, f)
		}
	}
	return all
}

// embed reads any kind of embed by the fields it has: which kind it says it is decides
// nothing, and may come after them.
func (r *Reader) embed(e *Embed, depth int) {
	if depth == maxEmbeds {
		r.skip() // the full decoder refuses such an event
		return
	}
	for more := r.enter(); more; more = r.more() {
		switch string(r.key()) {
		case "images", "items":
			e.Images = r.images(e.Images[:0])
		case "video":
			e.Video.CID = r.blob()
		case "external":
			e.External = r.in("uri")
		case "record":
			e.Quoted = r.quoted()
		case "media":
			quoted := e.Quoted
			e.clear()
			r.embed(e, depth+1)
			e.Quoted = quoted
		default:
			r.skip()
		}
	}
}

// quoted reads {uri} or, of a quote with media, {record: {uri}}.
func (r *Reader) quoted() (uri string) {
	for more := r.enter(); more; more = r.more() {
		switch string(r.key()) {
		case "uri":
			uri = r.str()
		case "record":
			uri = r.in("uri")
		default:
			r.skip()
		}
	}
	return uri
}

func (r *Reader) images(all []Image) []Image {
	for more := r.begin(); more; more = r.next() {
		cid := ""
		for more := r.enter(); more; more = r.more() {
			if string(r.key()) == "image" {
				cid = r.blob()
			} else {
				r.skip()
			}
		}
		if len(all) < MaxImages && cid != "" {
			all = append(all, Image{CID: cid})
		}
	}
	return all
}

// address is the field uri of an object, which mostly is {cid, uri}.
func (r *Reader) address() string {
	if uri, end := r.usualAddress(r.i); end != lost {
		r.i = end
		return uri
	}
	return r.in("uri")
}

// usualAddress is that of a post, as nearly all are written.
func (r *Reader) usualAddress(i int) (uri string, end int) {
	if end = r.shape(i, postAddress); end != lost {
		uri = view(r.b[i+uriAt : i+uriAt+addressSize])
	}
	return uri, end
}

// blob reads the content id of a blob: {ref: {$link}} or, in records before 2023, {cid}.
func (r *Reader) blob() (cid string) {
	for more := r.enter(); more; more = r.more() {
		switch string(r.key()) {
		case "ref":
			cid = r.in("$link")
		case "cid":
			cid = r.str()
		default:
			r.skip()
		}
	}
	return cid
}

// in reads one field of an object.
func (r *Reader) in(name string) (v string) {
	for more := r.enter(); more; more = r.more() {
		if string(r.key()) == name {
			v = r.str()
		} else {
			r.skip()
		}
	}
	return v
}

func (r *Reader) strings(all []string, limit int) []string {
	for more := r.begin(); more; more = r.next() {
		if v := r.str(); v != "" && len(all) < limit {
			all = append(all, v)
		}
	}
	return all
}
