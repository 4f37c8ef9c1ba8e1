// Command build bundles the desk's script and style from assets/src to assets/dist
// with esbuild. It needs no Node and no network. Run it with
// `go generate ./internal/web`.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"heed/internal/web/assets/bundle"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

func run() error {
	root := "assets"
	files, err := bundle.Make(filepath.Join(root, "src"))
	if err != nil {
		return err
	}
	for name, body := range files {
		p := filepath.Join(root, "dist", name)
		if err := os.WriteFile(p, body, 0o644); err != nil {
			return err
		}
		fmt.Printf("%-13s %6d bytes\n", name, len(body))
	}
	return nil
}
