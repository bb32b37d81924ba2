package returns

import "testing"

func TestAMisspeltWordOfATableIsNoSilentNo(t *testing.T) {
	if !is("add up", "add up", "no") || is("no", "add up", "no") {
		t.Error("a word of the table is read as the other")
	}
	defer func() {
		if recover() == nil {
			t.Error("a misspelt word passed")
		}
	}()
	is("adds up", "add up", "no")
}
