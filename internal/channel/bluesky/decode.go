package bluesky

// event is one message of the stream, as far as heed reads it.
type event struct {
	did    string
	at     int64 // microseconds since 1970, by the stream's clock
	kind   string
	commit commit
	handle string // of an identity event
	active bool   // of an account event
}

type commit struct {
	operation  string
	collection string
	key        string
	rev        string
	record     record
}

// record is a post or a repost, as its author's software wrote it.
type record struct {
	text      string
	createdAt string
	langs     []string
	tags      []string
	facets    []facet
	parent    string
	root      string
	subject   string
	embed     embed
}

// facet is one feature of a range of the text, in bytes. Exactly one of did, uri and
// tag is set. The offsets are as written: nothing says that they lie in the text.
type facet struct {
	start, end    int64
	did, uri, tag string
}

type embed struct {
	images   []image
	video    image
	external string
	quoted   string
}

type image struct{ cid, alt string }

// How much of one record is read. A post of the network's own client stays far below.
const (
	maxFacets = 128
	maxImages = 20
	maxLangs  = 3
	maxTags   = 16
)

// decodeEvent reads one message of the stream. b may be reused afterwards.
func decodeEvent(b []byte) (event, error) {
	var e event
	s := scanner{b: b}
	s.object(func(key []byte) {
		switch string(key) {
		case "did":
			e.did = s.str()
		case "time_us":
			e.at = s.num()
		case "kind":
			e.kind = s.str()
		case "commit":
			e.commit = s.commit()
		case "identity":
			e.handle = s.stringIn("handle")
		case "account":
			e.active = s.flagIn("active")
		default:
			s.skip()
		}
	})
	s.end()
	return e, s.err
}

// decodeRecord reads a record by itself, as notifications carry it.
func decodeRecord(b []byte) (record, error) {
	s := scanner{b: b}
	r := s.record()
	s.end()
	return r, s.err
}

func (s *scanner) commit() (c commit) {
	s.object(func(key []byte) {
		switch string(key) {
		case "operation":
			c.operation = s.str()
		case "collection":
			c.collection = s.str()
		case "rkey":
			c.key = s.str()
		case "rev":
			c.rev = s.str()
		case "record":
			c.record = s.record()
		default:
			s.skip()
		}
	})
	return c
}

func (s *scanner) record() (r record) {
	s.object(func(key []byte) {
		switch string(key) {
		case "text":
			r.text = s.str()
		case "createdAt":
			r.createdAt = s.str()
		case "langs":
			r.langs = s.strings(maxLangs)
		case "tags":
			r.tags = s.strings(maxTags)
		case "facets":
			r.facets = s.facets()
		case "reply":
			r.parent, r.root = s.reply()
		case "subject":
			r.subject = s.stringIn("uri")
		case "embed":
			r.embed = s.embed()
		default:
			s.skip()
		}
	})
	return r
}

func (s *scanner) reply() (parent, root string) {
	s.object(func(key []byte) {
		switch string(key) {
		case "parent":
			parent = s.stringIn("uri")
		case "root":
			root = s.stringIn("uri")
		default:
			s.skip()
		}
	})
	return parent, root
}

func (s *scanner) facets() (all []facet) {
	s.array(func() {
		var start, end int64
		first := len(all)
		s.object(func(key []byte) {
			switch string(key) {
			case "index":
				start, end = s.index()
			case "features":
				all = s.features(all[:first])
			default:
				s.skip()
			}
		})
		for i := first; i < len(all); i++ {
			all[i].start, all[i].end = start, end
		}
	})
	return all
}

func (s *scanner) index() (start, end int64) {
	s.object(func(key []byte) {
		switch string(key) {
		case "byteStart":
			start = s.num()
		case "byteEnd":
			end = s.num()
		default:
			s.skip()
		}
	})
	return start, end
}

func (s *scanner) features(all []facet) []facet {
	s.array(func() {
		var f facet
		s.object(func(key []byte) {
			switch string(key) {
			case "did":
				f.did = s.str()
			case "uri":
				f.uri = s.str()
			case "tag":
				f.tag = s.str()
			default:
				s.skip()
			}
		})
		if len(all) < maxFacets && f != (facet{}) {
			all = append(all, f)
		}
	})
	return all
}

// embed reads any kind of embed by the fields it has: which kind it says it is decides
// nothing, and may come after them.
func (s *scanner) embed() (e embed) {
	s.object(func(key []byte) {
		switch string(key) {
		case "images", "items":
			e.images = s.images()
		case "video":
			e.video.cid = s.blob()
		case "alt":
			e.video.alt = s.str()
		case "external":
			e.external = s.stringIn("uri")
		case "record":
			e.quoted = s.quoted()
		case "media":
			m := s.embed()
			e.images, e.video, e.external = m.images, m.video, m.external
		default:
			s.skip()
		}
	})
	return e
}

// quoted reads {uri} or, of a quote with media, {record: {uri}}.
func (s *scanner) quoted() (uri string) {
	s.object(func(key []byte) {
		switch string(key) {
		case "uri":
			uri = s.str()
		case "record":
			uri = s.stringIn("uri")
		default:
			s.skip()
		}
	})
	return uri
}

func (s *scanner) images() (all []image) {
	s.array(func() {
		var m image
		s.object(func(key []byte) {
			switch string(key) {
			case "image":
				m.cid = s.blob()
			case "alt":
				m.alt = s.str()
			default:
				s.skip()
			}
		})
		if len(all) < maxImages && m.cid != "" {
			all = append(all, m)
		}
	})
	return all
}

// blob reads the content id of a blob: {ref: {$link}} or, in records before 2023, {cid}.
func (s *scanner) blob() (cid string) {
	s.object(func(key []byte) {
		switch string(key) {
		case "ref":
			cid = s.stringIn("$link")
		case "cid":
			cid = s.str()
		default:
			s.skip()
		}
	})
	return cid
}

// stringIn and flagIn read one field of an object and skip the others.
func (s *scanner) stringIn(name string) (v string) {
	s.object(func(key []byte) {
		if string(key) == name {
			v = s.str()
		} else {
			s.skip()
		}
	})
	return v
}

func (s *scanner) flagIn(name string) (v bool) {
	s.object(func(key []byte) {
		if string(key) == name {
			v = s.flag()
		} else {
			s.skip()
		}
	})
	return v
}

func (s *scanner) strings(limit int) (all []string) {
	s.array(func() {
		if v := s.str(); v != "" && len(all) < limit {
			all = append(all, v)
		}
	})
	return all
}
