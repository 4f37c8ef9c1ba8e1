package builder

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/listen"
	"heed/internal/privacy"
	"heed/internal/signal"
	"heed/internal/store"
	"heed/internal/text/langid"
)

// An everyday is a brand whose name is a word of some language: what people say with the word, and what
// they say to the company.
type everyday struct {
	brand, query string
	about, other []string
	want         string // what the proposal adds; "": there is none
	kept, rid    int    // of about and of other, after it
}

var everydays = []everyday{ // read only
	{"Apple", "apple", []string{
		"my apple phone does not charge any more", "apple support keeps me waiting for two hours", "the update from apple broke my alarm", "apple, where is my refund?",
		"the apple store in town sent me away", "three weeks for a battery, apple?", "paid twice for the same app, apple does not answer", "apple took my money and the order is gone",
		"my apple watch strap broke after a week", "apple account locked since Monday, nobody helps", "apple deletes my photos, thanks for nothing", "no sound in my apple earbuds since today",
		"apple courier never came", "the screen of my new apple laptop flickers", "apple raised the price of the subscription again", "is apple music down for anybody else?",
	}, []string{
		"baked an apple pie with cinnamon", "an apple a day keeps the doctor away", "apple pie and custard for dinner", "the best apple juice is from our orchard", "apple picking with the kids today",
		"who wants apple pie?", "apple juice or orange juice in the morning?", "my apple tree is full of blossom", "the old apple tree fell in the storm", "apple cider season is here",
		"warm apple pie on a cold day", "hot apple cider by the fire", "planted an apple tree for my daughter", "we went apple picking and came home with forty pounds", "apple crumble recipe, anyone?",
		"a worm in my apple juice carton drawing, cute", "grandma's apple pie recipe", "the apple blossom is late this year", "an apple and a banana for breakfast", "apple cider vinegar is not a cure",
	}, " -pie -juice", 16, 8},
	{"Gut", "gut", []string{
		"Gut hat meine Bestellung verloren", "seit zwei Wochen keine Antwort von Gut", "Gut bucht doppelt ab, was soll das", "die App von Gut stürzt ständig ab", "Lieferung von Gut kam zerbrochen an",
		"hat noch jemand Ärger mit Gut und der Rechnung?", "Gut, wo bleibt mein Paket?", "der Kundendienst von Gut legt einfach auf", "bei Gut ist mein Konto gesperrt", "Gut schickt mir Mahnungen für bezahlte Rechnungen",
		"Retoure bei Gut seit einem Monat offen", "heute wieder kein Bote von Gut da", "Gut erstattet mir alles nur als Gutschein", "mein Vertrag bei Gut läuft einfach weiter",
	}, []string{
		"alles gut bei dir?", "das hast du gut gemacht", "mir geht es gut", "gut geschlafen, guten Morgen", "heute ist alles gut gelaufen", "na gut, dann eben morgen", "das Essen war richtig gut",
		"wird schon alles gut", "gut gemacht, Team!", "mir geht es heute wieder gut", "Ende gut, alles gut", "das tut gut", "so gut wie neu", "der Film war echt gut", "schon gut, kein Problem",
		"richtig gut gespielt gestern", "echt gut geschrieben", "geht es euch gut?", "das tut mir gut", "klingt gut, bin dabei",
	}, ` -"alles gut"`, 14, 4},
	{"Ja", "ja (bestelling OR pakket OR app OR rekening OR morgen OR natuurlijk OR hoor OR precies OR leuk OR klar)", []string{
		"de bestelling bij Ja is nooit aangekomen", "Ja heeft twee keer geld afgeschreven", "klantenservice van Ja neemt niet op", "al drie weken wachten op mijn pakket van Ja", "de app van Ja werkt niet",
		"Ja weigert mijn retour", "mijn rekening bij Ja klopt niet", "waarom antwoordt Ja niet op mijn mail", "het pakket van Ja was kapot", "abonnement bij Ja opgezegd en toch betalen",
	}, []string{
		"ja hoor, dat komt goed", "ja natuurlijk", "ja precies, dat bedoel ik", "ja hoor, tot morgen", "nou ja, dan maar niet", "ja natuurlijk kom ik", "ja klopt helemaal", "oh ja, vergeten", "nou ja zeg",
		"ja leuk, doen we", "ja precies", "ja lekker weer vandaag", "oh ja leuk", "ja hoor", "na ja, egal", "ja klar, gerne", "ja klar, morgen um acht", "ach ja, früher", "na ja, geht so", "ja genau",
	}, "", 0, 0},
	{"Orange", "orange", []string{
		"orange ne répond plus au téléphone", "ma box orange est en panne depuis trois jours", "orange m'a prélevé deux fois", "le technicien orange n'est jamais venu", "my orange contract was cancelled without notice",
		"orange roaming charged me forty euros", "plus de réseau orange dans le village", "facture orange incompréhensible", "orange refuse de rembourser", "no signal from orange since this morning",
		"orange lost my number when I moved", "la fibre orange coupe tous les soirs",
	}, []string{
		"jus d'orange pressé ce matin", "un ciel orange magnifique", "fresh orange juice", "an orange sky over the bay", "robe orange pour le mariage", "orange juice with pulp", "orange cat in the window",
		"un jus d'orange et un croissant", "the orange cat from next door", "painted the wall orange", "ciel orange ce soir", "blood orange cake", "le chat orange du voisin", "orange is my favourite colour",
		"un verre de jus d'orange", "orange peel in the tea", "couleur orange cette saison", "orange juice again", "sky turned orange", "marmelade d'orange amère",
	}, "", 0, 0},
}

