package calendar

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/ar"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/bg"
	"github.com/rickar/cal/v2/br"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/gr"
	"github.com/rickar/cal/v2/hr"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/lt"
	"github.com/rickar/cal/v2/lv"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/ro"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/si"
	"github.com/rickar/cal/v2/sk"
	"github.com/rickar/cal/v2/ua"
	"github.com/rickar/cal/v2/us"
	"github.com/rickar/cal/v2/za"
	"sort"

	"heed/internal/order"
)

// Region is a country, or a part of one, whose public holidays are known.
type Region struct {
	Code string // ISO 3166: "DE", "DE-BY"
	Name string // "Germany", "Germany: Bavaria"
	days []*cal.Holiday
}

// Regions are all regions whose public holidays are known, by their codes.
func Regions() []Region {
	list := countries()
	list = append(list, germany()...)
	list = append(list, australia()...)
	list = append(list, switzerland()...)
	list = append(list, britain()...)
	sort.Slice(list, func(i, j int) bool { return list[i].Code < list[j].Code })
	return list
}

func countries() []Region {
	return []Region{
		{"AR", "Argentina", ar.Holidays}, {"AT", "Austria", at.Holidays}, {"BE", "Belgium", be.Holidays}, {"BG", "Bulgaria", bg.Holidays},
		{"BR", "Brazil", br.Holidays}, {"CA", "Canada", ca.Holidays}, {"CH", "Switzerland", ch.Holidays}, {"CZ", "Czechia", cz.Holidays},
		{"DE", "Germany", de.Holidays}, {"DK", "Denmark", dk.Holidays}, {"ES", "Spain", es.Holidays}, {"FR", "France", fr.Holidays},
		{"GB", "United Kingdom: England and Wales", gb.Holidays}, {"GR", "Greece", gr.Holidays}, {"HR", "Croatia", hr.Holidays},
		{"IE", "Ireland", ie.Holidays}, {"IT", "Italy", it.Holidays}, {"JP", "Japan", jp.Holidays}, {"LT", "Lithuania", lt.Holidays},
		{"LV", "Latvia", lv.Holidays}, {"NL", "Netherlands", nl.Holidays}, {"NO", "Norway", no.Holidays}, {"NZ", "New Zealand", nz.Holidays},
		{"PL", "Poland", pl.Holidays}, {"RO", "Romania", ro.Holidays}, {"SE", "Sweden", se.Holidays}, {"SI", "Slovenia", si.Holidays},
		{"SK", "Slovakia", sk.Holidays}, {"UA", "Ukraine", ua.Holidays}, {"US", "United States", us.Holidays}, {"ZA", "South Africa", za.Holidays},
	}
}

func germany() []Region {
	return []Region{
		{"DE-BB", "Germany: Brandenburg", de.HolidaysBB}, {"DE-BE", "Germany: Berlin", de.HolidaysBE},
		{"DE-BW", "Germany: Baden-Württemberg", de.HolidaysBW}, {"DE-BY", "Germany: Bavaria", de.HolidaysBY},
		{"DE-HB", "Germany: Bremen", de.HolidaysHB}, {"DE-HE", "Germany: Hesse", de.HolidaysHE}, {"DE-HH", "Germany: Hamburg", de.HolidaysHH},
		{"DE-MV", "Germany: Mecklenburg-Vorpommern", de.HolidaysMV}, {"DE-NI", "Germany: Lower Saxony", de.HolidaysNI},
		{"DE-NW", "Germany: North Rhine-Westphalia", de.HolidaysNW}, {"DE-RP", "Germany: Rhineland-Palatinate", de.HolidaysRP},
		{"DE-SH", "Germany: Schleswig-Holstein", de.HolidaysSH}, {"DE-SL", "Germany: Saarland", de.HolidaysSL},
		{"DE-SN", "Germany: Saxony", de.HolidaysSN}, {"DE-ST", "Germany: Saxony-Anhalt", de.HolidaysST}, {"DE-TH", "Germany: Thuringia", de.HolidaysTH},
	}
}

func australia() []Region {
	return []Region{
		{"AU-ACT", "Australia: Capital Territory", au.HolidaysACT}, {"AU-NSW", "Australia: New South Wales", au.HolidaysNSW},
		{"AU-NT", "Australia: Northern Territory", au.HolidaysNT}, {"AU-QLD", "Australia: Queensland", au.HolidaysQLD},
		{"AU-SA", "Australia: South Australia", au.HolidaysSA}, {"AU-TAS", "Australia: Tasmania", au.HolidaysTAS},
		{"AU-VIC", "Australia: Victoria", au.HolidaysVIC}, {"AU-WA", "Australia: Western Australia", au.HolidaysWA},
	}
}

