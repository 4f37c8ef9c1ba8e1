package admin

import "heed/internal/desk"

// Overview is the desk's whole set-up: small enough to be read at once.
type Overview struct {
	Company   string
	SetUp     bool // the first run is over
	HasAdmin  bool
	Brands    []desk.Brand
	Accounts  []desk.Account
	Searches  []desk.Search
	Teams     []desk.Team
	Agents    []desk.Agent
	Calendars []desk.Calendar
	Rotas     []desk.Rota
	Macros    []desk.Macro
	Protocol  desk.Protocol // the active version
}

// Company is what the second step of the first run asks: who the company is and what
// people call it.
type Company struct {
	Name     string
	Names    []string // brand names as customers write them
	Handles  []string // "@acme.com"
	Lang     string
	Zone     string
	Searches []desk.Search // chosen among listen.Propose's proposals, or own ones
}
