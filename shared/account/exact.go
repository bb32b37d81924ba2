package account

import (
	"context"
	"log/slog"
)

// SawExact logs that p was shown exact figures of an area, given as a DfE
// number, or of the whole country (""): whoever sees what the public does not
// leaves a line behind. It names the role and the identity provider's subject,
// never the person, and what was shown (an address of ours, such as
// /figures/E06/2024-25/383). own tells an area's own people, who see what they
// sent, from an inspection of another's.
func SawExact(ctx context.Context, log *slog.Logger, p Person, area, what string) {
	log.InfoContext(ctx, "inspection: exact figures shown", "role", string(p.role()), "subject", p.Subject, "area", area,
		"own", p.Area != "" && p.Area == area, "what", what)
}
