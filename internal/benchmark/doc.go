// Package benchmark measures companies by public posts: from files, or from a live window
// of a network. It finds the companies (who answers whom), rebuilds threads and cases, and
// makes a league table of the measures of package report.
//
// What it promises: the same posts give the same report, whatever the machine and the
// number of its processors. Memory does not grow with the texts: of each post 72 bytes and
// its place in three indexes are kept, never what it says. Rows that cannot be taken are
// counted and told with their line.
//
// Begin with [Read] (files) or [Listen] (a network), and then [Data.League].
package benchmark
