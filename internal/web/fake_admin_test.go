package web

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"heed/internal/access"
	"heed/internal/admin"
	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/listen"
	"heed/internal/privacy"
	"heed/internal/protocol"
	"heed/internal/sla"
)

func (f *fake) Overview(context.Context) (admin.Overview, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.desk, f.fails("Overview")
}

func (f *fake) CreateFirstAdmin(_ context.Context, name, email, password string) (desk.Agent, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.desk.HasAdmin {
		return desk.Agent{}, desk.Errorf(desk.Conflict, "This desk already has an administrator.")
	}
	if len(password) < 10 {
		return desk.Agent{}, &desk.Error{Kind: desk.Invalid, Field: "password", Message: "The password is shorter than ten characters.", Mend: "A few words are good."}
	}
	a := desk.Agent{ID: 1, Name: name, Email: email, Role: desk.Admin}
	f.desk.Agents, f.desk.HasAdmin = []desk.Agent{a}, true
	return a, nil
}

func (f *fake) SetCompany(_ context.Context, _ desk.Agent, c admin.Company) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.desk.Company = c.Name
	f.desk.Brands = []desk.Brand{{ID: 1, Name: c.Name, Names: c.Names, Handles: c.Handles, Lang: c.Lang}}
	for _, s := range c.Searches {
		s.ID = desk.SearchID(f.id())
		f.desk.Searches = append(f.desk.Searches, s)
	}
	return nil
}

func (f *fake) FinishSetUp(context.Context, desk.Agent) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.desk.SetUp = true
	return nil
}

func (f *fake) Kinds() channel.Set {
	return channel.Set{
		"bluesky": {Network: "bluesky", Name: "Bluesky", Abilities: channel.Abilities{HearPublic: true, HearMentions: true, AnswerPublic: true, AnswerStrangers: true, DirectOut: true, Replay: 36 * time.Hour},
			Settings: []channel.Setting{{Key: "handle", Label: "Handle", Help: "Without @, such as acme.com. Leave it empty to listen only.", Optional: true}, {Key: "password", Label: "App password", Help: "Made in Bluesky under Settings, Privacy and security, App passwords.", Secret: true, Optional: true},
				{Key: "stream", Label: "Hear all public posts", Optional: true, Default: "on", Choices: []string{"on", "off"}}, {Key: "appview", Label: "AppView", Optional: true, Rare: true, Default: "https://appview.example"}},
			SignIn: &channel.SignIn{Label: "Sign in with Bluesky"}, Handle: func(name string) bool { return strings.ContainsAny(name, ".:") }},
		"mastodon": {Network: "mastodon", Name: "Mastodon", Handle: func(name string) bool { return strings.Contains(name, "@") }, Abilities: channel.Abilities{HearMentions: true, AnswerPublic: true, DirectOut: true}, Settings: []channel.Setting{{Key: "server", Label: "Server", Help: "Such as mastodon.example"}, {Key: "token", Label: "Access token", Secret: true}}},
	}
}

