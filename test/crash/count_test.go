package crash

import (
	"database/sql"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"

	"heed/internal/channel/echo"
	"heed/internal/desk"
)

// file is the database as it lies on the disk.
type file struct {
	t  *testing.T
	db *sql.DB
}

func (w *world) file() file {
	w.t.Helper()
	if w.database != "" {
		db, err := sql.Open("pgx", w.database)
		w.ok(err)
		return file{w.t, db}
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, "heed.db")+"?_pragma=busy_timeout(10000)")
	w.ok(err)
	return file{w.t, db}
}

func (f file) close() {
	f.t.Helper()
	if err := f.db.Close(); err != nil {
		f.t.Fatal(err)
	}
}

// texts reads a statement of one column.
func (f file) texts(statement string, args ...any) (out []string) {
	f.t.Helper()
	rows, err := f.db.Query(statement, args...)
	if err != nil {
		f.t.Fatalf("%s: %v", statement, err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			f.t.Fatalf("%s: %v", statement, err)
		}
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		f.t.Fatalf("%s: %v", statement, err)
	}
	return out
}

func (f file) count(statement string, args ...any) (n int) {
	f.t.Helper()
	if err := f.db.QueryRow(statement, args...).Scan(&n); err != nil {
		f.t.Fatalf("%s: %v", statement, err)
	}
	return n
}

const owed = "state IN ('queued', 'sending', 'unknown')"

// hour lets an hour go by for what is owed, as if the machine had been off: leases end and
// every next try is due. It tells how many sends had been cut off. Only while no desk runs.
func (f file) hour() (cut int) {
	f.t.Helper()
	cut = f.count("SELECT count(*) FROM outgoing WHERE state = 'sending'")
	const hour = "3600000000"
	_, err := f.db.Exec("UPDATE outgoing SET ready = ready - " + hour + ", due = due - " + hour + ", lease = CASE WHEN lease > " + hour + " THEN lease - " + hour + " ELSE 0 END WHERE " + owed)
	if err != nil {
		f.t.Fatal(err)
	}
	if _, err := f.db.Exec("UPDATE leases SET until = until - " + hour); err != nil {
		f.t.Fatal(err)
	}
	return cut
}

// quiet waits until the desk has heard all that it should and owes nothing.
func (w *world) quiet() {
	w.t.Helper()
	f := w.file()
	defer f.close()
	end := time.Now().Add(time.Minute)
	for pause := time.NewTicker(100 * time.Millisecond); ; <-pause.C {
		missing := w.missing(f.texts("SELECT text FROM messages WHERE direction = 'in'"))
		open := f.count("SELECT count(*) FROM outgoing WHERE " + owed)
		if len(missing) == 0 && open == 0 {
			return
		}
		if time.Now().After(end) {
			w.t.Errorf("after a minute in peace %d messages are not heard (%.300q) and %d answers are owed:\n%s", len(missing), missing, open,
				strings.Join(f.texts("SELECT state || ' ' || attempts || ' ' || problem FROM outgoing WHERE "+owed+" LIMIT 5"), "\n"))
			return
		}
	}
}

