package view

import (
	"net/url"

	"heed/internal/desk"
)

// Form is a form that came back: what was typed and what is wrong with it. The zero
// Form is a fresh one.
type Form struct {
	Values  url.Values
	Problem *Problem
}

// val is what was typed, else what is kept.
//
//go:noinline
func (f Form) val(name, kept string) string {
	if f.Values != nil && f.Values.Has(name) {
		return f.Values.Get(name)
	}
	return kept
}

//go:noinline
func (f Form) has(name, value string, kept bool) bool {
	if f.Values == nil {
		return kept
	}
	for _, v := range f.Values[name] {
		if v == value {
			return true
		}
	}
	return false
}

//go:noinline
func (f Form) wrong(name string) string {
	if f.Problem != nil && f.Problem.Field == name {
		return "true"
	}
	return "false"
}

// returned is the form's problem when the form is the one that came back: pages with
// several forms tell them apart by id.
//
//go:noinline
func (f Form) returned(id string) bool { return f.Values != nil && f.Values.Get("id") == id }

func (f Form) only(id string) Form {
	if f.returned(id) {
		return f
	}
	return Form{}
}

var roles = []desk.Role{desk.Admin, desk.Lead, desk.Answerer, desk.Viewer} // read only
