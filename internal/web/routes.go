package web

import (
	"cmp"
	"net/http"
	"strings"

	"heed/internal/desk"
)

// route is one address of the desk.
type route struct {
	pattern string
	// open routes are served to people who are not signed in.
	open bool
	// fresh routes are part of the first run and are served before it is over.
	fresh bool
	// busy routes are made in [turns].
	busy bool
	// file is how many bytes the form may have with its files; 0: maxFile. An open one has none.
	file int64
	do   func(*request) error
}

func (d *Desk) table() []route {
	return []route{
		{pattern: "GET /{$}", do: d.home},

		{pattern: "GET /signin", open: true, do: d.signInPage},
		{pattern: "POST /signin", open: true, do: d.signIn},
		{pattern: "GET /signin/link", open: true, do: d.linkPage},
		{pattern: "POST /signin/link", open: true, do: d.signInWithLink},
		{pattern: "POST /signout", fresh: true, do: d.signOut},

		{pattern: "GET /welcome", open: true, fresh: true, do: d.welcome},
		{pattern: "POST /welcome", open: true, fresh: true, do: d.firstAdmin},
		{pattern: "GET /welcome/company", fresh: true, do: d.companyStep},
		{pattern: "POST /welcome/company", fresh: true, do: d.saveCompanyStep},
		{pattern: "GET /welcome/listen", fresh: true, do: d.listenStep},
		{pattern: "POST /welcome/listen", fresh: true, do: d.startListening},
		{pattern: "POST /welcome/finish", fresh: true, do: d.finish},

		{pattern: "GET /queue/{view}", busy: true, do: d.queue},
		{pattern: "GET /queue/{view}/rows", busy: true, do: d.queueRows},
		{pattern: "POST /queue/pull", do: d.pull},
		{pattern: "POST /queue/many", do: d.many},
		{pattern: "POST /queue/undo", do: d.undoMany},

		{pattern: "GET /cases/{id}", busy: true, do: d.openCase},
		{pattern: "POST /cases/{id}/unmask", do: d.unmask},
		{pattern: "POST /cases/{id}/reply", do: d.reply},
		{pattern: "POST /cases/{id}/advice", do: d.advise},
		{pattern: "POST /cases/{id}/takeback", do: d.takeBack},
		{pattern: "GET /cases/{id}/pictures", do: d.casePictures},
		{pattern: "POST /cases/{id}/pictures", do: d.addPicture},
		{pattern: "GET /pictures/{id}", do: d.picture},
		{pattern: "POST /pictures/{id}/drop", do: d.dropPicture},
		{pattern: "POST /cases/{id}/assign", do: d.assign},
		{pattern: "POST /cases/{id}/stage", do: d.setStage},
		{pattern: "GET /cases/{id}/merge", do: d.mergePage},
		{pattern: "POST /cases/{id}/merge", do: d.merge},
		{pattern: "GET /cases/{id}/split", do: d.splitPage},
		{pattern: "POST /cases/{id}/split", do: d.split},
		{pattern: "POST /merges/{id}/apart", do: d.takeApart},
		{pattern: "POST /cases/{id}/later", do: d.putOff},
		{pattern: "POST /cases/{id}/back", do: d.bringBack},
		{pattern: "POST /cases/{id}/promise", do: d.promise},
		{pattern: "POST /cases/{id}/raise", do: d.raise},
		{pattern: "POST /cases/{id}/taken", do: d.taken},
		{pattern: "POST /cases/{id}/presence", do: d.presence},
		{pattern: "GET /cases/{id}/macros", do: d.caseMacros},
		{pattern: "GET /cases/{id}/macros/{macro}", do: d.planMacro},
		{pattern: "POST /cases/{id}/macros/{macro}", do: d.useMacro},
		{pattern: "GET /colleagues", do: d.colleagues},
		{pattern: "GET /mentions", do: d.mentions},
		{pattern: "POST /mentions/read", do: d.readMentions},
		{pattern: "POST /mentions/{id}/unread", do: d.unreadMention},
		{pattern: "POST /notes/{id}/takeback", do: d.takeBackNote},
		{pattern: "POST /promises/{id}/keep", do: d.keepPromise},
		{pattern: "POST /messages/{id}/correct", do: d.correct},
		{pattern: "POST /messages/{id}/restore", do: d.restoreSignal},
		{pattern: "GET /people/{id}", do: d.person},
		{pattern: "POST /people/{id}/mute", do: d.mute},
		{pattern: "GET /people/{id}/kept", do: d.kept},
		{pattern: "POST /people/{id}/giveout", do: d.giveOut},
		{pattern: "POST /people/{id}/erase", do: d.erase},
		{pattern: "POST /outgoing/{id}/retry", do: d.retry},
		{pattern: "POST /outgoing/{id}/discard", do: d.discard},

		{pattern: "GET /coverage", do: d.coverage},
		{pattern: "GET /coverage/cases", do: d.coverageCases},
		{pattern: "POST /coverage", do: d.changeHours},
		{pattern: "POST /coverage/undo", do: d.undoHours},
		{pattern: "GET /duty", do: d.duty},
		{pattern: "POST /duty/rotas", do: d.saveRota},
		{pattern: "POST /duty/{id}/take", do: d.takeDuty},
		{pattern: "GET /failed", do: d.failed},
		{pattern: "GET /search", busy: true, do: d.find},
		{pattern: "GET /live", fresh: true, do: d.stream},

		{pattern: "GET /searches", do: d.searches},
		{pattern: "GET /searches/new", do: d.newSearch},
		{pattern: "GET /searches/import", do: d.importSearches},
		{pattern: "POST /searches/import", file: 2*maxSearchFile + maxForm, do: d.bringSearches},
		{pattern: "GET /searches/{id}", do: d.editSearch},
		{pattern: "POST /searches", do: d.saveSearch},
		{pattern: "POST /searches/{id}", do: d.saveSearch},
		{pattern: "POST /searches/many", do: d.manySearches},
		{pattern: "POST /searches/many/undo", do: d.undoSearches},
		{pattern: "POST /searches/{id}/pause", do: d.pauseSearch},
		{pattern: "POST /searches/{id}/drop", do: d.dropSearch},
		{pattern: "POST /searches/{id}/restore", do: d.restoreSearch},
		{pattern: "POST /searches/check", do: d.checkSearch},
		{pattern: "POST /searches/preview", do: d.previewSearch},
		{pattern: "POST /searches/variants", do: d.variants},
		{pattern: "POST /searches/exclude", do: d.exclude},
		{pattern: "GET /searches/{id}/hits", do: d.hits},
		{pattern: "POST /searches/{id}/narrow", do: d.narrow},
		{pattern: "POST /searches/{id}/undo", do: d.undoSearch},
		{pattern: "POST /messages/{id}/mark", do: d.mark},

		{pattern: "GET /hearing", do: d.hearing},
		{pattern: "GET /hearing/bell", do: d.bell},
		{pattern: "POST /settings/hearing/cap", do: d.setCap},
		{pattern: "POST /settings/hearing/canary", do: d.setCanary},

		{pattern: "GET /reports", do: d.reports},
		{pattern: "GET /reports/cases", do: d.reportCases},
		{pattern: "GET /reports/equity", do: d.equity},
		{pattern: "GET /reports/about/{topic}", do: d.reportTopic},
		{pattern: "GET /reports/alerts", do: d.alerts},
		{pattern: "POST /reports/alerts", do: d.saveAlert},
		{pattern: "GET /reports/alerts/{id}", do: d.openAlert},
		{pattern: "POST /reports/alerts/{id}/drop", do: d.dropAlert},
		{pattern: "POST /reports/alerts/{id}/test", do: d.testAlert},
		{pattern: "POST /reports/alerts/{id}/restore", do: d.restoreAlert},
		{pattern: "GET /reports/peers", do: d.peers},
		{pattern: "POST /reports/peers", file: maxPeers, do: d.importPeers},
		{pattern: "POST /reports/peers/{id}/drop", do: d.dropPeers},
		{pattern: "POST /reports/peers/{id}/restore", do: d.restorePeers},

		{pattern: "GET /settings", do: d.settings},
		{pattern: "GET /settings/company", do: d.companyPage},
		{pattern: "POST /settings/company", do: d.saveCompany},
		{pattern: "POST /settings/brands", do: d.saveBrand},
		{pattern: "GET /settings/accounts", do: d.accounts},
		{pattern: "GET /settings/connect/{network}", do: d.connectPage},
		{pattern: "POST /settings/connect/{network}", do: d.connect},
		{pattern: "POST /settings/connect/{network}/signin", do: d.consentNew},
		{pattern: "GET /settings/accounts/{id}", do: d.accountPage},
		{pattern: "POST /settings/accounts/{id}", do: d.reconnect},
		{pattern: "POST /settings/accounts/{id}/signin", do: d.consentAgain},
		{pattern: "POST /settings/accounts/{id}/pause", do: d.pauseAccount},
		{pattern: "GET /oauth/{file}", open: true, do: d.oauth},
		{pattern: "GET /settings/protocol", do: d.protocolPage},
		{pattern: "POST /settings/protocol", do: d.saveProtocol},
		{pattern: "POST /settings/protocol/{id}/activate", do: d.activateProtocol},
		{pattern: "GET /settings/protocol/draft", do: d.draftPage},
		{pattern: "POST /settings/protocol/draft", do: d.saveDraft},
		{pattern: "GET /settings/protocol/draft/try", do: d.tryDraft},
		{pattern: "POST /settings/protocol/draft/use", do: d.useDraft},
		{pattern: "POST /settings/protocol/draft/drop", do: d.dropDraft},
		{pattern: "POST /rules/check", do: d.checkCondition},
		{pattern: "GET /review", do: d.review},
		{pattern: "POST /review", do: d.agree},
		{pattern: "POST /review/undo", do: d.disagree},
		{pattern: "POST /review/{id}/answer", do: d.answerAfterAll},
		{pattern: "GET /settings/private", do: d.privatePage},
		{pattern: "POST /settings/private", do: d.savePrivate},
		{pattern: "GET /settings/clocks", do: d.clocksPage},
		{pattern: "POST /settings/clocks", do: d.saveClocks},
		{pattern: "GET /settings/calendars", do: d.calendars},
		{pattern: "POST /settings/calendars", do: d.saveCalendar},
		{pattern: "GET /settings/calendars/{file}", do: d.exportCalendar},
		{pattern: "GET /settings/teams", do: d.teams},
		{pattern: "POST /settings/teams", do: d.saveTeam},
		{pattern: "GET /settings/people", do: d.people},
		{pattern: "POST /settings/people", do: d.saveAgent},
		{pattern: "POST /settings/people/{id}/invite", do: d.invite},
		{pattern: "GET /settings/macros", do: d.macros},
		{pattern: "POST /settings/macros", do: d.saveMacro},
		{pattern: "POST /settings/macros/{id}/drop", do: d.dropMacro},
		{pattern: "GET /settings/learning", do: d.learning},
		{pattern: "POST /settings/learning/reset", do: d.resetLearning},
		{pattern: "POST /settings/learning/recall", do: d.recallLearning},
		{pattern: "GET /settings/notifications", do: d.notifications},
		{pattern: "POST /settings/notifications/browsers", do: d.addBrowser},
		{pattern: "POST /settings/notifications/browsers/{id}/drop", do: d.dropBrowser},
		{pattern: "POST /settings/notifications/hooks", do: d.saveHook},
		{pattern: "POST /settings/notifications/hooks/{id}/drop", do: d.dropHook},
		{pattern: "POST /settings/notifications/reach", do: d.saveReach},
		{pattern: "POST /settings/notifications/test", do: d.testNotice},
		{pattern: "GET /settings/profile", do: d.profile},
		{pattern: "POST /settings/profile", do: d.saveProfile},
		{pattern: "POST /settings/password", do: d.setPassword},
		{pattern: "GET /settings/audit", do: d.audit},
		{pattern: "GET /settings/keeping", do: d.keeping},
		{pattern: "GET /about/keys", do: d.keys},
	}
}

