package store

import "heed/internal/desk"

const brandColumns = "name, lang, calendar, names, handles"

func brandArgs(b *desk.Brand, id int64) ([]any, error) {
	docs, err := documents(b.Names, b.Handles)
	return []any{b.Name, b.Lang, int64(b.Calendar), docs[0], docs[1], id}, err
}

// Brands are all brands, oldest first.
func (tx *Tx) Brands() (list []desk.Brand, err error) {
	defer call(&err, "Brands")
	err = tx.each(func(s scanner) error {
		var b desk.Brand
		err := s.Scan((*int64)(&b.ID), &b.Name, &b.Lang, (*int64)(&b.Calendar), document(&b.Names), document(&b.Handles))
		list = append(list, b)
		return err
	}, "SELECT id, "+brandColumns+" FROM brands ORDER BY id")
	return list, err
}

// CreateBrand gives a brand its id.
func (tx *Tx) CreateBrand(b *desk.Brand) (err error) {
	defer call(&err, "CreateBrand")
	return tx.create((*int64)(&b.ID), "brands", brandColumns, func(id int64) ([]any, error) { return brandArgs(b, id) })
}

// SaveBrand replaces a brand.
func (tx *Tx) SaveBrand(b *desk.Brand) (err error) {
	defer call(&err, "SaveBrand(%d)", b.ID)
	args, err := brandArgs(b, int64(b.ID))
	if err != nil {
		return err
	}
	return tx.one("brand", int64(b.ID), "UPDATE brands SET "+set(brandColumns)+" WHERE id = $6", args...)
}
