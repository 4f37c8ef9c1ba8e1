// Command build makes Go from the templates below the folder it runs in. Run it with
// `go generate ./...`; `go tool templ fmt` formats templates.
package main

import (
	"fmt"
	"os"

	"heed/internal/web/templates"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

func run() error {
	files, err := templates.Find(".")
	if err != nil {
		return err
	}
	for _, file := range files {
		made, err := templates.Make(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(templates.Target(file), made, 0o644); err != nil {
			return err
		}
	}
	fmt.Printf("%d templates\n", len(files))
	return nil
}
