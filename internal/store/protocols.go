package store

import "heed/internal/desk"

const protocolColumns = "version, author, reason, at, active, document"

// Protocols are all versions of the response protocol, newest first.
func (tx *Tx) Protocols() (list []desk.Protocol, err error) {
	defer call(&err, "Protocols")
	err = tx.each(func(s scanner) error {
		var p desk.Protocol
		var document string
		err := s.Scan((*int64)(&p.ID), &p.Version, (*int64)(&p.Author), &p.Reason, at(&p.At), yes(&p.Active), &document)
		p.Document = []byte(document)
		list = append(list, p)
		return err
	}, "SELECT id, "+protocolColumns+" FROM protocols ORDER BY version DESC")
	return list, err
}

// ActiveProtocol is the version that decides; 0: none was kept.
func (tx *Tx) ActiveProtocol() (version int, err error) {
	defer call(&err, "ActiveProtocol")
	err = tx.each(func(s scanner) error { return s.Scan((*count)(&version)) }, "SELECT version FROM protocols WHERE active = 1")
	return version, err
}

// CreateProtocol keeps a version and gives it its id, and its number where Version is 0.
// An active one takes the place of the one before. A known number is desk.Conflict.
func (tx *Tx) CreateProtocol(p *desk.Protocol) (err error) {
	defer call(&err, "CreateProtocol(%d)", p.Version)
	version := int64(p.Version)
	if version == 0 {
		if err := tx.row("SELECT COALESCE(max(version), 0) + 1 FROM protocols").Scan(&version); err != nil {
			return err
		}
	}
	if p.Active {
		if err := tx.retireProtocol(); err != nil {
			return err
		}
	}
	err = tx.create((*int64)(&p.ID), "protocols", protocolColumns, func(id int64) ([]any, error) {
		return []any{version, int64(p.Author), p.Reason, desk.Micros(p.At), bit(p.Active), string(p.Document), id}, nil
	})
	if err == nil {
		p.Version = int(version)
	}
	return err
}

// ActivateProtocol makes a version the one that decides.
func (tx *Tx) ActivateProtocol(id desk.ProtocolID) (err error) {
	defer call(&err, "ActivateProtocol(%d)", id)
	if err := tx.retireProtocol(); err != nil {
		return err
	}
	return tx.one("version of the protocol", int64(id), "UPDATE protocols SET active = 1 WHERE id = $1", int64(id))
}

func (tx *Tx) retireProtocol() error {
	_, err := tx.exec("UPDATE protocols SET active = 0 WHERE active = 1")
	return err
}
