package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heed/internal/desk"
	"heed/internal/store"
)

func searchesSaid(dir string, stdin string, args ...string) (string, error) {
	var out bytes.Buffer
	c := searchesCommand()
	c.SetOut(&out)
	c.SetErr(io.Discard)
	c.SilenceUsage = true // as of the whole program
	c.SetIn(strings.NewReader(stdin))
	c.SetArgs(append(args, "--data", dir))
	err := c.Execute()
	return out.String(), err
}

// TestSearchesOfAFile: what the command prints it brings in elsewhere; a file with mistakes brings nothing in and says where
// they are; who may not change searches may not bring any.
func TestSearchesOfAFile(t *testing.T) {
	t.Parallel()
	dirs := [2]string{deskOfTwo(t), deskOfTwo(t)}
	for _, dir := range dirs {
		d := opened(t, dir)
		err := d.DB.Update(t.Context(), func(tx *store.Tx) error {
			for i, role := range []desk.Role{desk.Lead, desk.Answerer} {
				if err := tx.CreateAgent(&desk.Agent{Name: string(role), Email: string(role) + "@acme.example", Role: role}); err != nil {
					return err
				}
				if dir == dirs[0] {
					if err := tx.CreateSearch(&desk.Search{Brand: desk.BrandID(i + 1), Name: "Late", Query: `acme OR "late, parcel"`, Paused: i == 1, Created: exportDay}); err != nil {
						return err
					}
				}
			}
			return nil
		})
		d.Close()
		if err != nil {
			t.Fatal(err)
		}
	}
	table, err := searchesSaid(dirs[0], "")
	const want = "name,brand,query,state,since,by\nLate,Acme,\"acme OR \"\"late, parcel\"\"\",on,2026-03-02T09:00:00Z,heed\nLate,Bolt,\"acme OR \"\"late, parcel\"\"\",paused,2026-03-02T09:00:00Z,heed\n"
	if err != nil || table != want {
		t.Errorf("printed: %q, %v", table, err)
	}
	if got, err := searchesSaid(dirs[0], "", "--brand", "bolt", "--format", "jsonl"); err != nil || strings.Count(got, "\n") != 1 || !strings.Contains(got, `"brand":"Bolt"`) {
		t.Errorf("of a brand: %q, %v", got, err)
	}
	file := filepath.Join(t.TempDir(), "searches.csv")
	if err := os.WriteFile(file, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args  []string
		stdin string
		said  string
		wrong string
	}{
		{[]string{"import", file}, "", "", "An import needs the name"},
		{[]string{"import", file, "--as", "agent@acme.example"}, "", "", "You're not allowed to change searches."},
		{[]string{"import", file, "--as", "nobody@acme.example"}, "", "", "There is no agent with this address."},
		{[]string{"import", file + "x", "--as", "lead@acme.example"}, "", "", "There is no file"},
		{[]string{"import", file, "--as", "lead@acme.example", "--existing", "burn"}, "", "", "--existing is update or leave."},
		{[]string{"import", "-", "--as", "lead@acme.example"}, table + "Bad,Bolt,acme OR,on,,\nGone,Nope,acme,on,,\n", "", "-:4:15: "},
		{[]string{"import", "-", "--as", "lead@acme.example"}, table + "Bad,Bolt,acme OR,on,,\nGone,Nope,acme,on,,\n", "", "\n-:5:6: There is no brand Nope."},
		{[]string{"import", file, "--as", "lead@acme.example", "--dry-run"}, "", "Dry run, nothing was changed. The import would give: 2 added, 0 updated, 0 kept as they were, 0 already the same.\n", ""},
		{[]string{"import", file, "--as", "lead@acme.example"}, "", "2 added, 0 updated, 0 kept as they were, 0 already the same. You can undo this on the desk's Listen page for a day.\n", ""},
		{[]string{"import", file, "--as", "lead@acme.example"}, "", "0 added, 0 updated, 0 kept as they were, 2 already the same.\n", ""},
		{[]string{"import", "-", "--as", "lead@acme.example", "--existing", "leave"}, "query,name,brand\nacme,late,Acme\n", "0 added, 0 updated, 1 kept as they were, 0 already the same.\n", ""},
	} {
		said, err := searchesSaid(dirs[1], c.stdin, c.args...)
		if said != c.said || (err != nil) != (c.wrong != "") || !strings.Contains(fmt.Sprint(err), c.wrong) {
			t.Errorf("%v: %q, %v", c.args, said, err)
		}
	}
	if got, err := searchesSaid(dirs[1], ""); err != nil || strings.Count(got, ",lead\n") != 2 || !strings.Contains(got, "Late,Bolt,\"acme OR \"\"late, parcel\"\"\",paused,") {
		t.Errorf("what was brought in: %q, %v", got, err)
	}
	if _, err := searchesSaid(dirs[0], "", "--format", "xml"); err == nil {
		t.Error("a form that is none is taken")
	}
}