// talk is what people say beside, in their languages: what is common there is not to be left out.
func talk(reader *signal.Reader) (out []desk.Message) {
	lines := []string{"this morning it rained again", "the kids are home today", "who is watching the match tonight?", "heute morgen war alles nass", "morgen geht es wieder in die Schule", "ich bin heute zu Hause geblieben",
		"ik denk dat het morgen regent", "dat was een mooie dag", "we gaan morgen naar zee", "ce matin il pleut encore", "un bon café et au travail", "ce soir on reste à la maison"}
	for n := range 6000 {
		m := said(10_000+n, lines[n%len(lines)])
		m.Lang = reader.Read(&m).Language.Label
		out = append(out, m)
	}
	return out
}

// TestEverydayWords walks a desk of four brands whose names are everyday words: five posts are marked as not about us,
// and the proposal is judged by posts that nobody has marked.
func TestEverydayWords(t *testing.T) {
	t.Parallel()
	model, err := langid.Load()
	if err != nil {
		t.Fatal(err)
	}
	reader := signal.New(model, privacy.Find)
	for at, e := range everydays {
		var heard []desk.Message
		n := 0
		for _, list := range [][]string{e.about, e.other} {
			for _, text := range list {
				n++
				m := said(n, text)
				m.Signals = reader.Read(&m)
				m.Lang = m.Signals.Language.Label
				m.Hits = []desk.Hit{{Search: desk.SearchID(at + 1), Name: e.brand, Spans: []desk.Span{{Start: 0, End: 1}}}}
				heard = append(heard, m)
			}
		}
		s, db := newService(t, append(slices.Clone(heard), talk(reader)...)...)
		if err := db.Update(t.Context(), func(tx *store.Tx) error {
			for _, x := range everydays {
				b := &desk.Brand{Name: x.brand}
				if err := tx.CreateBrand(b); err != nil {
					return err
				}
				if err := tx.CreateSearch(&desk.Search{Name: x.brand, Query: x.query, Brand: b.ID, Created: start}); err != nil {
					return err
				}
			}
			for i := range heard {
				m := &heard[i]
				c := &desk.Case{Brand: desk.BrandID(at + 1), Network: "x", Person: 1, Stage: desk.New, OpenedAt: start, UpdatedAt: start, WaitingSince: start, Hits: m.Hits}
				if err := tx.CreateCase(c); err != nil {
					return err
				}
				m.Case = c.ID
				if err := tx.CreateMessage(m, 0); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for i := range 7 {
			m := &heard[len(e.about)+i]
			if err := s.Mark(t.Context(), lead, m.ID, desk.SearchID(at+1), true); err != nil {
				t.Fatal(err)
			}
		}
		r, err := s.Relevance(t.Context(), lead, desk.SearchID(at+1))
		if err != nil {
			t.Fatal(err)
		}
		p := r.Proposal
		if e.want == "" {
			if p != nil || r.None == "" {
				t.Errorf("%s: %+v", e.brand, p)
			}
			continue
		}
		if p == nil || p.Query != e.query+e.want || p.Left < 2 {
			t.Fatalf("%s: %+v, %s", e.brand, p, r.None)
		}
		narrow, err := listen.Parse(p.Query)
		if err != nil {
			t.Fatal(err)
		}
		still := matcher(narrow)
		kept, rid := 0, 0
		for i := range heard {
			switch {
			case i >= len(e.about) && !still(&heard[i]):
				rid++
			case i < len(e.about) && still(&heard[i]):
				kept++
			}
		}
		if kept != e.kept || rid != e.rid {
			t.Errorf("%s: it keeps %d of %d about us, want %d, and is rid of %d of %d others, want %d", e.brand, kept, len(e.about), e.kept, rid, len(e.other), e.rid)
		}
	}
}

// TestOtherBrands: what another brand or search of the desk is about is never proposed to be left out; of posts like one it may be.
func TestOtherBrands(t *testing.T) {
	t.Parallel()
	bad := []desk.Message{said(1, "apple and orange in one bowl"), said(2, "orange beats apple"), said(3, "apple, orange, norden 苹果汁")}
	s, db := newService(t, append(bad, said(4, "apple phone"), said(5, "apple charger"))...)
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		if err := tx.CreateBrand(&desk.Brand{Name: "Orange"}); err != nil {
			return err
		}
		return tx.CreateSearch(&desk.Search{Name: "Norden", Query: "(norden OR 苹果汁) -apple", Created: start})
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Exclude(t.Context(), lead, "apple", "x", "p3")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range out {
		got = append(got, e.Term.Query+" "+e.Owner.Search+e.Owner.Brand)
	}
	if diff := cmp.Diff([]string{"from:u3.test ", "norden Norden", "苹果汁 Norden", `"apple orange" Orange`, "orange Orange"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	o, err := s.options(t.Context(), "apple", bad)
	if err != nil || !o.Keep["orange"] || !o.Keep["norden"] || !o.Keep["apple"] || o.Asked["orange"] {
		t.Errorf("%+v, %v", o, err)
	}
}
