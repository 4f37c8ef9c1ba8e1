package train

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"heed/internal/desk"
	"heed/internal/signal"
)

// A set is one folder of the training data.
type set struct {
	name string
	read func(dir string) ([]signal.Example, error)
}

// sets are read in this order, which is part of what makes the model reproducible.
func sets() []set {
	return []set{
		{"goemotions", goEmotions}, {"vader", ratedTweets}, {"banking77", banking}, {"clinc150", clinc},
		{"email-intent", mails}, {"sms-spam", sms}, {"youtube-spam", youTube},
	}
}

func open(dir string, name ...string) (*os.File, error) {
	f, err := os.Open(filepath.Join(append([]string{dir}, name...)...))
	if errors.Is(err, os.ErrNotExist) {
		return nil, &desk.Error{Kind: desk.NotFound, Message: "The training data is incomplete: " + filepath.Join(name...) + " is missing.", Mend: "docs/models.md lists the sets and their folders.", Err: err}
	}
	return f, err
}

// lines calls do for each line, cut at tabs.
func lines(dir, folder, file string, do func(fields []string) error) error {
	f, err := open(dir, folder, file)
	if err != nil {
		return err
	}
	defer f.Close()
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 1<<20)
	for n := 1; scan.Scan(); n++ {
		if err := do(strings.Split(scan.Text(), "\t")); err != nil {
			return fmt.Errorf("%s/%s:%d: %w", folder, file, n, err)
		}
	}
	return scan.Err()
}

// rows calls do for each record of a CSV file.
func rows(dir, folder, file string, do func(fields []string) error) error {
	f, err := open(dir, folder, file)
	if err != nil {
		return err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	for {
		row, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s/%s: %w", folder, file, err)
		}
		if err := do(row); err != nil {
			return fmt.Errorf("%s/%s: %w", folder, file, err)
		}
	}
}

// moodOf groups the 28 emotions of GoEmotions. What is neither friendly nor unfriendly
// (curiosity, confusion, surprise, realization, desire) is neutral; nervousness, fear
// and the like are negative.
func moodOf(emotion int) string {
	switch emotion {
	case 0, 1, 4, 5, 13, 15, 17, 18, 20, 21, 23:
		return "positive"
	case 2, 3, 9, 10, 11, 12, 14, 16, 19, 24, 25:
		return "negative"
	}
	return "neutral"
}

// goEmotions reads comments with their emotions; those that are told to be of two moods
// are left out.
func goEmotions(dir string) (list []signal.Example, err error) {
	return goEmotionsOf(dir, "train.tsv", "dev.tsv")
}

