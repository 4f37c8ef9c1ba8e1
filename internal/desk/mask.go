package desk

import "maps"

// Masked is a case as it may be seen by all: mask hides what is private in a text.
func (c Case) Masked(mask func(string) string) Case {
	for _, words := range []*string{&c.Subject, &c.Preview, &c.PersonName, &c.Handle, &c.Unowned, &c.UntilWhy} {
		*words = mask(*words)
	}
	return c
}

// Masked is an event as it may be seen by all. What people wrote stands under these keys;
// the rest are ids, times and names of ours.
func (e Event) Masked(mask func(string) string) Event {
	e.Data = maps.Clone(e.Data)
	for _, key := range []string{"text", "words", "why", "reason", "error", "mend", "name", "with"} {
		if words := e.Data[key]; words != "" {
			e.Data[key] = mask(words)
		}
	}
	return e
}
