package pages

import (
	"net/http"
	"testing"

	"earlyhelp/functions/site/national/nationaltest"
	"earlyhelp/shared/account"
	"earlyhelp/shared/ledger"
)

// TestCitationsNameTheSite: an address to cite is of no use without the site.
func TestCitationsNameTheSite(t *testing.T) {
	w := newWorld(t)
	nationaltest.Figures(t, w.objects, 1)
	nationaltest.Current(t, w.objects, ledger.Current{Benchmarks: 1})
	for path, want := range map[string]string{
		"/benchmarks/E06": "http://site.test/benchmarks/E06?",
		"/areas/383":      "http://site.test/areas/383?",
	} {
		w.contains(w.page(account.Person{}, path, http.StatusOK), want)
	}
}
