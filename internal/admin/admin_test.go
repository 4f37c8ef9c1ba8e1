package admin_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heed/internal/admin"
	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/privacy"
	"heed/internal/store"
	"heed/internal/store/sqlite"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

type as struct{ db *store.DB }

func (a as) View(ctx context.Context, f func(admin.Tx) error) error {
	return a.db.View(ctx, func(tx *store.Tx) error { return f(tx) })
}

func (a as) Update(ctx context.Context, f func(admin.Tx) error) error {
	return a.db.Update(ctx, func(tx *store.Tx) error { return f(tx) })
}

// bench is the administration of a new desk with its first administrator.
type bench struct {
	t       *testing.T
	db      *store.DB
	s       *admin.Service
	boss    desk.Agent
	now     time.Time
	changed int // how often the rest of heed was told
}

func newBench(t *testing.T) *bench {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "heed.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	b := &bench{t: t, db: db, now: start}
	b.s = admin.New(as{db}, admin.Deps{Now: func() time.Time { return b.now }, Changed: func() { b.changed++ }, Kinds: channel.Set{}, Private: privacy.Find,
		Mask: func(s string) string { return s }, Zone: func(desk.BrandID) *time.Location { return time.UTC },
		Open: func(desk.BrandID, time.Time) bool { return true },
		Due:  func(desk.BrandID, desk.Decision, time.Time) time.Time { return time.Time{} }})
	b.boss, err = b.s.CreateFirstAdmin(t.Context(), "Ada", "Ada@Acme.example", "a long enough password")
	b.ok(err)
	return b
}

func (b *bench) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) overview() admin.Overview {
	b.t.Helper()
	o, err := b.s.Overview(b.t.Context())
	b.ok(err)
	return o
}

