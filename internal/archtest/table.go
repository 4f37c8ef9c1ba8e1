package archtest

// Layer is one row of the import table: packages that may import the same.
type Layer struct {
	Name string
	// Packages are folders below the module. * stands for the name of one folder, and
	// /... at the end for the folder before it and all below.
	Packages []string
	// May are the packages of the module that these may import, in the same patterns.
	May []string
	// Family lets packages import each other when the part of their folder up to the
	// pattern's * is the same: a network may have several.
	Family bool
	// Pure packages decide and do nothing: see [Pure].
	Pure bool
	Why  string
}

// Table is who may import whom. A package of the tree that no row names is a
// violation; so is an import that its row does not permit. Of the rows that name a
// package, the first counts.
func Table() []Layer {
	rules := []string{"internal/desk", "internal/order", "internal/text", "internal/text/langid", "internal/text/token"}
	services := []string{"internal/intake", "internal/inbox", "internal/outbox", "internal/followup", "internal/admin", "internal/monitor", "internal/builder", "internal/notify", "internal/reporting", "internal/learn", "internal/dossier"}
	deciders := []string{
		"internal/listen", "internal/signal", "internal/privacy", "internal/protocol", "internal/casework",
		"internal/calendar", "internal/sla", "internal/route", "internal/incident", "internal/access", "internal/report", "internal/coverage",
		"internal/hearing", "internal/purse", "internal/relevance", "internal/picture",
	}
	return []Layer{
		{Name: "sorting", Packages: []string{"internal/order"}, Pure: true, Why: "sorts lists of anything, so it knows nobody"},
		{Name: "nouns", Packages: []string{"internal/desk"}, Pure: true, Why: "everyone speaks of them, so they know nobody"},
		{Name: "sample nouns", Packages: []string{"internal/desk/desktest"}, May: []string{"internal/desk"}, Why: "for tests"},

		{Name: "text", Packages: []string{"internal/text", "internal/text/langid", "internal/text/token"}, May: rules, Pure: true, Why: "a rule that the other rules may use"},
		{Name: "clocks", Packages: []string{"internal/sla"}, May: with(rules, "internal/calendar"), Pure: true, Why: "deadlines are arithmetic on covered hours"},
		{Name: "coverage", Packages: []string{"internal/coverage"}, May: with(rules, "internal/calendar"), Pure: true, Why: "demand laid over covered hours"},
		{Name: "life of a case", Packages: []string{"internal/casework"}, May: with(rules, "internal/protocol"), Pure: true, Why: "a case opens with the protocol's decision"},
		{Name: "listening", Packages: []string{"internal/listen"}, May: rules,
			Why: "a rule, but for its set of searches, which changes while it is read: atomic pointers, and a goroutine that merges changes"},
		{Name: "estimates", Packages: []string{"internal/statistics"}, Pure: true, Why: "arithmetic that the measures stand on"},
		{Name: "measures", Packages: []string{"internal/report"}, May: with(rules, "internal/statistics"), Pure: true, Why: "shares, times and ranks need estimators"},
		{Name: "charts", Packages: []string{"internal/chart"}, Pure: true, Why: "numbers become pictures; pages and files show the same"},
		{Name: "made templates", Packages: []string{"internal/markup"}, Why: "what is made of templates begins with it, wherever they lie"},
		{Name: "rules", Packages: deciders, May: rules, Pure: true, Why: "facts and now go in, a decision and its reasons come out"},

		{Name: "services", Packages: services, May: with(append(rules, deciders...), "internal/channel", "internal/statistics"),
			Why: "fetch, decide, save; each names the transaction it needs and does not know the store"},

		{Name: "channel contract", Packages: []string{"internal/channel"}, May: []string{"internal/desk"}, Why: "what a network is to the desk"},
		{Name: "channel suite", Packages: []string{"internal/channel/channeltest"},
			May: []string{"internal/channel", "internal/desk", "internal/desk/desktest", "internal/text"}, Why: "every network passes it"},
		{Name: "list of channels", Packages: []string{"internal/channel/all"}, May: []string{"internal/channel", "internal/channel/*"}, Why: "one line a network"},
		{Name: "networks", Packages: []string{"internal/channel/*/..."}, May: []string{"internal/channel", "internal/desk", "internal/order", "internal/text", "internal/markup"},
			Family: true, Why: "one folder a network; another network is none of its business"},

		{Name: "keeping", Packages: []string{"internal/store/...", "internal/blob", "internal/bus/...", "internal/window"},
			May: []string{"internal/desk", "internal/desk/desktest", "internal/order", "internal/store/...", "internal/bus"},
			Why: "technology at the rim: it keeps nouns and decides nothing"},

		{Name: "ways out for notices", Packages: []string{"internal/carrier"}, May: []string{"internal/desk", "internal/notify"},
			Why: "mail, push and webhooks are technology at the rim; it makes what notify asks for"},
		{Name: "sign-in", Packages: []string{"internal/auth"}, May: []string{"internal/desk", "internal/access", "internal/admin"},
			Why: "it makes agents and sessions through admin, and asks access"},
		{Name: "pages and API", Packages: []string{"internal/web", "internal/api"},
			May: with(services, "internal/desk", "internal/text", "internal/access", "internal/report", "internal/listen", "internal/protocol",
				"internal/calendar", "internal/sla", "internal/privacy", "internal/auth", "internal/channel", "internal/bus", "internal/observe", "internal/hearing", "internal/purse", "internal/searchfile", "internal/web/view", "internal/web/assets"),
			Why: "listen, protocol, calendar and privacy for previews; channel for what a network permits; bus because a page waits for news; a page reads the files of searches that a command reads"},
		{Name: "templates and assets", Packages: []string{"internal/web/..."},
			May: with(services, "internal/desk", "internal/order", "internal/text", "internal/access", "internal/report", "internal/chart", "internal/statistics", "internal/calendar", "internal/coverage", "internal/protocol", "internal/privacy",
				"internal/channel", "internal/sla", "internal/listen", "internal/hearing", "internal/purse", "internal/casework", "internal/searchfile", "internal/markup", "internal/web/..."),
			Why: "they show what services return, and what is wrong with a file of searches; casework for the steps that a form offers"},

		{Name: "settings", Packages: []string{"internal/config"}, May: []string{"internal/desk", "internal/text"}, Why: "errors have a kind; a mistyped name is told from slips of the fingers"},
		{Name: "loops", Packages: []string{"internal/runner"}, May: []string{"internal/desk"}, Why: "an error may say when to come back"},
		{Name: "observing", Packages: []string{"internal/observe"}, Why: "anything that runs may import it"},
		{Name: "files of posts", Packages: []string{"internal/dataset"}, May: []string{"internal/desk", "internal/text"}, Why: "a file becomes messages"},
		{Name: "teaching", Packages: []string{"internal/train"}, May: []string{"internal/desk", "internal/signal"},
			Why: "reads files of labelled texts and makes the model that ships"},
		{Name: "running", Packages: []string{"internal/replay", "internal/export", "internal/searchfile", "internal/tail", "internal/benchmark", "internal/explain"},
			May: with(append(append(services, rules...), deciders...), "internal/channel", "internal/channel/*/...", "internal/dataset",
				"internal/runner", "internal/observe", "internal/config", "internal/statistics", "internal/chart", "internal/markup"),
			Why: "a command's work, over services or rules, without a store of its own"},
		{Name: "the whole", Packages: []string{"internal/server"}, May: []string{"internal/..."}, Why: "puts it all together; imported by commands and tests only"},
		{Name: "demo", Packages: []string{"internal/demo"}, May: []string{"internal/..."}, Why: "a command of some size: it fills a desk and starts the server; only commands import it"},
		{Name: "the import table", Packages: []string{"internal/archtest"}, Why: "reads the tree and needs nothing of it"},
		{Name: "commands", Packages: []string{"cmd/..."}, May: []string{"internal/..."}, Why: "flags and exit codes"},
		{Name: "whole-program tests", Packages: []string{"test/..."}, May: []string{"internal/..."}, Why: "stories over the server"},
	}
}

