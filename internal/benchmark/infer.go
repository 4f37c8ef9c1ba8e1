package benchmark

// An account answers for a company where the files do not say so, if it answered several
// others and mostly answers.
const (
	leastAnswered = 5  // different people
	mostlyAnswers = .7 // share of its posts that answer somebody else
)

// infer finds the companies of files that do not tell directions: who answers whom.
func (t *threads) infer() {
	type account struct {
		posts, answers int
		people         map[key]bool
	}
	accounts := map[key]*account{}
	for i := range uint32(t.n) {
		p := t.at(i)
		if !p.bits.has(undirected) || p.bits.has(repeated) {
			continue
		}
		a := accounts[p.author]
		if a == nil {
			a = &account{}
			accounts[p.author] = a
		}
		a.posts++
		if j := t.parent[i]; j != none && t.at(j).author != p.author {
			a.answers++
			if a.people == nil {
				a.people = map[key]bool{}
			}
			if len(a.people) < leastAnswered {
				a.people[t.at(j).author] = true
			}
		}
	}
	found := map[key]bool{}
	for k, a := range accounts {
		found[k] = len(a.people) >= leastAnswered && float64(a.answers) >= mostlyAnswers*float64(a.posts)
	}
	t.setCompanies(func(author key) bool { return found[author] })
}

// setCompanies makes the posts of some authors those of companies.
func (t *threads) setCompanies(is func(author key) bool) {
	for i := range uint32(t.n) {
		if p := t.at(i); p.bits.has(undirected) && is(p.author) {
			p.bits |= isOut
			if _, ok := t.names[p.author]; !ok {
				t.names[p.author] = naming{p.author, t.name(p.author), p.author}
			}
		}
	}
	t.list, t.byKey, t.byShort = t.companies()
}