// missing is what customers said, the desk wants and has is without.
func (w *world) missing(has []string) (out []string) {
	known := map[string]bool{}
	for _, s := range has {
		known[s] = true
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.said {
		if s.wanted && !known[s.text] {
			out = append(out, s.text)
		}
	}
	return out
}

// tally is what a test counted.
type tally struct {
	said, heard, lost, doubled, uninvited          int // of customers
	answers, owed, sent, missing, twice, strangers int // of agents; owed and sent count the parts of long answers
}

func (c tally) String() string {
	return fmt.Sprintf("customers: %d said to the desk, %d heard, %d lost, %d doubled, %d heard that nobody wanted\n"+
		"agents: %d answers taken, %d messages owed for them and for what nobody knows the end of, %d on the networks, %d lost, %d doubled, %d never submitted",
		c.said, c.heard, c.lost, c.doubled, c.uninvited, c.answers, c.owed, c.sent, c.missing, c.twice, c.strangers)
}

// settled is the count once nothing moves any more.
func (w *world) settled() tally {
	w.t.Helper()
	var c tally
	f := w.file()
	defer f.close()
	w.countHeard(f, &c)
	rows := w.countOwed(f, &c)
	w.countSent(f, rows, &c)
	w.countFacts(f)
	return c
}

func (w *world) countHeard(f file, c *tally) {
	heard := f.texts("SELECT text FROM messages WHERE direction = 'in'")
	c.heard = len(heard)
	lost := w.missing(heard)
	times := map[string]int{}
	for _, s := range heard {
		times[s]++
	}
	var doubled, uninvited []string
	for _, s := range w.said {
		if s.wanted {
			c.said++
		} else if times[s.text] > 0 {
			uninvited = append(uninvited, s.text)
		}
		if times[s.text] > 1 {
			doubled = append(doubled, s.text)
		}
		delete(times, s.text)
	}
	for s := range times {
		uninvited = append(uninvited, s)
	}
	c.lost, c.doubled, c.uninvited = len(lost), len(doubled), len(uninvited)
	w.none("messages of customers are lost", lost)
	w.none("messages of customers are in the desk twice", doubled)
	w.none("messages are in the desk that nobody said to it", uninvited)
}

func (w *world) none(what string, list []string) {
	w.t.Helper()
	if len(list) == 0 {
		return
	}
	slices.Sort(list)
	shown := make([]string, min(len(list), 8))
	for i := range shown {
		shown[i] = fmt.Sprintf("%.120s", list[i])
	}
	w.t.Errorf("%d %s:\n%s", len(list), what, strings.Join(shown, "\n"))
}

// part is one message that is owed.
type part struct {
	id, caseID int64
	network    desk.Network
	networkID  string
	text       string
	state      string
	token      string
	problem    string
}

// countOwed holds what is in the outbox against what agents submitted.
func (w *world) countOwed(f file, c *tally) (rows []part) {
	w.t.Helper()
	list, err := f.db.Query(`SELECT o.id, o.case_id, a.network, o.network_id, o.text, o.state, o.token, o.problem
		FROM outgoing o JOIN accounts a ON a.id = o.account ORDER BY o.id`)
	w.ok(err)
	defer list.Close()
	byToken := map[string][]part{}
	var unsent []string
	for list.Next() {
		var p part
		w.ok(list.Scan(&p.id, &p.caseID, (*string)(&p.network), &p.networkID, &p.text, &p.state, &p.token, &p.problem))
		rows = append(rows, p)
		token, _, _ := strings.Cut(p.token, "#")
		byToken[token] = append(byToken[token], p)
		if p.state != string(desk.Sent) {
			unsent = append(unsent, fmt.Sprintf("%d on %s of case %d, %s: %s", p.id, p.network, p.caseID, p.state, p.problem))
		}
	}
	w.ok(list.Err())
	c.owed = len(rows)
	w.none("messages are owed and not sent", unsent)
	var missing, broken, against []string
	for _, a := range w.answers {
		parts := byToken[a.token]
		delete(byToken, a.token)
		if a.fate == taken {
			c.answers++
		}
		switch {
		case a.fate == taken && len(parts) == 0:
			missing = append(missing, a.text)
		case a.fate == refused && len(parts) > 0:
			against = append(against, a.text+": "+a.why)
		case len(parts) > 0 && joined(parts) != a.text:
			broken = append(broken, joined(parts))
		}
	}
	c.missing += len(missing)
	c.strangers += len(byToken)
	w.none("answers that the desk took are not owed", missing)
	w.none("answers that the desk refused are owed", against)
	w.none("answers are not owed as they were written", broken)
	if len(byToken) > 0 {
		w.t.Errorf("%d answers are owed that nobody wrote", len(byToken))
	}
	return rows
}

// joined is an answer as its parts say it.
func joined(parts []part) string {
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = p.text
	}
	return strings.Join(texts, " ")
}

// stands is a message of the company on a network.
type stands struct {
	id, text string
	at       time.Time
}

func (w *world) onNetwork(n desk.Network) (out []stands) {
	if n == echo.Name {
		for _, p := range w.echo.Posts(ours) {
			out = append(out, stands{p.ID, p.Text, p.At})
		}
		return out
	}
	for _, r := range w.sky.Posts(w.skyDID) {
		out = append(out, stands{r.URI, r.Text(), r.At})
	}
	for _, m := range w.sky.Messages(w.skyDID) {
		out = append(out, stands{"chat:" + m.Convo + "/" + m.ID, m.Text, m.At})
	}
	return out
}

