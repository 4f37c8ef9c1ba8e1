package view

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestWhatRulesSayIsRetoldInGerman(t *testing.T) {
	t.Parallel()
	for english, german := range map[string]string{
		"Jonas Feld knows this customer (load 2¾ of 25)":              "Jonas Feld kennt diesen Kunden (Auslastung 2¾ von 25)",
		"Jonas Feld's turn: no case so far (load 0 of 25)":            "Jonas Feld ist an der Reihe: bisher kein Fall (Auslastung 0 von 25)",
		"nobody who could take it has room: all 5 are at their limit": "alle 5, die ihn nehmen könnten, haben so viele Fälle, wie sie dürfen",
		"nobody in team Returns on shift speaks French":               "niemand im Team Returns im Dienst spricht Französisch",
		"nobody may decide about 250":                                 "niemand darf über 250 entscheiden",
		"nobody is on shift":                                          "niemand ist im Dienst",
		"nobody belongs to team Returns":                              "niemand gehört zum Team Returns",
		"15 min around the clock from Sun 06:05":                      "15 min rund um die Uhr ab So 06:05",
		"due Sun 06:20":                                               "fällig So 06:20",
		"Fri 18:00 closed until Mon 08:00 (Easter)":                   "Fr 18:00 geschlossen bis Mo 08:00 (Easter)",
		"Mon 07:00 to 21:00 counts 14 h, 2 h left":                    "Mo 07:00 bis 21:00 zählt 14 h, noch 2 h",
		"it is public":                                                     "es ist öffentlich",
		"intent is not spam":                                               "Anliegen ist nicht Spam",
		"private data in it: phone, email":                                 "private Daten darin: Telefon, E-Mail",
		"confidence in the intent at least 0.7 (0.83)":                     "Sicherheit des Anliegens mindestens 0.7 (0.83)",
		"low urgency: 2 times the time":                                    "Dringlichkeit niedrig: 2-fache Zeit",
		"Mon–Fri 07:00–21:00, Sat 09:00–17:00 Europe/Vienna":               "Mo–Fr 07:00–21:00, Sa 09:00–17:00 Europe/Vienna",
		"Anyone could read the phone number here.":                         "Alle könnten das hier lesen: Telefonnummer.",
		"Too long: 312 of 300 graphemes.":                                  "Zu lang: 312 von 300 (Zeichen).",
		"Mara Lind answered 12 seconds ago.":                               "Mara Lind antwortete vor 12 Sekunden.",
		"The customer said they already tried phone (“a”).":                "Die Person sagte, dass das schon nicht half: Telefon (“a”).",
		"Case #99999 doesn't exist.":                                       "Den Fall #99999 gibt es nicht.",
		"Raise the cap, or wait until it resets on 1 December, 00:00 UTC.": "Erhöhen Sie die Obergrenze, oder warten Sie bis zum 1. Dezember, 00:00 UTC, wenn sie neu beginnt.",
		"what no catalogue knows":                                          "what no catalogue knows",
		"This search's monthly cap is reached: nothing more is read for it on X. About 40 posts were not heard so far. The usual volume isn't known yet.": "Die Obergrenze des Monats für diese Suche ist erreicht: Auf X wird für sie nichts mehr gelesen. Bisher wurden etwa 40 Beiträge nicht gehört. Was üblich ist, ist noch nicht bekannt.",
		"The network no longer accepts our credentials: Bluesky didn't accept this account's credentials.":                                                "Das Netz nimmt unsere Zugangsdaten nicht mehr an: Bluesky nahm die Zugangsdaten dieses Kontos nicht an.",
		"Check that it's running. heed retries automatically and catches up on what it missed.":                                                           "Sehen Sie nach, ob es läuft. heed versucht es von selbst wieder und holt das Versäumte nach.",
		"The public stream broke off: EOF.": "Der öffentliche Strom brach ab: EOF.",
		"4 h of covered time (Mon–Fri 07:00–21:00, Sat 09:00–17:00 Europe/Vienna) from Sun 06:07": "4 h besetzte Zeit (Mo–Fr 07:00–21:00, Sa 09:00–17:00 Europe/Vienna) ab So 06:07",
	} {
		if got := Retell("de", english); got != german {
			t.Errorf("%q: %q, want %q", english, got, german)
		}
		if got := Retell("en", english); got != english {
			t.Errorf("in English %q became %q", english, got)
		}
	}
}

func TestPatternsKeepTheirValues(t *testing.T) {
	t.Parallel()
	seen, kinds := map[string]bool{}, regexp.MustCompile("%["+holes+"]")
	for _, p := range slices.Concat(germanAlarmPatterns, germanPolicyPatterns, germanPatterns, germanSearchPatterns) {
		places := kinds.FindAllString(p[0], -1)
		if len(places) == 0 || !slices.Equal(places, kinds.FindAllString(p[1], -1)) || strings.Count(p[0], "%") != len(places) || seen[p[0]] {
			t.Errorf("%q → %q", p[0], p[1])
		}
		seen[p[0]] = true
	}
}

func FuzzRetell(f *testing.F) {
	f.Add("a is b is c, d, e (f)")
	f.Add("Mon–Fri 07:00–21:00")
	f.Fuzz(func(t *testing.T, s string) {
		if Retell("de", s) == "" && s != "" {
			t.Errorf("%q is lost", s)
		}
	})
}
