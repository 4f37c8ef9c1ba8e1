package bluesky

import "heed/internal/channel/bluesky/envelope"

// event is one message of the stream, as far as heed reads it.
type event struct {
	envelope.Event
	handle string // of an identity event
	active bool   // of an account event
}

// decodeEvent reads one message of the stream. b may be reused afterwards.
func decodeEvent(b []byte) (event, error) {
	var e event
	s := scanner{b: b}
	s.object(func(key []byte) {
		switch string(key) {
		case "did":
			e.DID = s.str()
		case "time_us":
			e.At = s.num()
		case "kind":
			e.Kind = s.str()
		case "commit":
			s.commit(&e.Event)
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
func decodeRecord(b []byte) (envelope.Record, error) {
	s := scanner{b: b}
	r := s.record()
	s.end()
	return r, s.err
}

func (s *scanner) commit(c *envelope.Event) {
	*c = envelope.Event{DID: c.DID, At: c.At, Kind: c.Kind}
	s.object(func(key []byte) {
		switch string(key) {
		case "operation":
			c.Operation = s.str()
		case "collection":
			c.Collection = s.str()
		case "rkey":
			c.Key = s.str()
		case "rev":
			c.Rev = s.str()
		case "record":
			c.Record = s.record()
		default:
			s.skip()
		}
	})
}

func (s *scanner) record() (r envelope.Record) {
	s.object(func(key []byte) {
		switch string(key) {
		case "text":
			r.Text = s.str()
		case "createdAt":
			r.CreatedAt = s.str()
		case "langs":
			r.Langs = s.strings(envelope.MaxLangs)
		case "tags":
			r.Tags = s.strings(envelope.MaxTags)
		case "facets":
			r.Facets = s.facets()
		case "reply":
			r.Parent, r.Root = s.reply()
		case "subject":
			r.Subject = s.stringIn("uri")
		case "embed":
			r.Embed = s.embed()
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

func (s *scanner) facets() (all []envelope.Facet) {
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
			all[i].Start, all[i].End = start, end
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

func (s *scanner) features(all []envelope.Facet) []envelope.Facet {
	s.array(func() {
		var f envelope.Facet
		s.object(func(key []byte) {
			switch string(key) {
			case "did":
				f.DID = s.str()
			case "uri":
				f.URI = s.str()
			case "tag":
				f.Tag = s.str()
			default:
				s.skip()
			}
		})
		if len(all) < envelope.MaxFacets && f != (envelope.Facet{}) {
			all = append(all, f)
		}
	})
	return all
}

// embed reads any kind of embed by the fields it has: which kind it says it is decides
// nothing, and may come after them.
func (s *scanner) embed() (e envelope.Embed) {
	s.object(func(key []byte) {
		switch string(key) {
		case "images", "items":
			e.Images = s.images()
		case "video":
			e.Video.CID = s.blob()
		case "alt":
			e.Video.Alt = s.str()
		case "external":
			e.External = s.stringIn("uri")
		case "record":
			e.Quoted = s.quoted()
		case "media":
			m := s.embed()
			e.Images, e.Video, e.External = m.Images, m.Video, m.External
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

func (s *scanner) images() (all []envelope.Image) {
	s.array(func() {
		var m envelope.Image
		s.object(func(key []byte) {
			switch string(key) {
			case "image":
				m.CID = s.blob()
			case "alt":
				m.Alt = s.str()
			default:
				s.skip()
			}
		})
		if len(all) < envelope.MaxImages && m.CID != "" {
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
