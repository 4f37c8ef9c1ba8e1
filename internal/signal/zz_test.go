package signal

import (
	"fmt"
	"os"
	"strconv"
	"testing"
)

func TestZZ(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("ZZ"))
	if n == 0 {
		t.Skip()
	}
	r := reader(t)
	q := r.Quick()
	all, lip, defl, empty := 0, 0, 0, 0
	cnt := map[string]int{}
	for i, row := range rows(t, "twcs/posts.csv") {
		if row["inbound"] != "False" {
			continue
		}
		s := q.Reply(row["text"], "")
		all++
		if s.LipService() {
			lip++
		}
		if s.Deflection() {
			defl++
		}
		if s&^(1<<actCourtesy) == 0 {
			empty++
		}
		for l := range acts {
			if s&(1<<l) != 0 {
				cnt[labelsOf[ofAct][l]]++
			}
		}
		show := os.Getenv("SHOW")
		if i%n == 7%n && (show == "" || show == "lip" && s.LipService() || show == "defl" && s.Deflection() || show == "empty" && s&^(1<<actCourtesy) == 0) {
			fmt.Println(row["text"])
			for _, a := range r.Acts(row["text"], "") {
				fmt.Print("   ", a.Label, a.To, " ", a.Confidence)
				for _, sp := range a.Spans {
					fmt.Printf(" [%s]", row["text"][sp.Start:sp.End])
				}
				fmt.Println()
			}
		}
	}
	fmt.Println(all, "lip", lip, "defl", defl, "empty", empty, cnt)
}
