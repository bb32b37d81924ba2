package e2e

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// sizes are the totals that an officer types into a return.
type sizes map[string]int

// aQuarter is a quarter of a middling area.
func aQuarter() sizes {
	return sizes{
		"children_open": 900, "episodes_started": 400, "referrals": 1200, "referrals_professional": 800, "referrals_nfa": 300,
		"rereferrals_3m": 100, "rereferrals_12m": 250, "referrals_with_eha": 200, "outcome_told_5wd": 500,
		"headcount_needing_training": 80, "trained_24m": 60, "trained_reluctant_families": 30,
	}
}

// An edit puts a value into a cell, named Sheet!A1.
type edit struct {
	at    string
	value any // nil clears the cell
}

// template is the workbook that the site hands out for a period.
func (p *person) template(t *testing.T, period string) []byte {
	t.Helper()
	at := p.get(t, p.get(t, "/returns/new?period="+period).link(t, "Download the return for"))
	if at.status != http.StatusOK || !bytes.HasPrefix(at.body, []byte("PK")) {
		t.Fatalf("%s: status %d, %d bytes", at.url, at.status, len(at.body))
	}
	return at.body
}

// fill types a whole return into the template, by what each row says it
// wants, and then makes the edits.
func fill(t *testing.T, template []byte, n sizes, edits ...edit) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(template))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	set := func(sheet string, col, row int, value any) {
		name, err := excelize.CoordinatesToCellName(col, row)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellValue(sheet, name, value); err != nil {
			t.Fatal(err)
		}
	}
	rows := func(sheet string) [][]string {
		all, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	for _, sheet := range []string{"EarlyHelp", "Referrals", "Audit"} {
		split := "" // the measure and breakdown of the row before
		for i, row := range rows(sheet)[1:] {
			if len(row) < 3 || row[0] == "" {
				continue
			}
			// Everything stands in the first part of each split.
			value, this := 0, row[0]+" "+row[1]
			if this != split {
				value = n[row[0]]
			}
			split = this
			set(sheet, 4, i+2, value)
		}
	}
	// Tables with a row an agency, a fact, a type of setting and so on: what a
	// heading names is typed into every row below it.
	for _, sheet := range []string{"Workforce", "Partnership", "InfoSharing", "LocalOffer", "Survey"} {
		var heads []string
		for i, row := range rows(sheet) {
			switch {
			case len(row) == 0: // between two tables
				heads = nil
				continue
			case heads == nil && len(row) == 1: // a title
				continue
			case heads == nil:
				heads = row
				continue
			case row[0] == "what_to_enter":
				continue
			}
			for col, head := range heads {
				switch head {
				case "answer":
					set(sheet, col+1, i+1, "no")
				case "fact", "agency", "setting_type", "breakdown_type", "service_category", "question", "breakdown_value", "date", "evidence_link", "note", "what_to_enter":
				default:
					set(sheet, col+1, i+1, n[head])
				}
			}
		}
	}
	for _, e := range edits {
		sheet, cell, _ := strings.Cut(e.at, "!")
		if err := f.SetCellValue(sheet, cell, e.value); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// begin goes from the list of returns to the page where the file is chosen.
func (p *person) begin(t *testing.T, period string) page {
	t.Helper()
	at := p.get(t, "/returns/new?period="+period)
	at = p.submit(t, at.form(t, "period"), url.Values{"period": {period}})
	if at.path() == "/returns/new/why" { // late, or after a sign-off
		at = p.submit(t, at.form(t, "period"), url.Values{"reason": {"A team was left out."}, "lateReason": {"Our system was replaced in May."}})
	}
	if at.status != http.StatusOK || !strings.HasPrefix(at.path(), "/returns/") {
		t.Fatalf("beginning a return for %s led to %s with status %d: %s", period, at.url, at.status, at.text())
	}
	return at
}

// hand sends a file for a period and waits until it has been checked. It
// returns the return's page.
func (p *person) hand(t *testing.T, period, name string, file []byte) page {
	t.Helper()
	at := p.begin(t, period)
	return p.settled(t, p.upload(t, at.form(t, "file"), name, file))
}

// settled looks again, as the page says it does by itself, until the file has
// been checked.
func (p *person) settled(t *testing.T, at page) page {
	t.Helper()
	if at.status != http.StatusOK || !strings.HasPrefix(at.path(), "/returns/") || at.url.RawQuery != "" {
		t.Fatalf("after the upload the browser is at %s with status %d: %s", at.url, at.status, at.text())
	}
	eventually(t, "the return is checked", func() bool {
		if !strings.Contains(at.heading(), "Checking the return") {
			return true
		}
		if at.header.Get("Refresh") == "" {
			t.Fatalf("%s waits without looking again", at.url)
		}
		at = p.get(t, at.path())
		return false
	})
	return at
}
