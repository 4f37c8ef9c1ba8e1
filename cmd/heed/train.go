package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"heed/internal/desk"
	"heed/internal/signal"
	"heed/internal/train"
)

func trainCommand() *cobra.Command {
	var data, out string
	c := &cobra.Command{
		Use:   "train",
		Short: "Make the model that reads signals anew, from the public sets it was made of",
		Long: `Makes the model that tells sentiment, complaints and spam (docs/models.md) from the sets of
labelled texts that it was made of, and writes

  signals.bin.zst   the model
  signals.txt       its card: checksum, what taught it, and figures on texts that did not

The same data and the same heed give the same bytes on the same kind of machine. A desk does not need this
command: the model is part of the program, and what agents correct is learnt in the desk.

DIR must hold goemotions, vader, banking77, clinc150, email-intent, sms-spam and youtube-spam,
as docs/models.md describes them.`,
		Example: `  heed train --data ../shared/data/train-ok --out internal/signal/model`,
		Args:    nothing,
		RunE: func(*cobra.Command, []string) error {
			if data == "" || out == "" {
				return &desk.Error{Kind: desk.Invalid, Field: "data", Message: "Say where the sets are with --data and where the model goes with --out."}
			}
			res, err := train.Run(data, func(s string) { fmt.Fprintln(os.Stderr, s) })
			if err != nil {
				return err
			}
			if err := os.MkdirAll(out, 0o755); err != nil {
				return err
			}
			packed, err := signal.Pack(res.Bytes)
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(out, "signals.bin.zst"), packed, 0o644); err != nil {
				return err
			}
			fmt.Print(res.Card())
			return os.WriteFile(filepath.Join(out, "signals.txt"), []byte(res.Card()), 0o644)
		},
	}
	c.Flags().StringVar(&data, "data", "", "Folder of the sets (required).")
	c.Flags().StringVar(&out, "out", "", "Folder for the model and its card (required).")
	return c
}
