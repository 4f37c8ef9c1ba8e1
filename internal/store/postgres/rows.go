package postgres

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"heed/internal/store"
)

// read hands the rows of a statement over. The few types that the store has are read from
// the wire here; the driver's own way asks for each value what it may be.
func read(rows pgx.Rows, each func(store.Row) error) error {
	defer rows.Close()
	var fields []pgconn.FieldDescription // unknown before the first row, where a batch was cut off
	var row store.Row
	for rows.Next() {
		if row == nil {
			fields = rows.FieldDescriptions()
			row = make(store.Row, len(fields))
		}
		for i, raw := range rows.RawValues() {
			var err error
			if row[i], err = value(&fields[i], raw, rows); err != nil {
				return err
			}
		}
		if err := each(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

const voidOID = 2278 // of functions that give nothing; the driver does not know it

func value(f *pgconn.FieldDescription, raw []byte, rows pgx.Rows) (any, error) {
	if raw == nil {
		return nil, nil
	}
	switch f.DataTypeOID {
	case voidOID:
		return nil, nil
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.JSONOID, pgtype.NameOID, pgtype.UnknownOID:
		return string(raw), nil
	}
	if f.Format == pgx.BinaryFormatCode {
		switch {
		case f.DataTypeOID == pgtype.Int8OID && len(raw) == 8:
			return int64(binary.BigEndian.Uint64(raw)), nil
		case f.DataTypeOID == pgtype.Int4OID && len(raw) == 4:
			return int64(int32(binary.BigEndian.Uint32(raw))), nil
		case f.DataTypeOID == pgtype.BoolOID && len(raw) == 1:
			return raw[0] != 0, nil
		case f.DataTypeOID == pgtype.Float8OID && len(raw) == 8:
			return math.Float64frombits(binary.BigEndian.Uint64(raw)), nil
		case f.DataTypeOID == pgtype.ByteaOID:
			return raw, nil
		}
	}
	return other(f, raw, rows)
}

// other reads a value in the driver's way.
func other(f *pgconn.FieldDescription, raw []byte, rows pgx.Rows) (any, error) {
	if rows.Conn() == nil {
		return nil, errors.New("rows without a connection")
	}
	types := rows.Conn().TypeMap()
	t, ok := types.TypeForOID(f.DataTypeOID)
	if !ok {
		return nil, fmt.Errorf("column %s has the unknown type %d", f.Name, f.DataTypeOID)
	}
	return t.Codec.DecodeDatabaseSQLValue(types, f.DataTypeOID, f.Format, raw)
}