func switzerland() []Region {
	return []Region{
		{"CH-AG", "Switzerland: Aargau", ch.HolidaysAG}, {"CH-AI", "Switzerland: Appenzell Innerrhoden", ch.HolidaysAI},
		{"CH-AR", "Switzerland: Appenzell Ausserrhoden", ch.HolidaysAR}, {"CH-BE", "Switzerland: Bern", ch.HolidaysBE},
		{"CH-BL", "Switzerland: Basel-Landschaft", ch.HolidaysBL}, {"CH-BS", "Switzerland: Basel-Stadt", ch.HolidaysBS},
		{"CH-FR", "Switzerland: Fribourg", ch.HolidaysFR}, {"CH-GE", "Switzerland: Geneva", ch.HolidaysGE},
		{"CH-GL", "Switzerland: Glarus", ch.HolidaysGL}, {"CH-GR", "Switzerland: Graubünden", ch.HolidaysGR},
		{"CH-JU", "Switzerland: Jura", ch.HolidaysJU}, {"CH-LU", "Switzerland: Lucerne", ch.HolidaysLU},
		{"CH-NE", "Switzerland: Neuchâtel", ch.HolidaysNE}, {"CH-NW", "Switzerland: Nidwalden", ch.HolidaysNW},
		{"CH-OW", "Switzerland: Obwalden", ch.HolidaysOW}, {"CH-SG", "Switzerland: St. Gallen", ch.HolidaysSG},
		{"CH-SH", "Switzerland: Schaffhausen", ch.HolidaysSH}, {"CH-SO", "Switzerland: Solothurn", ch.HolidaysSO},
		{"CH-SZ", "Switzerland: Schwyz", ch.HolidaysSZ}, {"CH-TG", "Switzerland: Thurgau", ch.HolidaysTG},
		{"CH-TI", "Switzerland: Ticino", ch.HolidaysTI}, {"CH-UR", "Switzerland: Uri", ch.HolidaysUR},
		{"CH-VD", "Switzerland: Vaud", ch.HolidaysVD}, {"CH-VS", "Switzerland: Valais", ch.HolidaysVS},
		{"CH-ZG", "Switzerland: Zug", ch.HolidaysZG}, {"CH-ZH", "Switzerland: Zurich", ch.HolidaysZH},
	}
}

// britain adds what the library leaves out: the bank holidays of Scotland and Northern
// Ireland as gov.uk lists them.
func britain() []Region {
	fixed := func(name string, month time.Month, day int) *cal.Holiday {
		return &cal.Holiday{Name: name, Month: month, Day: day, Func: cal.CalcDayOfMonth,
			Observed: []cal.AltDay{{Day: time.Saturday, Offset: 2}, {Day: time.Sunday, Offset: 1}}}
	}
	common := []*cal.Holiday{gb.NewYear, gb.GoodFriday, gb.EarlyMay, gb.VEDay, gb.CoronationDay, gb.SpringHoliday, gb.SpringHoliday2022,
		gb.PlatinumJubilee, gb.ChristmasDay, gb.BoxingDay}
	second := &cal.Holiday{Name: "2 January", Month: time.January, Day: 2, Func: cal.CalcDayOfMonth,
		Observed: []cal.AltDay{{Day: time.Saturday, Offset: 2}, {Day: time.Sunday, Offset: 2}, {Day: time.Monday, Offset: 1}}}
	return []Region{
		{"GB-SCT", "United Kingdom: Scotland", append(slices.Clone(common), second, gb.SummerHolidayScotland, fixed("St Andrew's Day", time.November, 30))},
		{"GB-NIR", "United Kingdom: Northern Ireland", append(slices.Clone(common), fixed("St Patrick's Day", time.March, 17), gb.EasterMonday,
			fixed("Battle of the Boyne", time.July, 12), gb.SummerHoliday)},
	}
}

// RegionNamed finds a region by its code, in any case of letters; false if it is not
// known.
func RegionNamed(code string) (Region, bool) {
	code = strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(code), "_", "-"))
	if code == "UK" {
		code = "GB"
	}
	for _, r := range Regions() {
		if r.Code == code {
			return r, true
		}
	}
	return Region{}, false
}

// Holiday is a public holiday.
type Holiday struct {
	Date string // 2026-12-25
	Name string // in the language of the place; "(observed)" after it on the day that stands in for one on a weekend
}