// serve wraps a route: who is there, the first run, errors.
func (d *Desk) serve(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := &request{desk: d, w: &recorder{ResponseWriter: w}, r: r}
		if err := d.admit(q, rt); err != nil {
			d.fail(q, err)
		}
	})
}

func (d *Desk) admit(q *request, rt route) error {
	if rt.busy {
		leave, err := d.turns.await(q.r.Context())
		if err != nil {
			return err
		}
		defer leave()
		q.made = leave
	}
	if err := d.prepare(q); err != nil {
		return err
	}
	o := &q.shell.Desk
	switch {
	case !o.HasAdmin && !(rt.open && rt.fresh):
		return q.redirect("/welcome")
	case rt.open:
	case q.shell.Agent.ID == 0:
		return d.askToSignIn(q)
	case !o.SetUp && !rt.fresh && q.r.Method == http.MethodGet && q.shell.Agent.Role == desk.Admin && !q.part():
		return q.redirect("/welcome/company")
	}
	if q.r.Method == http.MethodPost { // read only now: whoever is not signed in uploads nothing
		defer q.dropFiles()
		if err := q.readForm(rt.most()); err != nil {
			return err
		}
		if rt.changesSetUp() {
			defer d.setup.forget()
		}
	}
	return rt.do(q)
}

// most is how many bytes the form may have with its files.
func (rt route) most() int64 {
	if rt.open {
		return maxForm
	}
	return cmp.Or(rt.file, maxFile)
}

// changesSetUp reports whether a form may change what every page shows of the set-up. An
// answer to a customer does not.
func (rt route) changesSetUp() bool {
	for _, part := range []string{"POST /settings", "POST /searches", "POST /welcome", "POST /duty", "POST /coverage"} {
		if strings.HasPrefix(rt.pattern, part) {
			return true
		}
	}
	return false
}

func (d *Desk) missing(w http.ResponseWriter, r *http.Request) {
	q := &request{desk: d, w: &recorder{ResponseWriter: w}, r: r}
	if err := d.prepare(q); err != nil {
		d.fail(q, err)
		return
	}
	d.fail(q, &desk.Error{Kind: desk.NotFound, Message: "This page doesn't exist.", Mend: "The address may be mistyped, or the link may be out of date."})
}
