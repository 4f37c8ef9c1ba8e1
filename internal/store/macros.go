package store

import "heed/internal/desk"

const macroColumns = "brand, name, lang, text, used, steps"

func macroArgs(m *desk.Macro, id int64) ([]any, error) {
	steps, err := encoded(m.Steps)
	return []any{int64(m.Brand), m.Name, m.Lang, m.Text, m.Used, steps, id}, err
}

// Macros are all saved replies by name.
func (tx *Tx) Macros() (list []desk.Macro, err error) {
	defer call(&err, "Macros")
	err = tx.each(func(s scanner) error {
		var m desk.Macro
		err := s.Scan((*int64)(&m.ID), (*int64)(&m.Brand), &m.Name, &m.Lang, &m.Text, &m.Used, document(&m.Steps))
		list = append(list, m)
		return err
	}, "SELECT id, "+macroColumns+" FROM macros ORDER BY name, id")
	return list, err
}

// CreateMacro gives a saved reply its id.
func (tx *Tx) CreateMacro(m *desk.Macro) (err error) {
	defer call(&err, "CreateMacro")
	return tx.create((*int64)(&m.ID), "macros", macroColumns, func(id int64) ([]any, error) { return macroArgs(m, id) })
}

// SaveMacro replaces a saved reply.
func (tx *Tx) SaveMacro(m *desk.Macro) (err error) {
	defer call(&err, "SaveMacro(%d)", m.ID)
	args, err := macroArgs(m, int64(m.ID))
	if err != nil {
		return err
	}
	return tx.one("saved reply", int64(m.ID), "UPDATE macros SET "+set(macroColumns)+" WHERE id = $7", args...)
}

// DropMacro removes a saved reply.
func (tx *Tx) DropMacro(id desk.MacroID) (err error) {
	defer call(&err, "DropMacro(%d)", id)
	return tx.one("saved reply", int64(id), "DELETE FROM macros WHERE id = $1", int64(id))
}