func goEmotionsOf(dir string, files ...string) (list []signal.Example, err error) {
	for _, file := range files {
		err = lines(dir, "goemotions", file, func(f []string) error {
			if len(f) < 2 {
				return errors.New("a line has a text and emotions")
			}
			var moods []string
			var emotions []int
			for e := range strings.SplitSeq(f[1], ",") {
				n, err := strconv.Atoi(e)
				if err != nil {
					return err
				}
				emotions = append(emotions, n)
				if m := moodOf(n); !slices.Contains(moods, m) {
					moods = append(moods, m)
				}
			}
			if len(moods) == 2 && slices.Contains(moods, "neutral") {
				moods = slices.DeleteFunc(moods, func(m string) bool { return m == "neutral" })
			}
			if len(moods) != 1 {
				return nil
			}
			list = append(list, signal.Example{Text: strings.ReplaceAll(f[0], "[NAME]", "@name"), Sentiment: moods[0], Emotions: emotions, Spam: "no", Weight: .5, Domain: signal.DomainComments})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// ratedTweets reads tweets with the mean of ten people's ratings from -4 to 4.
func ratedTweets(dir string) (list []signal.Example, err error) {
	err = lines(dir, "vader", "tweets_GroundTruth.txt", func(f []string) error {
		if len(f) < 3 {
			return errors.New("a line has a number, a rating and a text")
		}
		rating, err := strconv.ParseFloat(f[1], 64)
		if err != nil {
			return err
		}
		e := signal.Example{Text: f[2], Spam: "no", Weight: 2, Domain: signal.DomainTweets}
		switch {
		case rating <= -.7:
			e.Sentiment = "negative"
		case rating >= .9:
			e.Sentiment, e.Complaint = "positive", "no"
		case rating >= -.4 && rating <= .5:
			e.Sentiment = "neutral"
		default:
			return nil
		}
		list = append(list, e)
		return nil
	})
	return list, err
}

// ratedWords reads the words of the VADER lexicon with their weights, those on which
// the ten raters agreed.
func ratedWords(dir string) (map[string]float64, error) {
	words := map[string]float64{}
	err := lines(dir, "vader", "vader_lexicon.txt", func(f []string) error {
		if len(f) < 3 {
			return errors.New("a line has a word, a weight and a deviation")
		}
		weight, err := strconv.ParseFloat(f[1], 64)
		if err != nil {
			return err
		}
		deviation, err := strconv.ParseFloat(f[2], 64)
		if err != nil {
			return err
		}
		if word := f[0]; len(word) > 2 && word[0] >= 'a' && word[0] <= 'z' && strings.Trim(word, "abcdefghijklmnopqrstuvwxyz'") == "" && deviation < 1.6 {
			words[word] = weight
		}
		return nil
	})
	return words, err
}

// banking reads questions to a bank. Some of its 77 kinds say that something went
// wrong; the others only ask.
func banking(dir string) ([]signal.Example, error) {
	return bankingOf(dir, filepath.Join("banking_data", "train.csv"))
}

func bankingOf(dir, file string) (list []signal.Example, err error) {
	err = rows(dir, "banking77", file, func(f []string) error {
		if len(f) != 2 {
			return errors.New("a row has a text and a category")
		}
		if f[1] == "category" {
			return nil
		}
		e := signal.Example{Text: strings.Join(strings.Fields(f[0]), " "), Spam: "no", Task: "banking77", Class: f[1], Weight: .7}
		switch kind := f[1]; {
		case wentWrong(kind):
			e.Complaint = "yes"
		case !unclear(kind):
			e.Complaint = "no"
		}
		list = append(list, e)
		return nil
	})
	return list, err
}

func wentWrong(kind string) bool {
	switch kind {
	case "declined_card_payment", "declined_cash_withdrawal", "declined_transfer", "failed_transfer", "transaction_charged_twice", "card_not_working",
		"card_payment_wrong_exchange_rate", "extra_charge_on_statement", "wrong_amount_of_cash_received", "wrong_exchange_rate_for_cash_withdrawal",
		"transfer_not_received_by_recipient", "balance_not_updated_after_bank_transfer", "balance_not_updated_after_cheque_or_cash_deposit",
		"contactless_not_working", "virtual_card_not_working", "card_payment_fee_charged", "cash_withdrawal_charge", "transfer_fee_charged",
		"top_up_failed", "card_payment_not_recognised", "direct_debit_payment_not_recognised", "cash_withdrawal_not_recognised", "Refund_not_showing_up",
		"reverted_card_payment?", "top_up_reverted", "card_swallowed", "compromised_card", "pending_card_payment", "unable_to_verify_identity":
		return true
	}
	return false
}

func unclear(kind string) bool {
	switch kind {
	case "card_arrival", "beneficiary_not_allowed", "lost_or_stolen_card", "lost_or_stolen_phone", "pin_blocked", "pending_top_up", "pending_transfer",
		"pending_cash_withdrawal", "request_refund", "terminate_account", "why_verify_identity", "transfer_timing", "card_delivery_estimate", "cancel_transfer":
		return true
	}
	return false
}

// clinc reads what people say to an assistant: plain questions and requests, but for a
// few kinds that are about trouble.
func clinc(dir string) ([]signal.Example, error) {
	f, err := open(dir, "clinc150", "data", "data_full.json")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all map[string][][2]string
	if err := json.NewDecoder(f).Decode(&all); err != nil {
		return nil, fmt.Errorf("clinc150: %w", err)
	}
	var list []signal.Example
	for _, row := range append(all["train"], all["val"]...) {
		e := signal.Example{Text: row[0], Complaint: "no", Spam: "no", Task: "clinc150", Class: row[1], Weight: .4}
		switch row[1] {
		case "card_declined", "lost_luggage", "damaged_card", "account_blocked", "report_fraud", "report_lost_card", "jump_start", "uber":
			e.Complaint = ""
		}
		list = append(list, e)
	}
	return list, nil
}

// mails reads sentences of business mails: with a request in them, or not.
func mails(dir string) (list []signal.Example, err error) {
	err = lines(dir, "email-intent", filepath.Join("src", "resources", "Ask0729-fixed.txt"), func(f []string) error {
		if len(f) == 2 {
			list = append(list, signal.Example{Text: f[1], Complaint: "no", Weight: .2})
		}
		return nil
	})
	return list, err
}

func sms(dir string) (list []signal.Example, err error) {
	err = lines(dir, "sms-spam", "sms.tsv", func(f []string) error {
		if len(f) < 2 {
			return errors.New("a line has a label and a text")
		}
		e := signal.Example{Text: f[1], Spam: "no", Weight: .7}
		if f[0] == "spam" {
			e.Spam, e.Complaint = "yes", "no"
		}
		list = append(list, e)
		return nil
	})
	return list, err
}

func youTube(dir string) (list []signal.Example, err error) {
	err = rows(dir, "youtube-spam", "Youtube05-Shakira.csv", func(f []string) error {
		if len(f) == 5 && f[4] != "CLASS" {
			list = append(list, spamOr(f[3], f[4] == "1"))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = rows(dir, "youtube-spam", "Youtube01-Psy.csv", func(f []string) error {
		if len(f) == 2 {
			list = append(list, spamOr(f[1], f[0] == "spam"))
		}
		return nil
	})
	return list, err
}

func spamOr(text string, yes bool) signal.Example {
	e := signal.Example{Text: text, Spam: "no", Weight: 1}
	if yes {
		e.Spam, e.Complaint = "yes", "no"
	}
	return e
}
