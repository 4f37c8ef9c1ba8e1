package replay

import (
	"context"
	"time"

	"heed/internal/dataset"
	"heed/internal/desk"
	"heed/internal/intake"
)

// Store is what a replay needs of the store beside intake; see intake.Store for the rules
// of View and Update.
type Store interface {
	View(ctx context.Context, f func(Tx) error) error
	Update(ctx context.Context, f func(Tx) error) error
}

// Tx is what a replay needs of a transaction.
type Tx interface {
	Setting(key string) (string, error)
	SaveSetting(key, value string) error
	MessagesByKey(keys []desk.MessageKey) (map[desk.MessageKey]*desk.Message, error)
	Accounts() ([]desk.Account, error)
	CreateAccount(a *desk.Account) error
	CreateBrand(b *desk.Brand) error
}

// Local is the desk of this process.
type Local struct {
	store  Store
	intake *intake.Service
	now    func() time.Time
	only   bool // matched posts and their answers only
	files  map[desk.Network]desk.AccountID
	known  map[account]bool
}

type account struct {
	network desk.Network
	handle  string
}

// NewLocal makes the desk of this process ready for a replay. With onlyMatched it keeps
// what a desk would keep that hears these posts from a public stream; else every row.
func NewLocal(store Store, in *intake.Service, now func() time.Time, onlyMatched bool) *Local {
	return &Local{store: store, intake: in, now: now, only: onlyMatched, files: map[desk.Network]desk.AccountID{}, known: map[account]bool{}}
}

// Take takes rows in. Rows of companies that the desk does not know yet bring their
// accounts with them: they can be read, not answered.
func (l *Local) Take(ctx context.Context, rows []dataset.Row, name, place string) (intake.Result, error) {
	if err := l.meet(ctx, rows); err != nil {
		return intake.Result{}, err
	}
	var total intake.Result
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].Message.Network == rows[0].Message.Network {
			n++
		}
		res, err := l.piece(ctx, rows[:n], name, place, n == len(rows))
		if err != nil {
			return total, err
		}
		total = total.Add(res)
		rows = rows[n:]
	}
	if place == "" && name != "" {
		return total, l.store.Update(ctx, func(tx Tx) error { return tx.SaveSetting(name, "") })
	}
	return total, nil
}

func (l *Local) piece(ctx context.Context, rows []dataset.Row, name, place string, last bool) (intake.Result, error) {
	network := rows[0].Message.Network
	src := intake.Source{Account: l.files[network], Network: network, KeepAll: !l.only}
	if last && name != "" {
		src.Before = func(tx intake.Tx) error { return tx.SaveSetting(name, place) }
	}
	heard := make([]desk.Heard, len(rows))
	for i, r := range rows {
		heard[i] = desk.Heard{Change: desk.Created, Message: r.Message}
	}
	return l.intake.Take(ctx, src, heard, "")
}

// meet makes sure that every network has an account that reads its files and every company
// one that is spoken to.
func (l *Local) meet(ctx context.Context, rows []dataset.Row) error {
	var fresh []dataset.Row
	for _, r := range rows {
		if l.files[r.Message.Network] == 0 || r.Handle != "" && !l.known[account{r.Message.Network, r.Handle}] {
			fresh = append(fresh, r)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	err := l.store.Update(ctx, func(tx Tx) error { return l.create(tx, fresh) })
	if err != nil {
		return err
	}
	_, err = l.intake.Reload(ctx)
	return err
}

// filesName is the account through which a network's files are read.
const filesName = "Posts from files"

func (l *Local) create(tx Tx, rows []dataset.Row) error {
	have, err := tx.Accounts()
	if err != nil {
		return err
	}
	for _, a := range have {
		if a.Name == filesName {
			l.files[a.Network] = a.ID
		}
		l.known[account{a.Network, a.Handle.Name}] = true
	}
	for _, r := range rows {
		network := r.Message.Network
		if l.files[network] == 0 {
			a := &desk.Account{Network: network, Name: filesName, Created: l.now(), Health: desk.Health{State: "ok", Since: l.now()}}
			if err := tx.CreateAccount(a); err != nil {
				return err
			}
			l.files[network] = a.ID
		}
		who := account{network, r.Handle}
		if r.Handle == "" || l.known[who] {
			continue
		}
		if err := l.company(tx, r); err != nil {
			return err
		}
		l.known[who] = true
	}
	return nil
}

func (l *Local) company(tx Tx, r dataset.Row) error {
	b := &desk.Brand{Name: r.Company, Names: []string{r.Company}, Handles: []string{string(r.Message.Network) + ":@" + r.Handle}}
	if err := tx.CreateBrand(b); err != nil {
		return err
	}
	return tx.CreateAccount(&desk.Account{Network: r.Message.Network, Brand: b.ID, Name: "@" + r.Handle,
		Handle: desk.HandleRef{Name: r.Handle, Followers: -1}, Created: l.now(), Health: desk.Health{State: "ok", Since: l.now()}})
}

// Joined counts the links whose two ends lie in one thread.
func (l *Local) Joined(ctx context.Context, links []Link) (int, error) {
	keys := make([]desk.MessageKey, 0, 2*len(links))
	for _, k := range links {
		keys = append(keys, desk.MessageKey{Scope: k.Network, ID: desk.NetworkID(k.Reply)}, desk.MessageKey{Scope: k.Network, ID: desk.NetworkID(k.To)})
	}
	var found map[desk.MessageKey]*desk.Message
	err := l.store.View(ctx, func(tx Tx) (err error) {
		found, err = tx.MessagesByKey(keys)
		return err
	})
	joined := 0
	for i := 0; i < len(keys); i += 2 {
		a, b := found[keys[i]], found[keys[i+1]]
		if a != nil && b != nil && a.Thread == b.Thread {
			joined++
		}
	}
	return joined, err
}

// Place is what was kept under a name.
func (l *Local) Place(ctx context.Context, name string) (place string, err error) {
	err = l.store.View(ctx, func(tx Tx) (err error) {
		place, err = tx.Setting(name)
		return err
	})
	return place, err
}
