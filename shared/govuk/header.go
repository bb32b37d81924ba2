package govuk

import (
	"net/http"
	"strings"
)

// Headers sets what every answer carries, whatever it is: scripts and styles
// from here only, no framing, no guessing of types, no referrer to others.
func (s *Site) Headers(h http.Header) {
	h.Set("Content-Security-Policy", s.policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	if s.o.Secure {
		// A year, as the National Cyber Security Centre's guidance on TLS advises.
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}

// contentPolicy allows forms to be sent to ourselves and the given origins.
// Browsers hold a form's redirects to the same list.
func contentPolicy(formOrigins []string) string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self'",
		"img-src 'self' data:",
		"connect-src 'self'",
		"form-action " + strings.Join(append([]string{"'self'"}, formOrigins...), " "),
		"base-uri 'none'",
		"frame-ancestors 'none'",
	}, "; ")
}