func (f *fake) Connect(_ context.Context, by desk.Agent, network desk.Network, brand desk.BrandID, settings, secrets map[string]string) (desk.Account, error) {
	if err := access.Check(by, access.EditAccounts); err != nil {
		return desk.Account{}, err
	}
	if secrets["password"] == "wrong" {
		return desk.Account{}, &desk.Error{Kind: desk.Unauthorized, Field: "password", Message: "Bluesky did not accept the password.", Mend: "Make a new app password and try again."}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	a := desk.Account{ID: desk.AccountID(f.id()), Network: network, Brand: brand, Name: "Bluesky, public posts", Settings: settings, Health: desk.Health{State: "ok"}}
	f.desk.Accounts = append(f.desk.Accounts, a)
	return a, nil
}

func (f *fake) Reconnect(_ context.Context, _ desk.Agent, id desk.AccountID, _, _ map[string]string) (desk.Account, error) {
	for _, a := range f.desk.Accounts {
		if a.ID == id {
			return a, nil
		}
	}
	return desk.Account{}, desk.Errorf(desk.NotFound, "This account doesn't exist.")
}

func (f *fake) PauseAccount(context.Context, desk.Agent, desk.AccountID, bool) error { return nil }

func (f *fake) SignInDocument(network desk.Network, app channel.App) ([]byte, error) {
	if network != "bluesky" {
		return nil, desk.Errorf(desk.NotFound, "This network doesn't use this document.")
	}
	return json.Marshal(app)
}

func (f *fake) StartSignIn(_ context.Context, by desk.Agent, in admin.SignIn) (string, error) {
	if err := access.Check(by, access.EditAccounts); err != nil {
		return "", err
	}
	if in.Settings["handle"] == "" {
		return "", &desk.Error{Kind: desk.Invalid, Field: "handle", Message: "Choose which account should answer."}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.signIn = in
	return f.page, f.fails("StartSignIn")
}

func (f *fake) FinishSignIn(_ context.Context, network desk.Network, back url.Values) (desk.Account, string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if back.Get("state") != "known" {
		return desk.Account{}, "", &desk.Error{Kind: desk.Invalid, Message: "This sign-in wasn't started here, or took too long.", Mend: "Start again under Settings, Accounts."}
	}
	if err := f.fails("FinishSignIn"); err != nil {
		return desk.Account{}, f.signIn.Home, err
	}
	a := desk.Account{ID: desk.AccountID(f.id()), Network: network, Brand: f.signIn.Brand, Name: "@" + f.signIn.Settings["handle"], Settings: f.signIn.Settings}
	f.desk.Accounts = append(f.desk.Accounts, a)
	return a, f.signIn.Home, nil
}

func (f *fake) PauseSearch(_ context.Context, by desk.Agent, id desk.SearchID, paused bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.desk.Searches {
		if f.desk.Searches[i].ID == id {
			f.desk.Searches[i].Paused = paused
		}
	}
	return access.Check(by, access.EditSearches)
}

func (f *fake) SaveSearch(_ context.Context, by desk.Agent, s desk.Search, seen *desk.Search) (desk.Search, error) {
	if err := access.Check(by, access.EditSearches); err != nil {
		return s, err
	}
	if c := checked(s.Query, "", f.now(), nil); c.Wrong != "" {
		return s, &desk.Error{Kind: desk.Invalid, Field: "query", Message: c.Wrong, Mend: c.Mend}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.desk.Searches {
		if old := f.desk.Searches[i]; old.ID == s.ID {
			if seen != nil && (old.Query != seen.Query || old.Name != seen.Name || old.Brand != seen.Brand || old.Cap != seen.Cap) {
				return old, &desk.Error{Kind: desk.Conflict, Message: "Mira changed this search while you were editing.", Err: &admin.Overtaken{By: 2, At: f.now().Add(-4 * time.Minute)}}
			}
			f.desk.Searches[i] = s
			return s, nil
		}
	}
	s.ID = desk.SearchID(f.id())
	f.desk.Searches = append(f.desk.Searches, s)
	return s, nil
}

func (f *fake) DropSearch(_ context.Context, by desk.Agent, id desk.SearchID) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, s := range f.desk.Searches {
		if s.ID == id {
			f.removed = append(f.removed, admin.Removed{Search: s, By: by.ID, At: noon})
			f.desk.Searches = slices.Delete(f.desk.Searches, i, i+1)
			break
		}
	}
	return nil
}

func (f *fake) RestoreSearch(_ context.Context, _ desk.Agent, id desk.SearchID) (desk.Search, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, r := range f.removed {
		if r.Search.ID == id {
			f.removed = slices.Delete(f.removed, i, i+1)
			f.desk.Searches = append(f.desk.Searches, r.Search)
			return r.Search, nil
		}
	}
	return desk.Search{}, &desk.Error{Kind: desk.NotFound, Message: "This search can no longer be restored."}
}

func (f *fake) PastSearches(context.Context) ([]admin.Removed, admin.Step, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.removed), f.searchStep, nil
}

func (f *fake) ManySearches(_ context.Context, by desk.Agent, do string, ids []desk.SearchID) (int, error) {
	if err := access.Check(by, access.EditSearches); err != nil {
		return 0, err
	}
	if len(ids) == 0 {
		return 0, &desk.Error{Kind: desk.Invalid, Field: "which", Message: "Select at least one search."}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for i := range f.desk.Searches {
		if s := &f.desk.Searches[i]; slices.Contains(ids, s.ID) && s.Paused != (do == "pause") {
			s.Paused = do == "pause"
			n++
		}
	}
	if n > 0 {
		f.searchStep = admin.Step{What: "search paused", N: n, By: by.ID, At: f.now()}
	}
	return n, nil
}

func (f *fake) UndoSearches(_ context.Context, by desk.Agent, at time.Time) (n, left int, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.searchStep.At.Equal(at) {
		return 0, 0, &desk.Error{Kind: desk.Conflict, Message: "This can no longer be undone."}
	}
	n = f.searchStep.N
	f.searchStep = admin.Step{}
	return n - 1, 1, access.Check(by, access.EditSearches)
}

func (f *fake) BringSearches(_ context.Context, by desk.Agent, in []admin.Incoming, how admin.Bringing) (b admin.Brought, err error) {
	if err := access.Check(by, access.EditSearches); err != nil {
		return b, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for row, n := range in {
		s := desk.Search{Name: n.Name, Query: n.Query, Paused: n.State == "paused"}
		at := slices.IndexFunc(f.desk.Searches, func(old desk.Search) bool { return old.Name == n.Name })
		_, wrong := listen.Parse(n.Query)
		switch {
		case wrong != nil:
			b.Wrong = append(b.Wrong, admin.Wrong{Row: row, Err: &desk.Error{Kind: desk.Invalid, Field: "query", Message: "This quote is never closed.", Err: wrong}})
		case at < 0:
			b.Added++
			b.Plan = append(b.Plan, admin.Planned{After: s})
		case f.desk.Searches[at].Query == n.Query:
			b.Same++
		case how.Leave:
			b.Left++
		default:
			b.Changed++
			old := f.desk.Searches[at]
			s.ID = old.ID
			b.Plan = append(b.Plan, admin.Planned{Before: &old, After: s})
		}
	}
	if b.Mark = fmt.Sprint(b.Added, b.Changed, f.desk.Searches); !how.Dry && how.Seen != b.Mark {
		return b, &desk.Error{Kind: desk.Conflict, Message: "The searches have changed since you checked the file."}
	}
	if how.Dry || len(b.Wrong) > 0 {
		return b, nil
	}
	for _, n := range b.Plan {
		if n.Before == nil {
			n.After.ID = desk.SearchID(f.id())
			f.desk.Searches = append(f.desk.Searches, n.After)
			continue
		}
		for i := range f.desk.Searches {
			if f.desk.Searches[i].ID == n.After.ID {
				f.desk.Searches[i] = n.After
			}
		}
	}
	return b, nil
}

func (f *fake) SaveBrand(_ context.Context, _ desk.Agent, b desk.Brand) (desk.Brand, error) {
	return b, f.fails("SaveBrand")
}

func (f *fake) SaveCalendar(_ context.Context, _ desk.Agent, c desk.Calendar) (desk.Calendar, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c.ID = max(c.ID, 1)
	f.desk.Calendars = []desk.Calendar{c}
	return c, nil
}

func (f *fake) SaveProtocol(_ context.Context, _ desk.Agent, doc []byte, reason string) (desk.Protocol, error) {
	if err := f.fails("SaveProtocol"); err != nil {
		return desk.Protocol{}, err
	}
	return desk.Protocol{ID: 4, Version: 4, Document: doc, Reason: reason}, nil
}

func (f *fake) Protocols(context.Context, desk.Agent) ([]desk.Protocol, error) {
	old := f.desk.Protocol
	old.ID, old.Version, old.Active, old.Reason = 2, 2, false, "First version"
	return []desk.Protocol{f.desk.Protocol, old}, nil
}

func (f *fake) ActivateProtocol(context.Context, desk.Agent, desk.ProtocolID) error { return nil }

func (f *fake) SaveTeam(_ context.Context, _ desk.Agent, t desk.Team) (desk.Team, error) {
	return t, f.fails("SaveTeam")
}

func (f *fake) SaveAgent(_ context.Context, by desk.Agent, a desk.Agent) (desk.Agent, error) {
	if err := access.Check(by, access.EditPeople); err != nil {
		return a, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if a.ID == 0 {
		a.ID = desk.AgentID(f.id())
		f.desk.Agents = append(f.desk.Agents, a)
	}
	return a, nil
}

func (f *fake) Invite(_ context.Context, by desk.Agent, id desk.AgentID) (string, error) {
	return "one-time", access.Check(by, access.EditPeople)
}

func (f *fake) SaveMacro(_ context.Context, _ desk.Agent, m desk.Macro) (desk.Macro, error) {
	return m, f.fails("SaveMacro")
}

func (f *fake) DropMacro(context.Context, desk.Agent, desk.MacroID) error { return nil }

func (f *fake) SaveProfile(_ context.Context, by desk.Agent, a desk.Agent) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.desk.Agents {
		if f.desk.Agents[i].ID == by.ID {
			f.desk.Agents[i] = a
		}
	}
	return nil
}

func (f *fake) SaveReach(_ context.Context, by desk.Agent, r desk.Reach) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.desk.Agents {
		if f.desk.Agents[i].ID == by.ID {
			f.desk.Agents[i].Reach = r
		}
	}
	return nil
}

func (f *fake) Audit(_ context.Context, by desk.Agent, q desk.TrailQuery) (list []desk.Event, err error) {
	if err := access.Check(by, access.SeeAudit); err != nil {
		return nil, err
	}
	for _, e := range []desk.Event{
		{ID: 3, Kind: desk.ProtocolChanged, Agent: 1, At: f.now().Add(-3 * time.Hour), Data: map[string]string{"what": "protocol version added", "id": "977", "name": "3 (longer hours)"}},
		{ID: 2, Kind: desk.SearchChanged, Agent: 2, At: f.now().Add(-30 * time.Hour), Data: map[string]string{"what": "search added", "id": "976", "name": "Acme untagged"}},
		{ID: 4, Kind: desk.PersonMuted, Agent: 2, At: f.now().Add(-30 * time.Hour), Data: map[string]string{"person": "975", "name": "Troll", "until": "2026-12-03T09:00:00Z", "reason": "abuse"}},
		{ID: 1, Kind: desk.SignedIn, Agent: 2, At: f.now().Add(-31 * time.Hour), Data: map[string]string{"with": "link"}},
	} {
		if (q.Agent == 0 || q.Agent == e.Agent) && (len(q.Kinds) == 0 || slices.Contains(q.Kinds, e.Kind)) && !e.At.Before(q.From) && (q.To.IsZero() || e.At.Before(q.To)) {
			list = append(list, e)
		}
	}
	return list, nil
}

func (f *fake) SignIn(_ context.Context, email, password, _ string) (string, error) {
	if password != "correct horse" && password != "a long password" {
		return "", &desk.Error{Kind: desk.Unauthorized, Message: "E-mail and password do not fit together.", Mend: "Try again, or ask for a one-time link."}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, a := range f.desk.Agents {
		if a.Email == email {
			t := "token-" + fmt.Sprint(a.ID)
			f.tokens[t] = a.ID
			return t, nil
		}
	}
	return "", &desk.Error{Kind: desk.Unauthorized, Message: "E-mail and password do not fit together."}
}

func (f *fake) SignInWithLink(_ context.Context, link, _ string) (string, error) {
	if link != "one-time" {
		return "", &desk.Error{Kind: desk.Unauthorized, Message: "This link has expired or was already used.", Mend: "Ask for a new one."}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tokens["token-1"] = 1
	return "token-1", nil
}

func (f *fake) Agent(_ context.Context, token string) (desk.Agent, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	id, ok := f.tokens[token]
	for _, a := range f.desk.Agents {
		if ok && a.ID == id {
			return a, nil
		}
	}
	return desk.Agent{}, desk.Errorf(desk.Unauthorized, "You're not signed in.")
}

func (f *fake) Reads(_ context.Context, id desk.AgentID, r desk.Reader) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.desk.Agents {
		if f.desk.Agents[i].ID == id {
			f.desk.Agents[i].Reads = r
		}
	}
	return nil
}

func (f *fake) SignOut(_ context.Context, token string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.tokens, token)
	return nil
}

func (f *fake) SetPassword(_ context.Context, by desk.Agent, old, _, _ string) (string, error) {
	if old != "correct horse" {
		return "", &desk.Error{Kind: desk.Invalid, Field: "old", Message: "That is not your password."}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	maps.DeleteFunc(f.tokens, func(_ string, id desk.AgentID) bool { return id == by.ID })
	f.tokens["token-new"] = by.ID
	return "token-new", nil
}

func (f *fake) ProtocolDraft(context.Context, desk.Agent) (admin.Draft, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.draft, f.draft.Document != nil, f.fails("ProtocolDraft")
}

func (f *fake) SaveProtocolDraft(_ context.Context, by desk.Agent, document []byte, _ time.Time) (admin.Draft, error) {
	if err := access.Check(by, access.EditProtocol); err != nil {
		return admin.Draft{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.draft = admin.Draft{Document: document, Author: by.ID, At: f.now(), Base: f.desk.Protocol.Version}
	return f.draft, f.fails("SaveProtocolDraft")
}

func (f *fake) DropProtocolDraft(context.Context, desk.Agent) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.draft = admin.Draft{}
	return nil
}

func (f *fake) UseProtocolDraft(ctx context.Context, by desk.Agent, reason string) (desk.Protocol, error) {
	f.mu.Lock()
	document := f.draft.Document
	f.mu.Unlock()
	return f.SaveProtocol(ctx, by, document, reason)
}

func (f *fake) TryProtocol(_ context.Context, _ desk.Agent, document []byte, days int, _ protocol.Pick) (admin.DryRun, error) {
	if _, err := protocol.Parse(document); err != nil {
		return admin.DryRun{}, err
	}
	c := protocol.Comparison{Cases: 3, Changed: 1, Picked: 1, Moves: []protocol.Move{{From: "Rest", To: "New & old", Cases: 1}}, Before: protocol.Side{Answer: 2, Watch: 1, Breaches: 1, Hours: [24]int{9: 2}}, After: protocol.Side{Answer: 3, Hours: [24]int{9: 3}},
		Changes: []protocol.Change{{Case: 42, Before: desk.Decision{Rule: "Rest", Respond: "watch"}, After: desk.Decision{Rule: "New", Respond: "yes", Within: time.Hour, Hours: "calendar"}, DueAfter: f.now()}},
		Groups:  []protocol.Group{{By: "language", Name: "en", Cases: 3}}, Gaps: []protocol.Gap{{Name: "reach", One: 1, Other: 2, Before: protocol.Interval{Value: .5, Low: .1, High: .9, Known: true}}}}
	return admin.DryRun{Comparison: c, Days: days, Whole: true, Cases: map[desk.CaseID]desk.Case{42: {ID: 42, Subject: "It is off again"}}}, nil
}

func (f *fake) TryCondition(_ context.Context, _ desk.Agent, when string, reach bool) (admin.Trial, error) {
	doc, err := json.Marshal(protocol.Document{Reach: reach, Rules: []protocol.Rule{{Name: "x", When: when}}})
	if err != nil {
		return admin.Trial{}, err
	}
	_, err = protocol.Parse(doc)
	return admin.Trial{Tried: 30, Caught: 4, Examples: []desk.Case{{ID: 42, Subject: "It is off again"}}}, err
}

func (f *fake) Ignored(_ context.Context, _ desk.Agent, open bool, skip int) ([]desk.Unanswered, int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if open && f.reviewed || skip >= 60 {
		return nil, 60, nil
	}
	return []desk.Unanswered{{Case: desk.Case{ID: 7, Subject: "you are all lizards", PersonName: "Bo", Decision: desk.Decision{Rule: "Trolling", Version: 2, Because: []string{"intent is trolling"}}}}}, 60, nil
}

func (f *fake) Review(_ context.Context, by desk.Agent, ids []desk.CaseID) ([]desk.CaseID, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reviewed = true
	return ids, access.Check(by, access.WorkCases)
}

func (f *fake) Unreview(_ context.Context, by desk.Agent, _ []desk.CaseID) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reviewed = false
	return access.Check(by, access.WorkCases)
}

func (f *fake) PrivateData(context.Context, desk.Agent) (privacy.Own, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.own, nil
}

func (f *fake) ClockRules(context.Context, desk.Agent) (*sla.Rules, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.clocks == nil {
		return sla.Default(), nil
	}
	return f.clocks, nil
}

func (f *fake) SaveClockRules(_ context.Context, by desk.Agent, r *sla.Rules) error {
	if err := r.Check(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.clocks = r
	return access.Check(by, access.EditProtocol)
}

func (f *fake) SavePrivateData(_ context.Context, by desk.Agent, own privacy.Own) error {
	if _, err := privacy.Compile(own); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.own = own
	return access.Check(by, access.EditDesk)
}