func with(list []string, more ...string) []string {
	return append(append([]string{}, list...), more...)
}

// Kept tells which packages from elsewhere stay where they belong: import path or
// beginning of one, and the folders that may use it. Test files are free.
func Kept() map[string][]string {
	return map[string][]string{
		"database/sql":                         {"internal/store/..."},
		"github.com/jackc/pgx/":                {"internal/store/..."},
		"modernc.org/sqlite":                   {"internal/store/..."},
		"github.com/pressly/goose/":            {"internal/store/..."},
		"github.com/prometheus/client_golang/": {"internal/observe"},
		"github.com/spf13/cobra":               {"cmd/..."},
		"github.com/BurntSushi/toml":           {"internal/config"},
		"github.com/bluesky-social/":           {"internal/channel/bluesky/..."},
		"github.com/wneessen/go-mail":          {"internal/carrier"},
		"github.com/SherClockHolmes/":          {"internal/carrier"},
		"github.com/nats-io/":                  {"internal/bus/natsbus"},
		"github.com/chromedp/":                 {"test/..."},
		"go.uber.org/goleak":                   {},
		"pgregory.net/rapid":                   {"internal/desk/desktest", "internal/channel/channeltest", "internal/store/storetest"},
		"testing":                              {},
		"text/template":                        {}, // finds methods by name, so that the linker keeps every method of the program: 7 MB
		"html/template":                        {}, // as text/template
	}
}

// Pure is what a pure package may not import: by path, or path and a slash.
func Pure() []string {
	return []string{"context", "sync", "log", "os", "net", "database", "io/ioutil", "math/rand", "crypto/rand", "runtime", "syscall", "unsafe", "time/tzdata"}
}

// PureExcept are packages below those of [Pure] that only compute.
func PureExcept() []string { return []string{"net/url", "net/netip"} }

// PureCalls are functions that a pure package may not call.
func PureCalls() map[string][]string {
	return map[string][]string{
		"time": {"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"},
		"fmt":  {"Print", "Printf", "Println", "Scan", "Scanf", "Scanln"},
	}
}
