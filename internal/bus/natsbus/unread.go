package natsbus

import (
	"encoding/binary"
	"encoding/json"
	"errors"

	"github.com/nats-io/nats.go/jetstream"

	"heed/internal/desk"
)

// What nobody has read yet crosses as it came: a byte that begins no JSON, the account, and the
// network and the events with the length of each before it.
const unreadMark = 0x01

// sendUnread publishes what nobody has read yet.
func (c *Conn) sendUnread(p Piece) (sent []jetstream.PubAckFuture, err error) {
	var byLane [lanes]parcel
	for _, u := range p.Unread {
		byLane[u.Lane%lanes].size += len(u.Data) + 3
	}
	publish := func(l int, x *parcel) error {
		f, err := c.publish(l, x.data)
		x.data, x.events = nil, 0 // what was published is the client's until it is acknowledged
		sent = append(sent, f)
		return err
	}
	for _, u := range p.Unread {
		l := int(u.Lane % lanes)
		x := &byLane[l]
		if x.events == maxUnread || x.events > 0 && len(x.data)+len(u.Data)+binary.MaxVarintLen64 > maxPayload {
			if err := publish(l, x); err != nil {
				return sent, err
			}
		}
		x.add(&p, u.Data)
	}
	for l := range byLane {
		if x := &byLane[l]; x.events > 0 {
			if err := publish(l, x); err != nil {
				return sent, err
			}
		}
	}
	return sent, nil
}

// parcel is one message in the making.
type parcel struct {
	data   []byte
	events int
	size   int // of what is still to be put in, about
}

func (x *parcel) add(p *Piece, event []byte) {
	if x.events == 0 {
		x.data = append(make([]byte, 0, min(x.size, maxPayload)+64), unreadMark)
		x.data = binary.AppendVarint(x.data, int64(p.Account))
		x.data = append(binary.AppendUvarint(x.data, uint64(len(p.Network))), p.Network...)
	}
	x.size -= len(event) + 3
	x.data = append(binary.AppendUvarint(x.data, uint64(len(event))), event...)
	x.events++
}

var errPiece = errors.New("not a piece")

// pieceOf reads one message. Its events lie in data.
func pieceOf(data []byte) (p Piece, err error) {
	if len(data) == 0 || data[0] != unreadMark {
		err = json.Unmarshal(data, &p)
		return p, err
	}
	account, n := binary.Varint(data[1:])
	if n <= 0 {
		return p, errPiece
	}
	name, rest, ok := prefixed(data[1+n:])
	p.Account, p.Network = desk.AccountID(account), desk.Network(name)
	for ok && len(rest) > 0 {
		var event []byte
		event, rest, ok = prefixed(rest)
		p.Unread = append(p.Unread, desk.Unread{Data: event})
	}
	if !ok {
		return Piece{}, errPiece
	}
	return p, nil
}

// prefixed takes bytes that stand behind their length.
func prefixed(data []byte) (b, rest []byte, ok bool) {
	size, n := binary.Uvarint(data)
	if n <= 0 || size > uint64(len(data)-n) {
		return nil, nil, false
	}
	return data[n : n+int(size)], data[n+int(size):], true
}
