package store

import "heed/internal/desk"

const accountColumns = "network, brand, name, handle, settings, paused, created"

const accountRow = "id, " + accountColumns + ", health, cursor, secrets IS NOT NULL"

func accountArgs(a *desk.Account, rest ...any) ([]any, error) {
	docs, err := documents(a.Handle, a.Settings)
	return append([]any{string(a.Network), int64(a.Brand), a.Name, docs[0], docs[1], bit(a.Paused), desk.Micros(a.Created)}, rest...), err
}

func (tx *Tx) accounts(where string, args ...any) ([]desk.Account, error) {
	var list []desk.Account
	err := tx.each(func(s scanner) error {
		var a desk.Account
		err := s.Scan((*int64)(&a.ID), (*string)(&a.Network), (*int64)(&a.Brand), &a.Name, document(&a.Handle), document(&a.Settings),
			yes(&a.Paused), at(&a.Created), document(&a.Health), (*string)(&a.Health.Cursor), yes(&a.HasSecret))
		list = append(list, a)
		return err
	}, "SELECT "+accountRow+" FROM accounts WHERE "+where, args...)
	return list, err
}

// Accounts are all accounts, oldest first.
func (tx *Tx) Accounts() (_ []desk.Account, err error) {
	defer call(&err, "Accounts")
	return tx.accounts("id > 0 ORDER BY id")
}

// Account finds an account by its id.
func (tx *Tx) Account(id desk.AccountID) (_ *desk.Account, err error) {
	defer call(&err, "Account(%d)", id)
	list, err := tx.accounts("id = $1", int64(id))
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, notFound("account", int64(id))
	}
	return &list[0], nil
}

// CreateAccount gives an account its id. Credentials are kept by SaveSecrets.
func (tx *Tx) CreateAccount(a *desk.Account) (err error) {
	defer call(&err, "CreateAccount(%s)", a.Network)
	id, err := tx.newID("accounts")
	if err != nil {
		return err
	}
	health, err := encoded(a.Health)
	if err != nil {
		return err
	}
	args, err := accountArgs(a, health, string(a.Health.Cursor), id)
	if err != nil {
		return err
	}
	if _, err := tx.exec(insertInto("accounts", accountColumns+", health, cursor, id"), args...); err != nil {
		return err
	}
	a.ID, a.HasSecret = desk.AccountID(id), false
	return nil
}

// SaveAccount replaces all of an account but cursor, health and credentials.
func (tx *Tx) SaveAccount(a *desk.Account) (err error) {
	defer call(&err, "SaveAccount(%d)", a.ID)
	args, err := accountArgs(a, int64(a.ID))
	if err != nil {
		return err
	}
	return tx.one("account", int64(a.ID), "UPDATE accounts SET "+set(accountColumns)+" WHERE id = $8", args...)
}

// SaveHealth replaces what is known of a connection, but not its cursor.
func (tx *Tx) SaveHealth(id desk.AccountID, h desk.Health) (err error) {
	defer call(&err, "SaveHealth(%d)", id)
	doc, err := encoded(h)
	if err != nil {
		return err
	}
	return tx.one("account", int64(id), "UPDATE accounts SET health = $1 WHERE id = $2", doc, int64(id))
}

// Cursor is how far an account was read.
func (tx *Tx) Cursor(id desk.AccountID) (c desk.Cursor, err error) {
	defer call(&err, "Cursor(%d)", id)
	err = tx.find("account", int64(id), "SELECT cursor FROM accounts WHERE id = $1", (*string)(&c))
	return c, err
}

// SaveCursor keeps how far an account was read.
func (tx *Tx) SaveCursor(id desk.AccountID, c desk.Cursor) (err error) {
	defer call(&err, "SaveCursor(%d)", id)
	return tx.one("account", int64(id), "UPDATE accounts SET cursor = $1 WHERE id = $2", string(c), int64(id))
}
