// Package account says who may do what. One table (Reach) answers for the
// pages and the API alike; nothing else decides.
package account

// A Role is what a signed-in person is to the platform.
type Role string

// The roles. Anyone is a person who has not signed in.
const (
	Anyone       Role = "anyone"
	Officer      Role = "officer"      // sends one area's returns
	Lead         Role = "lead"         // signs one area's returns off
	Inspector    Role = "inspector"    // sees all areas in full
	Practitioner Role = "practitioner" // reads and prints the library
	Librarian    Role = "librarian"    // adds reviews, edits briefings
	National     Role = "national"     // opens periods, sees all areas in full
)

// The safeguarding partners of section 16E of the Children Act 2004 (the local
// authority, the integrated care board and the chief officer of police), and
// education, which chapter 2 of Working Together to Safeguard Children (2023)
// gives a part in their arrangements.
const (
	LocalAuthority = "local authority"
	Health         = "health"
	Police         = "police"
	Education      = "education"
)

// Partners returns the four partners that approve a return, in the order that
// pages list them.
func Partners() []string { return []string{LocalAuthority, Health, Police, Education} }

// A Person is who makes a request. The zero Person is Anyone.
type Person struct {
	Subject string `json:"sub"`  // the identity provider's stable identifier
	Name    string `json:"name"` // shown on pages and sign-offs
	Role    Role   `json:"role"`
	Area    string `json:"area"`              // DfE number of an officer's or lead's area, else ""
	Partner string `json:"partner,omitempty"` // of a lead: one of Partners, else the lead approves nothing
}