// Who answers customers does not change the desk, by whichever door, and nothing is told.
func TestAnswerersChangeNoSetUp(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	who, err := b.s.SaveAgent(ctx, b.boss, desk.Agent{Name: "Bo", Email: "bo@acme.example", Role: desk.Answerer})
	b.ok(err)
	_, err = b.s.SaveProtocolDraft(ctx, b.boss, []byte("{}"), time.Time{})
	b.ok(err)
	b.changed = 0
	for name, do := range map[string]func() error{
		"Connect":      func() error { _, err := b.s.Connect(ctx, who, "net", 1, nil, nil); return err },
		"Reconnect":    func() error { _, err := b.s.Reconnect(ctx, who, 1, nil, nil); return err },
		"PauseAccount": func() error { return b.s.PauseAccount(ctx, who, 1, true) },
		"SetCompany":   func() error { return b.s.SetCompany(ctx, who, admin.Company{Name: "Bolt"}) },
		"FinishSetUp":  func() error { return b.s.FinishSetUp(ctx, who) },
		"Audit":        func() error { _, err := b.s.Audit(ctx, who, desk.TrailQuery{Limit: 10}); return err },
		"SaveCalendar": func() error {
			_, err := b.s.SaveCalendar(ctx, who, desk.Calendar{Name: "Always", Document: []byte(`{"zone": "UTC", "always": true}`)})
			return err
		},
		"UndoCalendar":      func() error { return b.s.UndoCalendar(ctx, who, 1) },
		"SaveProtocolDraft": func() error { _, err := b.s.SaveProtocolDraft(ctx, who, []byte("{}"), time.Time{}); return err },
		"DropProtocolDraft": func() error { return b.s.DropProtocolDraft(ctx, who) },
		"UseProtocolDraft":  func() error { _, err := b.s.UseProtocolDraft(ctx, who, "because"); return err },
		"SaveProtocol":      func() error { _, err := b.s.SaveProtocol(ctx, who, []byte("{}"), "because"); return err },
		"ActivateProtocol":  func() error { return b.s.ActivateProtocol(ctx, who, 1) },
		"SavePrivateData":   func() error { return b.s.SavePrivateData(ctx, who, privacy.Own{}) },
		"SaveSearch": func() error {
			_, err := b.s.SaveSearch(ctx, who, desk.Search{Name: "a", Query: "acme"}, nil)
			return err
		},
		"DropSearch":   func() error { return b.s.DropSearch(ctx, who, 1) },
		"ManySearches": func() error { return second(b.s.ManySearches(ctx, who, "pause", []desk.SearchID{1})) },
		"UndoSearches": func() error { _, _, err := b.s.UndoSearches(ctx, who, start); return err },
		"SaveBrand":    func() error { _, err := b.s.SaveBrand(ctx, who, desk.Brand{Name: "Bolt"}); return err },
		"SaveTeam":     func() error { _, err := b.s.SaveTeam(ctx, who, desk.Team{Name: "Night"}); return err },
		"SaveAgent": func() error {
			_, err := b.s.SaveAgent(ctx, who, desk.Agent{ID: who.ID, Name: "Bo", Email: who.Email, Role: desk.Admin})
			return err
		},
		"Invite":              func() error { _, err := b.s.Invite(ctx, who, b.boss.ID); return err },
		"SaveMacro":           func() error { _, err := b.s.SaveMacro(ctx, who, desk.Macro{Name: "Hello", Text: "Hello!"}); return err },
		"DropMacro":           func() error { return b.s.DropMacro(ctx, who, 1) },
		"StartSignIn":         func() error { _, err := b.s.StartSignIn(ctx, who, admin.SignIn{Network: "net"}); return err },
		"an agent who is not": func() error { return b.s.FinishSetUp(ctx, desk.Agent{Role: desk.Admin}) },
		"an agent who left":   func() error { return b.s.FinishSetUp(ctx, desk.Agent{ID: b.boss.ID, Role: desk.Admin, Disabled: true}) },
	} {
		if err := do(); !desk.Is(err, desk.Denied) {
			t.Errorf("%s: %v (kind %q), want it denied", name, err, desk.KindOf(err))
		}
	}
	if o := b.overview(); b.changed != 0 || o.SetUp || len(o.Brands)+len(o.Searches)+len(o.Teams)+len(o.Macros) != 0 || len(o.Agents) != 2 {
		t.Errorf("told %d times, and the desk is %+v", b.changed, o)
	}
	// What is one's own may be changed, and no right comes of it.
	raised := who
	raised.Role, raised.Zone = desk.Admin, "Europe/Berlin"
	b.ok(b.s.SaveProfile(ctx, who, raised))
	for _, a := range b.overview().Agents {
		if a.ID == who.ID && (a.Role != desk.Answerer || a.Zone != "Europe/Berlin") {
			t.Errorf("after their own change: %s in %s", a.Role, a.Zone)
		}
	}
}

func TestFirstAdminIsMadeOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if b.boss.Email != "ada@acme.example" || b.boss.Role != desk.Admin {
		t.Errorf("the first administrator is %+v", b.boss)
	}
	if _, err := b.s.CreateFirstAdmin(t.Context(), "Eve", "eve@evil.example", "a long enough password"); !desk.Is(err, desk.Conflict) {
		t.Errorf("a second first administrator: %v", err)
	}
	if _, err := b.s.CreateFirstAdmin(t.Context(), "Eve", "eve@evil.example", "short"); !desk.Is(err, desk.Conflict) {
		t.Errorf("the password of a second first administrator was looked at: %v", err)
	}
	if _, err := admin.HashPassword("short"); !desk.Is(err, desk.Invalid) {
		t.Errorf("a short password: %v", err)
	}
	if o := b.overview(); len(o.Agents) != 1 || b.changed != 1 {
		t.Errorf("%d agents, told %d times", len(o.Agents), b.changed)
	}
}

