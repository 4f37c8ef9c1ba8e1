package store

// A Decision says what becomes of a table's rows when a person is erased. Every table of the schema has one,
// and every column of those that speak of customers: a test fails where either is missing.
type Decision struct {
	Table string
	Goes  bool   // the rows that belong to what is erased are deleted
	Empty string // columns that are emptied, as they are set, with commas between
	Stay  string // columns that stay: ids, times, numbers and words of ours
	Why   string // why nothing in a table is of a customer
}

// Decided lists them.
func Decided() []Decision {
	return []Decision{
		{Table: "persons", Empty: "name = '', lang = '', first_seen = 0, last_seen = 0, muted_until = 0, mute_reason = ''", Stay: "id, same_as, erased_at"},
		{Table: "handles", Goes: true},
		{Table: "messages", Empty: emptyMessages, Stay: `id, account, network, scope, direction, form, private, person, posted_at, heard_at,
			edited_at, deleted_at, case_id, thread, copy_of, state, agent, copies`},
		{Table: "message_versions", Goes: true},
		{Table: "message_words", Goes: true},
		{Table: "pictures", Goes: true},
		{Table: "brought", Goes: true},
		{Table: "marks", Goes: true},
		{Table: "corrections", Goes: true},
		{Table: "mentions", Goes: true},
		{Table: "notices", Goes: true},
		{Table: "cases", Empty: `waiting_for, subject, waiting_since, due, due_kind, breached_at, person_name, handle, avatar, followers,
			preview, hits, search, decision, clocks, look, asked, unowned, until, until_why`, // by desk.Case.Erase; of the decision its rule stays
			Stay: `id, version, brand, account, network, person, stage, assignee, team, urgency, opened_at, updated_at, last_inbound, last_outbound,
			first_response_at, resolved_at, last_message, last_out, messages, reason, intent, sentiment, lang, private, needs, raised_at, list, rank, erased_at`},
		{Table: "events", Empty: "data", Stay: "id, tx, case_id, message, at, agent, kind"}, // by desk.ErasedData
		{Table: "outgoing", Empty: emptyOutgoing, Stay: `id, case_id, message, account, errand, after_id, state, attempts, due, lease, agent,
			queued_at, sent_at, ready`},
		{Table: "promises", Empty: "text = ''", Stay: "id, case_id, owner, due, made, kept, broken"},
		{Table: "merges", Empty: "why = '', document = NULL", Stay: "id, into_case, from_case, at, agent, undone"},
		{Table: "facts", Stay: `case_id, opened_at, brand, network, team, agent, intent, lang, private, followers, live_until, document, hour`}, // numbers that reports add up

		{Table: "cells", Why: "sums of many cases"},
		{Table: "dirty_hours", Why: "hours"},
		{Table: "tombstones", Why: "keyed hashes, so that who was erased is not taken in anew"},
		{Table: "reviews", Why: "who of the desk looked at which case, and when"},
		{Table: "calendars", Why: "set-up"}, {Table: "calendar_changes", Why: "set-up"}, {Table: "rotas", Why: "set-up"},
		{Table: "brands", Why: "set-up"}, {Table: "accounts", Why: "the company's own"}, {Table: "searches", Why: "set-up; the page of a person lists those that name them"},
		{Table: "revisions", Why: "set-up, as searches"}, {Table: "protocols", Why: "set-up"}, {Table: "teams", Why: "set-up"},
		{Table: "agents", Why: "colleagues"}, {Table: "team_members", Why: "colleagues"}, {Table: "sessions", Why: "colleagues"}, {Table: "links", Why: "colleagues"},
		{Table: "push_keys", Why: "colleagues"}, {Table: "hooks", Why: "set-up"}, {Table: "macros", Why: "set-up"}, {Table: "settings", Why: "set-up"},
		{Table: "leases", Why: "processes of the desk"},
		{Table: "sources", Why: "how hearing does"}, {Table: "hours", Why: "numbers of posts"}, {Table: "gaps", Why: "how hearing does"},
		{Table: "alarms", Why: "how hearing does"}, {Table: "spending", Why: "what reading costs"},
		{Table: "alerts", Why: "set-up"}, {Table: "firings", Why: "values of figures"}, {Table: "peers", Why: "figures of other companies"},
	}
}

const (
	emptyMessages = `network_id = NULL, url = '', author_id = '', author_name = '', author_display = '', author_avatar = '', author_followers = -1,
		author_verified = 0, text = '', lang = '', parent = '', root = '', subject = '', key = '', signals = NULL, hits = NULL,
		data = '{"erased":true}', fingerprint = 0`
	emptyOutgoing = `key = '', text = '', lang = '', recipient = NULL, reply_to = '', root = '', network_id = '', worker = '', problem = '', mend = '', token = ''`
)