// Holidays lists a region's public holidays of a year, by date.
func (r Region) Holidays(year int) []Holiday {
	var list []Holiday
	for day, name := range r.year(year) {
		list = append(list, Holiday{dateWords(day), name})
	}
	order.By(list, func(a, b Holiday) int { return cmp.Compare(a.Date, b.Date) })
	return list
}

// year is a region's public holidays of a year. One that is observed on another day than
// its own is on both, since a desk that works at weekends is closed on its own.
func (r Region) year(year int) map[int64]string {
	days := map[int64]string{}
	put := func(t time.Time, name string) {
		// The library gives midnight by the machine's clock, which may skip it.
		y, m, d := t.Add(3 * time.Hour).Date()
		if y != year || t.IsZero() {
			return
		}
		day := floorDiv(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix(), daySeconds)
		if have, ok := days[day]; !ok || strings.HasSuffix(have, observed) {
			days[day] = name
		}
	}
	for _, h := range r.days {
		for y := max(year-1, 1); y <= year+1; y++ {
			own, seen := h.Calc(y)
			put(own, h.Name)
			if !seen.Equal(own) {
				put(seen, h.Name+observed)
			}
		}
	}
	return days
}

const observed = " (observed)"

// holidaySet is the holidays of one region in a plan.
type holidaySet struct {
	region Region
	own    []window
	except []string
}

func holidaySets(field string, list []Holidays) ([]holidaySet, []Holidays, error) {
	if len(list) > maxHolidays {
		return nil, nil, invalid(field, fmt.Sprintf("There are more than %d regions.", maxHolidays), "A calendar is for one place: make another for the others.")
	}
	var sets []holidaySet
	usual := slices.Clone(list)
	for i, h := range list {
		at := fmt.Sprintf("%s[%d]", field, i)
		region, ok := RegionNamed(h.Region)
		if !ok {
			return nil, nil, invalid(at+".region", fmt.Sprintf("The holidays of %q are not known.", h.Region), regionMend(h.Region))
		}
		own, words, err := parseWindows(at+".hours", h.Hours)
		if err != nil {
			return nil, nil, err
		}
		if len(h.Except) > maxHolidayNames {
			return nil, nil, invalid(at+".except", fmt.Sprintf("More than %d names are left out.", maxHolidayNames), "")
		}
		usual[i].Region, usual[i].Hours = region.Code, words
		sets = append(sets, holidaySet{region, own, h.Except})
	}
	return sets, usual, nil
}

const maxHolidayNames = 100

// regionMend names the regions of the country that was meant, else the countries.
func regionMend(code string) string {
	country, _, _ := strings.Cut(strings.ToUpper(code), "-")
	var near, all []string
	for _, r := range Regions() {
		if strings.HasPrefix(r.Code, country+"-") || r.Code == country {
			near = append(near, r.Code)
		}
		if len(r.Code) == 2 {
			all = append(all, r.Code)
		}
	}
	if len(near) == 0 || country == "" {
		near = append(all, "AU-NSW")
	}
	return "Known are " + strings.Join(near, ", ") + "."
}

// holidayYear names a year of a plan's holidays.
type holidayYear struct {
	plan *plan
	year int
}

// holiday tells what a plan's holidays make of a day.
func (z *cursor) holiday(p *plan, day int64) (date, bool) {
	if len(p.holidays) == 0 {
		return date{}, false
	}
	key := holidayYear{p, time.Unix(day*daySeconds, 0).UTC().Year()}
	days, known := z.years[key]
	if !known {
		if days = map[int64]date{}; key.year >= 1 && key.year <= 9998 {
			days = p.holidaysOf(key.year)
		}
		if z.years == nil {
			z.years = map[holidayYear]map[int64]date{}
		}
		z.years[key] = days
	}
	d, ok := days[day]
	return d, ok
}

// holidaysOf joins the regions of a plan: the first that names a day says what holds.
func (p *plan) holidaysOf(year int) map[int64]date {
	days := map[int64]date{}
	for _, s := range p.holidays {
		for day, name := range s.region.year(year) {
			if _, twice := days[day]; twice || s.leavesOut(name) {
				continue
			}
			days[day] = date{name, s.own}
		}
	}
	return days
}

func (s *holidaySet) leavesOut(name string) bool {
	return slices.ContainsFunc(s.except, func(x string) bool { return strings.EqualFold(strings.TrimSpace(x), name) })
}