// A desk always has an administrator, and nobody enters with an address that another has.
func TestPeople(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	left, lowered := b.boss, b.boss
	left.Disabled, lowered.Role = true, desk.Viewer
	for name, c := range map[string]struct {
		a    desk.Agent
		want desk.Kind
	}{
		"the last administrator leaves":     {left, desk.Conflict},
		"the last administrator is lowered": {lowered, desk.Conflict},
		"the address of another":            {desk.Agent{Name: "Eve", Email: "ADA@acme.example", Role: desk.Viewer}, desk.Conflict},
		"no name":                           {desk.Agent{Email: "e@acme.example", Role: desk.Viewer}, desk.Invalid},
		"a name without end":                {desk.Agent{Name: strings.Repeat("e", 201), Email: "e@acme.example", Role: desk.Viewer}, desk.Invalid},
		"no address":                        {desk.Agent{Name: "Eve", Email: "eve", Role: desk.Viewer}, desk.Invalid},
		"no such role":                      {desk.Agent{Name: "Eve", Email: "e@acme.example", Role: "king"}, desk.Invalid},
		"no such zone":                      {desk.Agent{Name: "Eve", Email: "e@acme.example", Role: desk.Viewer, Zone: "Mars/Base"}, desk.Invalid},
		"theme doesn't exist":               {desk.Agent{Name: "Eve", Email: "e@acme.example", Role: desk.Viewer, Theme: "pink"}, desk.Invalid},
		"no such language":                  {desk.Agent{Name: "Eve", Email: "e@acme.example", Role: desk.Viewer, Langs: []string{"german"}}, desk.Invalid},
		"an amount below nothing":           {desk.Agent{Name: "Eve", Email: "e@acme.example", Role: desk.Viewer, Authority: -5}, desk.Invalid},
	} {
		if _, err := b.s.SaveAgent(ctx, b.boss, c.a); !desk.Is(err, c.want) {
			t.Errorf("%s: %v (kind %q), want %q", name, err, desk.KindOf(err), c.want)
		}
	}
	if o := b.overview(); len(o.Agents) != 1 || !o.HasAdmin {
		t.Errorf("agents %+v", o.Agents)
	}
	second, err := b.s.SaveAgent(ctx, b.boss, desk.Agent{Name: "Bo", Email: "bo@acme.example", Role: desk.Admin})
	b.ok(err)
	b.ok(b.db.Update(ctx, func(tx *store.Tx) error {
		return tx.CreateSession(&desk.Session{Hash: []byte("bo's browser"), Agent: second.ID, Created: start, Seen: start, Expires: start.Add(time.Hour)})
	}))
	second.Disabled = true
	_, err = b.s.SaveAgent(ctx, b.boss, second)
	b.ok(err)
	err = b.db.View(ctx, func(tx *store.Tx) error { _, _, err := tx.Session([]byte("bo's browser")); return err })
	if !desk.Is(err, desk.NotFound) {
		t.Errorf("who may not come any more is still signed in: %v", err)
	}
}

// The steps of the first run may be sent twice.
func TestSetUpTwice(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	company := admin.Company{Name: " Acme ", Names: []string{"Acme"}, Searches: []desk.Search{{Name: "by name", Query: "acme"}, {Name: "by handle", Query: "@acme"}}}
	for range 2 {
		b.ok(b.s.SetCompany(ctx, b.boss, company))
		b.ok(b.s.FinishSetUp(ctx, b.boss))
	}
	o := b.overview()
	if o.Company != "Acme" || !o.SetUp || len(o.Brands) != 1 || len(o.Searches) != 2 {
		t.Errorf("%q, set up %v, %d brands, %d searches", o.Company, o.SetUp, len(o.Brands), len(o.Searches))
	}
	company.Name = "Acme Rail"
	b.ok(b.s.SetCompany(ctx, b.boss, company))
	if o := b.overview(); o.Company != "Acme Rail" || len(o.Brands) != 1 {
		t.Errorf("renamed: %q with %d brands", o.Company, len(o.Brands))
	}
	company.Searches = []desk.Search{{Name: "broken", Query: "acme AND ("}}
	if err := b.s.SetCompany(ctx, b.boss, company); !desk.Is(err, desk.Invalid) {
		t.Errorf("a search that cannot be read: %v", err)
	}
	company = admin.Company{}
	if err := b.s.SetCompany(ctx, b.boss, company); !desk.Is(err, desk.Invalid) {
		t.Errorf("a company without a name: %v", err)
	}
	audit, err := b.s.Audit(ctx, b.boss, desk.TrailQuery{Limit: 100})
	b.ok(err)
	for _, e := range audit {
		if e.Agent != b.boss.ID || e.Data["what"] == "" {
			t.Errorf("the audit trail does not say who did what: %+v", e)
		}
	}
	if len(audit) != 6 { // the administrator, four steps, the new name; what was refused is not there
		t.Errorf("%d entries in the audit trail", len(audit))
	}
}

