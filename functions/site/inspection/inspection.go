// Package inspection leaves a line in the log of whoever is shown exact
// figures, and for which inspection.
package inspection

import (
	"context"
	"log/slog"
	"regexp"

	"earlyhelp/shared/account"
)

var reference = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 ./_-]{0,59}$`)

// IsReference reports whether s looks like the reference of an inspection: 1 to
// 60 letters, digits, spaces and . / _ -, the first a letter or a digit.
func IsReference(s string) bool { return reference.MatchString(s) }

// A Sight is what somebody was shown.
type Sight struct {
	Area      string // DfE number; "" for the whole country
	What      string // an address of ours, such as /figures/E06/2024-25/383
	Reference string // of the inspection it was for; "" for none
}

// Log logs that p was shown exact figures: whoever sees what the public does
// not leaves a line behind. It names the role and the identity provider's
// subject, never the person. own tells an area's own people, who see what they
// sent, from an inspection of another's.
func Log(ctx context.Context, log *slog.Logger, p account.Person, s Sight) {
	if s.Reference != "" {
		log = log.With("inspection", s.Reference)
	}
	log.InfoContext(ctx, "inspection: exact figures shown", "role", string(p.Role), "subject", p.Subject, "area", s.Area,
		"own", p.Area != "" && p.Area == s.Area, "what", s.What)
}
