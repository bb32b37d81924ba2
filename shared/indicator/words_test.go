package indicator

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

func TestReadWordsNamesTheRow(t *testing.T) {
	for _, tt := range []struct{ name, file, row, want string }{
		{"a breakdown that stands twice", "breakdowns.csv", "sex,Sex,yes", `breakdown "sex" stands twice, or is blank`},
		{"a breakdown without a label", "breakdowns.csv", "ward,,yes", `breakdown "ward" stands twice, or is blank`},
		{"a category of no breakdown", "categories.csv", "ward,north,North,", `breakdown "ward" is not in breakdowns.csv`},
		{"a category that stands twice", "categories.csv", "sex,female,Women,", `category "female" stands twice, or is blank`},
		{"an ethnicity in no group", "ethnicities.csv", "XXXX,Some,martian", `XXXX: group "martian" is not a category of ethnic_group`},
		{"an ethnicity that stands twice", "ethnicities.csv", "WBRI,White British,white", "WBRI: the code stands twice"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := fstest.MapFS{}
			for _, name := range []string{"breakdowns.csv", "categories.csv", "ethnicities.csv"} {
				text, err := fs.ReadFile(Data(), name)
				if err != nil {
					t.Fatal(err)
				}
				if name == tt.file {
					text = append(text, tt.row+"\n"...)
				}
				files[name] = &fstest.MapFile{Data: text}
			}
			_, err := readWords(files)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), tt.file+" line ") {
				t.Errorf("readWords: %v, want %s", err, tt.want)
			}
		})
	}
	if _, err := readWords(fstest.MapFS{}); err == nil {
		t.Error("readWords without files: no error")
	}
}