// countSent holds what stands on the networks against what was owed.
func (w *world) countSent(f file, rows []part, c *tally) {
	w.t.Helper()
	owed := map[desk.Network]map[string]part{echo.Name: {}, bluesky: {}}
	for _, p := range rows {
		owed[p.network][p.text] = p
	}
	var twice, strangers, missing []string
	order := map[int64]time.Time{}
	for n, parts := range owed {
		times := map[string]int{}
		where := map[string]stands{}
		for _, s := range w.onNetwork(n) {
			c.sent++
			times[s.text]++
			where[s.text] = s
			if p, ok := parts[s.text]; !ok {
				strangers = append(strangers, s.text)
			} else {
				order[p.id] = s.at
			}
		}
		for text, p := range parts {
			switch {
			case times[text] == 0:
				missing = append(missing, text)
			case times[text] > 1:
				twice = append(twice, text)
			case where[text].id != p.networkID:
				w.t.Errorf("message %d is %q on the network, the desk has %q", p.id, where[text].id, p.networkID)
			}
		}
	}
	c.missing, c.twice, c.strangers = c.missing+len(missing), len(twice), c.strangers+len(strangers)
	w.none("messages are owed and not on their network", missing)
	w.none("messages are on their network twice", twice)
	w.none("messages on a network were never submitted", strangers)
	w.inOrder(rows, order)
}

// inOrder proves that the messages of a case left in their order.
func (w *world) inOrder(rows []part, at map[int64]time.Time) {
	w.t.Helper()
	last := map[int64]part{}
	var swapped []string
	for _, p := range rows {
		if at[p.id].IsZero() {
			continue
		}
		if before, ok := last[p.caseID]; ok && at[p.id].Before(at[before.id]) {
			swapped = append(swapped, fmt.Sprintf("in case %d %q left before %q", p.caseID, p.text, before.text))
		}
		last[p.caseID] = p
	}
	w.none("messages of a case left in another order", swapped)
}

// countFacts looks at what the desk keeps of all that beside the messages.
func (w *world) countFacts(f file) {
	w.t.Helper()
	wrong := map[string]string{
		"own messages stand in the story twice":   "SELECT text FROM messages WHERE direction = 'out' GROUP BY text HAVING count(*) > 1",
		"own messages in the story are not sent":  "SELECT text FROM messages WHERE direction = 'out' AND state <> 'sent'",
		"own messages in the story were not owed": "SELECT text FROM messages WHERE direction = 'out' AND id NOT IN (SELECT message FROM outgoing)",
		"own messages have another id than owed":  "SELECT o.text FROM outgoing o JOIN messages m ON m.id = o.message WHERE m.network_id IS DISTINCT FROM o.network_id",
		"messages are told of as received not once": `SELECT m.text FROM messages m LEFT JOIN events e ON e.message = m.id AND e.kind = 'message.received'
			WHERE m.direction = 'in' AND m.copy_of = 0 GROUP BY m.id HAVING count(e.id) <> 1`,
		"answers are told of as queued not once": `SELECT m.text FROM messages m LEFT JOIN events e ON e.message = m.id AND e.kind = 'reply.queued'
			WHERE m.direction = 'out' GROUP BY m.id HAVING count(e.id) <> 1`,
		"answers are told of as sent not once": `SELECT m.text FROM messages m LEFT JOIN events e ON e.message = m.id AND e.kind = 'reply.sent'
			WHERE m.direction = 'out' GROUP BY m.id HAVING count(e.id) <> 1`,
	}
	if w.database == "" {
		wrong["pages of the file are damaged"] = "SELECT * FROM (SELECT integrity_check AS x FROM pragma_integrity_check) WHERE x <> 'ok'"
	}
	for what, statement := range wrong {
		w.none(what, f.texts(statement))
	}
}

// check runs the program's own verification.
func (w *world) check() {
	w.t.Helper()
	c := exec.Command(binary(w.t), "check", "--data", w.dir, "--database", w.database)
	c.Dir = w.dir
	if out, err := c.CombinedOutput(); err != nil {
		w.t.Errorf("heed check: %v\n%s", err, out)
	}
}
