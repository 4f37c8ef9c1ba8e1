package web

import "testing"

// No text begins a formula, wherever the spreadsheet of another country cuts it; what people write stays as it is
// else, and so does all in files for programs.
func TestTextsStayTexts(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"":                         "",
		"=1+1":                     "'=1+1",
		"Hello,=HYPERLINK(1)":      "Hello,'=HYPERLINK(1)",
		"a;=cmd|x;b,@SUM(1);-2+3":  "a;'=cmd|x;b,'@SUM(1);'-2+3",
		"a\t+cmd|x,==1":            "a\t'+cmd|x,'==1",
		"5,- Euro ;-) thanks, =) ": "5,- Euro ;-) thanks, =) ",
		"a=b, +49 30, -5":          "a=b, +49 30, -5",
		",":                        ",",
		"ends,=":                   "ends,=",
	} {
		if got := (&dialect{mark: true}).cell(said); got != want {
			t.Errorf("%q is %q in a spreadsheet, want %q", said, got, want)
		}
		if got := (&dialect{}).cell(said); got != plainCell(said) {
			t.Errorf("%q is %q for programs", said, got)
		}
	}
}
