package ledgertest

import "testing"

func TestContract(t *testing.T) { Contract(t, New()) }
