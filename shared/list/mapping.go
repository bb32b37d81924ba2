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
	return m, m.check()
}

// check names what a mapping says of columns and values that do not exist.
func (m *Mapping) check() error { return errors.Join(m.Records.check()...) }

func (t *Mapped) check() (wrong []error) {
	for _, name := range sortedKeys(t.Columns) {
		if columnNamed(name) < 0 {
			wrong = append(wrong, fmt.Errorf("the mapping names a column %q that the list does not have", name))
		}
	}
	return wrong
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
