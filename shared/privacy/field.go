package privacy

import (
	"strings"
	"unicode/utf8"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/workbook"
)

// The longest texts that a return may hold, in characters: a note and the
// known issues of the Cover (the return's design, check P03), a link, and
// anything in a column of numbers or of a list. The longest entry of a list
// has some 70 characters; a locality is named in 64 at most.
const (
	mostNote   = 200
	mostIssues = 1000
	mostLink   = 500
	mostEntry  = 80

	// sentenceWords in an entry of a list make a sentence: the longest entry
	// has eight words.
	sentenceWords = 10
)

// fieldLimits are the headings of the return's columns, letters and digits
// only, and how long what stands under them may be.
var fieldLimits = func() map[string]int {
	m := map[string]int{"note": mostNote, "notes": mostNote, "evidencelink": mostLink}
	for h := range set(`measure breakdowntype breakdownvalue count agency fact answer date settingtype setting category servicecategory service
		question headcountneedingtraining trained24m trainedreluctantfamilies practitionersholdingcases supervised8w wte opencases coursesrun
		coursesevaluated seatsexpected seatsfilled frontdoormeetings frontdoormeetingscomplete settings signedupencompass notificationssent
		notificationsbeforeschool accessexpected accessinuse serviceslisted checked12m noreferralneeded responses agree unsure`) {
		m[h] = mostEntry
	}
	return m
}()

// fields finds text where none belongs, or more than belongs, by the headings
// that stand above it.
type fields struct {
	s      *screener
	sheet  string
	limits map[int]int // by column; 0 for others
	cover  bool        // the table of the Cover: items and answers
}

func newFields(s *screener, sheet string) *fields {
	return &fields{s: s, sheet: sheet, limits: map[int]int{}}
}

func (f *fields) add(row workbook.Row) {
	if f.heading(row) || len(f.limits) == 0 {
		return
	}
	item := ""
	for _, c := range row.Cells {
		if c.Kind != workbook.Text {
			continue
		}
		if f.cover && item == "" {
			item = plain(c.Text)
		}
		most := f.limits[c.Col]
		if f.cover && most > 0 && item == "knownissues" {
			most = mostIssues
		}
		if most == mostEntry && strings.Count(c.Text, " ") >= sentenceWords-1 {
			f.s.add(cell.Ref{Sheet: f.sheet, Row: row.Number, Col: c.Col}, cell.FreeText, "")
			continue
		}
		if most == 0 || len(c.Text) <= most {
			continue
		}
		if utf8.RuneCountInString(strings.TrimSpace(c.Text)) > most {
			f.s.add(cell.Ref{Sheet: f.sheet, Row: row.Number, Col: c.Col}, cell.FreeText, "")
		}
	}
}

// heading reports whether a row is one of headings, and takes them down: two
// of the return's at least.
func (f *fields) heading(row workbook.Row) bool {
	known, answers := 0, 0
	for _, c := range row.Cells {
		if c.Kind != workbook.Text || len(c.Text) > 40 {
			continue
		}
		h := plain(c.Text)
		if fieldLimits[h] > 0 || h == "item" {
			known++
		}
		if h == "item" || h == "answer" {
			answers++
		}
	}
	if known < 2 {
		return false
	}
	clear(f.limits)
	f.cover = answers == 2
	for _, c := range row.Cells {
		if limit := fieldLimits[plain(c.Text)]; limit > 0 {
			f.limits[c.Col] = limit
			if f.cover {
				f.limits[c.Col] = mostNote // answers such as made_from hold a hash
			}
		}
	}
	return true
}