// What comes back from a network's page without having been begun here connects nothing.
func TestSignInsOfOthers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if _, home, err := b.s.FinishSignIn(t.Context(), "net", map[string][]string{"state": {"forged"}}); !desk.Is(err, desk.Invalid) || home != "" {
		t.Errorf("a forged state: %v, home %q", err, home)
	}
	if _, err := b.s.StartSignIn(t.Context(), b.boss, admin.SignIn{Network: "net"}); !desk.Is(err, desk.Invalid) {
		t.Errorf("a network without such a page: %v", err)
	}
	if _, err := b.s.SignInDocument("net", channel.App{}); !desk.Is(err, desk.NotFound) {
		t.Errorf("its document: %v", err)
	}
	for name, err := range map[string]error{
		"a search that is not": b.s.DropSearch(t.Context(), b.boss, 99), "a macro that is not": b.s.DropMacro(t.Context(), b.boss, 99),
		"an account that is not": b.s.PauseAccount(t.Context(), b.boss, 99, true),
	} {
		if !desk.Is(err, desk.NotFound) {
			t.Errorf("%s: %v", name, errors.Unwrap(err))
		}
	}
}

// TestSearchesOfTwo: a change does not undo another's, pausing is no change of the words, and what was removed
// comes back as it was.
func TestSearchesOfTwo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	a, err := b.s.SaveSearch(ctx, b.boss, desk.Search{Name: "Acme", Query: "acme"}, nil)
	b.ok(err)
	seen := a
	mine := a
	mine.Query = "acme parcel"
	_, err = b.s.SaveSearch(ctx, b.boss, mine, &seen)
	b.ok(err)
	b.ok(b.s.PauseSearch(ctx, b.boss, a.ID, true))
	other := a
	other.Query = "acme late"
	if now, err := b.s.SaveSearch(ctx, b.boss, other, &seen); !desk.Is(err, desk.Conflict) || now.Query != "acme parcel" || !now.Paused {
		t.Errorf("changed over another's change: %+v, %v", now, err)
	} else if err.(*desk.Error).Message != "You changed this search on another page in the meantime." {
		t.Errorf("over one's own: %v", err)
	}
	b.now = b.now.Add(time.Minute)
	lead := desk.Agent{Name: "Mira", Email: "mira@acme.example", Role: desk.Lead}
	lead, err = b.s.SaveAgent(ctx, b.boss, lead)
	b.ok(err)
	_, err = b.s.SaveSearch(ctx, lead, other, nil)
	b.ok(err)
	then := b.now
	b.now = b.now.Add(time.Minute)
	b.ok(b.s.PauseSearch(ctx, b.boss, a.ID, false)) // which is no change of the words
	var first *admin.Overtaken
	if _, err = b.s.SaveSearch(ctx, b.boss, mine, &seen); !errors.As(err, &first) || first.By != lead.ID || !first.At.Equal(then) || err.(*desk.Error).Message != "Mira changed this search while you were editing." {
		t.Errorf("who was first: %v", err)
	}
	b.ok(b.s.PauseSearch(ctx, b.boss, a.ID, true))
	_, err = b.s.SaveSearch(ctx, b.boss, mine, nil) // which was made when it was not paused
	b.ok(err)
	b.ok(b.s.DropSearch(ctx, b.boss, a.ID))
	if list, _, err := b.s.PastSearches(ctx); err != nil || len(list) != 1 || list[0].By != b.boss.ID || len(b.overview().Searches) != 0 {
		t.Errorf("removed: %+v, %v", list, err)
	}
	back, err := b.s.RestoreSearch(ctx, b.boss, a.ID)
	if err != nil || back.ID != a.ID || back.Query != "acme parcel" || !back.Paused || len(b.overview().Searches) != 1 {
		t.Errorf("brought back: %+v, %v", back, err)
	}
	if _, err := b.s.RestoreSearch(ctx, b.boss, a.ID); !desk.Is(err, desk.NotFound) {
		t.Errorf("twice: %v", err)
	}
}
