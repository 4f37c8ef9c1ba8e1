package store

// inspection is a statement that brings the ids of what is wrong.
type inspection struct{ what, table, statement, mend string }

// checks are ordered by table.
var checks = []inspection{
	{"Cases have no event that tells how they began.", "cases",
		`SELECT c.id FROM cases c WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.case_id = c.id AND e.kind IN ('case.opened', 'case.merged'))`, restore},
	{"Cases are of a person who is not there.", "cases",
		`SELECT c.id FROM cases c WHERE c.person <> 0 AND NOT EXISTS (SELECT 1 FROM persons p WHERE p.id = c.person)`, restore},
	{"Cases count another number of messages than they have.", "cases",
		`SELECT c.id FROM cases c WHERE c.messages <> (SELECT count(*) FROM messages m WHERE m.case_id = c.id AND m.copy_of = 0
			AND m.direction <> 'note' AND m.state NOT IN ('failed', 'cancelled'))`, harmful},
	{"Cases name as their latest a message that is not theirs.", "cases",
		`SELECT c.id FROM cases c WHERE c.last_message <> 0
			AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = c.last_message AND m.case_id = c.id)`, harmful},

	{"Messages have no event that tells of them.", "messages",
		`SELECT m.id FROM messages m WHERE m.case_id <> 0 AND m.copy_of = 0 AND NOT EXISTS (SELECT 1 FROM events e WHERE e.case_id = m.case_id
			AND e.message = m.id AND e.kind IN ('message.received', 'reply.queued', 'reply.heard', 'note.added'))`, restore},
	{"Messages are in a case that is not there.", "messages",
		`SELECT m.id FROM messages m WHERE m.case_id <> 0 AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = m.case_id)`, restore},
	{"Messages are of a person who is not there.", "messages",
		`SELECT m.id FROM messages m WHERE m.person <> 0 AND NOT EXISTS (SELECT 1 FROM persons p WHERE p.id = m.person)`, restore},
	{"Messages are in a thread that is not there.", "messages",
		`SELECT m.id FROM messages m WHERE m.thread <> m.id AND NOT EXISTS (SELECT 1 FROM messages t WHERE t.id = m.thread)`, restore},
	{"Copies have no original.", "messages",
		`SELECT m.id FROM messages m WHERE m.copy_of <> 0 AND NOT EXISTS (SELECT 1 FROM messages o WHERE o.id = m.copy_of)`, restore},
	{"Messages count another number of copies than there are.", "messages",
		`SELECT m.id FROM messages m WHERE m.copies <> (SELECT count(*) FROM messages k WHERE k.copy_of = m.id AND k.copy_of <> 0)`, harmful},
	{"Our own messages are marked as owed, and nothing owes them.", "messages",
		`SELECT m.id FROM messages m WHERE m.direction = 'out' AND m.state IN ('queued', 'sending', 'unknown') AND NOT EXISTS
			(SELECT 1 FROM outgoing o WHERE o.message = m.id AND o.state IN ('queued', 'sending', 'unknown'))`, restore},

	{"Events are of a case that is not there.", "events",
		`SELECT e.id FROM events e WHERE e.case_id <> 0 AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = e.case_id)`, restore},
	{"Events are of a message that is not there.", "events",
		`SELECT e.id FROM events e WHERE e.message <> 0 AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = e.message)`, restore},

	{"Owed items are of a message that is not there.", "outgoing",
		`SELECT o.id FROM outgoing o WHERE o.message <> 0 AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = o.message)`, restore},
	{"Owed items are of a case that is not there.", "outgoing",
		`SELECT o.id FROM outgoing o WHERE o.case_id <> 0 AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = o.case_id)`, restore},
	{"Answers stand otherwise in the story than in the outbox.", "outgoing",
		`SELECT o.id FROM outgoing o JOIN messages m ON m.id = o.message WHERE o.errand <> 'delete'
			AND (o.state IN ('sent', 'failed', 'cancelled') AND m.state <> o.state
				OR o.state = 'sent' AND o.network_id <> COALESCE(m.network_id, ''))`,
		"Look at the network whether the answer is there; then retry or discard it."},
	{"Owed items would be taken at another time than they say.", "outgoing",
		`SELECT o.id FROM outgoing o WHERE o.ready <> CASE WHEN o.state = 'sending' THEN o.lease ELSE o.due END`, restore},

	{"Persons have no handle.", "persons",
		`SELECT p.id FROM persons p WHERE p.same_as = 0 AND p.erased_at = 0 AND NOT EXISTS (SELECT 1 FROM handles h WHERE h.person = p.id)`, restore},
	{"Persons turned out to be somebody who is not there, or still have what is theirs.", "persons",
		`SELECT p.id FROM persons p WHERE p.same_as <> 0 AND (NOT EXISTS (SELECT 1 FROM persons o WHERE o.id = p.same_as AND o.same_as = 0)
			OR EXISTS (SELECT 1 FROM handles h WHERE h.person = p.id) OR EXISTS (SELECT 1 FROM cases c WHERE c.person = p.id))`, restore},
	{"Handles are of a person who is not there.", "handles",
		`SELECT h.id FROM handles h WHERE h.person <> 0 AND NOT EXISTS (SELECT 1 FROM persons p WHERE p.id = h.person)`, restore},
	{"Gaps in hearing end before they begin, or are over and said to last.", "gaps",
		`SELECT g.id FROM gaps g WHERE g.until <> 0 AND g.until < g.since OR g.until = 0 AND g.state <> 'open' OR g.until <> 0 AND g.state = 'open'`, harmless},
	{"Gaps in hearing are of an account that is not there.", "gaps",
		`SELECT g.id FROM gaps g WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = g.account)`, harmless},
	{"Alarms end before they begin.", "alarms", `SELECT a.id FROM alarms a WHERE a.until <> 0 AND a.until < a.since`, harmless},
	{"Marks are of a message that is not there.", "marks",
		`SELECT k.message FROM marks k WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = k.message)`, harmless},
	{"Hits of searches are of a message that is not there.", "brought",
		`SELECT b.message FROM brought b WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = b.message)`, harmless},
	{"Merges are of a case that is not there.", "merges",
		`SELECT g.id FROM merges g WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = g.into_case) OR NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = g.from_case)`, harmful},
	{"Cases that ended in another still hold messages.", "merges",
		`SELECT g.from_case FROM merges g WHERE g.undone = 0 AND EXISTS (SELECT 1 FROM messages m WHERE m.case_id = g.from_case)`, restore},
	{"Promises are of a case that is not there.", "promises",
		`SELECT p.id FROM promises p WHERE p.case_id <> 0 AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = p.case_id)`, restore},
}
