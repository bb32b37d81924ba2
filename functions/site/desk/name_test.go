package desk_test

import (
	"testing"

	"earlyhelp/functions/site/desk"
)

// TestPersonalFileNames sends files whose names tell of somebody: nothing of
// such a name is kept.
func TestPersonalFileNames(t *testing.T) {
	d, _, _ := newDesk(t, quarter)
	for in, want := range map[string]string{
		"Jane Okafor return.xlsx":                    "",
		"oliver_smith.xlsx":                          "",
		"Oliver-Smith-2026.xlsx":                     "",
		"943 476 5919.xlsx":                          "",
		"9434765919.xlsx":                            "",
		"LS1 4AP.xlsx":                               "",
		"return for jane.okafor@leeds.example":       "",
		"early-help-return-383-2026-q2.xlsx":         "early-help-return-383-2026-q2.xlsx",
		"early-help-return-383-2026-q2-filled.xlsx":  "early-help-return-383-2026-q2-filled.xlsx",
		"Early Help Return Leeds Q2 FINAL v3.xlsx":   "Early Help Return Leeds Q2 FINAL v3.xlsx",
		"Copy of early_help_2026-07-20 (2).xlsx":     "Copy of early_help_2026-07-20 (2).xlsx",
		"early-help-return-marked-383-20260720.xlsx": "early-help-return-marked-383-20260720.xlsx",
	} {
		up, err := d.Start(ctx, officer, desk.Sending{Area: "383", Period: quarter, FileName: in})
		if err != nil || up.Submission.FileName != want {
			t.Errorf("file name %q became %q, want %q (%v)", in, up.Submission.FileName, want, err)
		}
	}
}
