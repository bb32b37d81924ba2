package list

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// MappingVersion is the version of the mapping file that is written and read.
const MappingVersion = 1

// A Mapping fits the column names and words of an area's own extract to those
// of the list. The officer settles it once and keeps it: it says nothing about
// any child.
//
//	{
//	  "mapping_version": 1,
//	  "records": {
//	    "sheet": "Extract",
//	    "columns": {"child_key": "Person ID", "start_date": "Contact date"},
//	    "always": {"event_type": "referral"},
//	    "values": {"sex": {"F": "female", "M": "male"}}
//	  }
//	}
type Mapping struct {
	Version   int     `json:"mapping_version"`
	Records   Mapped  `json:"records"`
	CaseAudit *Mapped `json:"case_audit,omitempty"`
}

// A Mapped fits one table.
type Mapped struct {
	// Sheet is the extract's name for the sheet; "" for ours.
	Sheet string `json:"sheet,omitempty"`

	// Columns gives the extract's heading by our column. A column that is not
	// there keeps our name; one that is given as "" is not in the extract.
	Columns map[string]string `json:"columns"`

	// Always gives the value of a column on every row, where the extract has
	// no such column: event_type, when it holds referrals only.
	Always map[string]string `json:"always,omitempty"`

	// Values gives our value by the extract's word, for each of our columns.
	Values map[string]map[string]string `json:"values,omitempty"`
}

// ParseMapping reads a mapping from JSON and holds it to the columns and
// values of the list. The error names everything that is wrong, a line each.
func ParseMapping(data []byte) (*Mapping, error) {
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	d.DisallowUnknownFields()
	m := &Mapping{}
	if err := d.Decode(m); err != nil {
		return nil, fmt.Errorf("read the mapping: %w", err)
	}
	if m.Version != MappingVersion {
		return nil, fmt.Errorf("the mapping has mapping_version %d, and %d is read: write it again with earlyhelp mapping", m.Version, MappingVersion)
	}
	return m, m.Check()
}

// of returns how a table is called by m, which may be nil.
func (m *Mapping) of(t *table) *Mapped {
	switch {
	case m == nil:
		return nil
	case t == &caseAudit:
		return m.CaseAudit
	case m.Records.isZero():
		return nil
	}
	return &m.Records
}

func (t *Mapped) isZero() bool {
	return t.Sheet == "" && len(t.Columns) == 0 && len(t.Always) == 0 && len(t.Values) == 0
}

// Check holds a mapping to the columns and values of the list. The error names
// everything that is wrong, a line each.
func (m *Mapping) Check() error {
	wrong := m.Records.check(&records)
	if m.CaseAudit != nil {
		wrong = append(wrong, m.CaseAudit.check(&caseAudit)...)
	}
	return errors.Join(wrong...)
}

func (m *Mapped) check(t *table) (wrong []error) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf("the mapping "+format, args...)) }
	known := func(name string) bool {
		_, ok := t.index[fold(name)]
		if !ok || t.columns[t.index[fold(name)]].Name != name {
			say("names a column %q, which the sheet %s of the list does not have", name, t.sheet)
			return false
		}
		return true
	}
	used := map[string]string{}
	for _, name := range sortedKeys(m.Columns) {
		heading := fold(m.Columns[name])
		if !known(name) || heading == "" {
			continue
		}
		if other := used[heading]; other != "" {
			say("gives the heading %q to both %s and %s: a column can be one thing only", m.Columns[name], other, name)
		}
		used[heading] = name
	}
	for _, name := range sortedKeys(m.Always) {
		if known(name) {
			m.checkValue(t, name, m.Always[name], say)
		}
	}
	for _, name := range sortedKeys(m.Values) {
		if !known(name) {
			continue
		}
		for _, word := range sortedKeys(m.Values[name]) {
			m.checkValue(t, name, m.Values[name][word], func(format string, args ...any) {
				say("at the word %q "+format, append([]any{word}, args...)...)
			})
		}
	}
	return wrong
}

// checkValue reports a value that is none of its column's. "" leaves the cell
// blank, where it may be.
func (m *Mapped) checkValue(t *table, name, value string, say func(string, ...any)) {
	c := t.columns[t.named(name)]
	switch {
	case value == "" && c.Need == Optional, c.Type != Choice && value != "":
	case !slices.ContainsFunc(c.Values, func(v Value) bool { return v.Code == value }):
		say("gives %q as a value of %s: it must be %s", value, name, phrase(codesOf(c.Values)))
	}
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
