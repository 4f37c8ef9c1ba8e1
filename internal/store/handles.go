package store

import "heed/internal/desk"

const (
	handleColumns = "person, network, network_id, name, display, avatar, followers, verified, ours, seen_at"
	handleRow     = "id, " + handleColumns
)

func handleArgs(h *desk.Handle) []any {
	return []any{int64(h.Person), string(h.Network), h.NetworkID, h.Name, h.Display, h.Avatar,
		int64(h.Followers), bit(h.Verified), int64(h.Ours), desk.Micros(h.SeenAt)}
}

func handleDest(h *desk.Handle) []any {
	return []any{(*number)(&h.ID), (*number)(&h.Person), (*string)(&h.Network), &h.NetworkID, &h.Name, &h.Display, &h.Avatar,
		(*count)(&h.Followers), yes(&h.Verified), (*number)(&h.Ours), at(&h.SeenAt)}
}

func (tx *Tx) handles(statement string, args ...any) ([]desk.Handle, error) {
	var list []desk.Handle
	err := tx.each(func(s scanner) error {
		list = append(list, desk.Handle{})
		return s.Scan(handleDest(&list[len(list)-1])...)
	}, statement, args...)
	return list, err
}

// CreateHandle gives a handle its id. A known identity is desk.Conflict, and the
// transaction may go on.
func (tx *Tx) CreateHandle(h *desk.Handle) (err error) {
	defer call(&err, "CreateHandle(%s %q)", h.Network, desk.RefKey(h.HandleRef))
	if len(h.NetworkID) > maxIdentity || len(h.Name) > maxIdentity {
		return desk.Errorf(desk.Invalid, "A handle is longer than %d bytes.", maxIdentity)
	}
	id, err := tx.newID("handles")
	if err != nil {
		return err
	}
	n, err := tx.exec(insertInto("handles", handleColumns+", id")+" ON CONFLICT DO NOTHING", append(handleArgs(h), id)...)
	if err != nil {
		return err
	}
	if n == 0 {
		return desk.Errorf(desk.Conflict, "The handle %s is already known.", desk.RefKey(h.HandleRef))
	}
	h.ID = desk.HandleID(id)
	return nil
}

// SaveHandle replaces a handle.
func (tx *Tx) SaveHandle(h *desk.Handle) (err error) {
	defer call(&err, "SaveHandle(%d)", h.ID)
	return tx.one("handle", int64(h.ID), "UPDATE handles SET "+set(handleColumns)+" WHERE id = $11", append(handleArgs(h), int64(h.ID))...)
}

// HandlesByRef finds handles by network id, or by name where a ref has none; only what
// exists. The key is desk.RefKey of the ref asked for. Of several handles with a name, the
// one without a network id is taken, else the one seen last.
func (tx *Tx) HandlesByRef(network desk.Network, refs []desk.HandleRef) (_ map[string]*desk.Handle, err error) {
	defer call(&err, "HandlesByRef(%s, %d refs)", network, len(refs))
	found := map[string]*desk.Handle{}
	ids, byName := []string{}, []string{}
	for _, r := range refs {
		switch {
		case r.NetworkID != "":
			ids = append(ids, r.NetworkID)
		case r.Name != "":
			byName = append(byName, r.Name)
		}
	}
	if len(ids) > 0 {
		list, err := tx.handles("SELECT "+handleRow+` FROM handles
			WHERE network = $1 AND network_id IN texts($2) AND network_id <> ''`, string(network), texts(tx, ids))
		if err != nil {
			return nil, err
		}
		for i := range list {
			found[list[i].NetworkID] = &list[i]
		}
	}
	if len(byName) > 0 {
		list, err := tx.handles("SELECT "+handleRow+` FROM handles
			WHERE network = $1 AND name IN texts($2) ORDER BY network_id <> '', seen_at DESC, id`, string(network), texts(tx, byName))
		if err != nil {
			return nil, err
		}
		for i := range list {
			if key := "@" + list[i].Name; found[key] == nil {
				found[key] = &list[i]
			}
		}
	}
	return found, nil
}
