package repo

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// adapters are the packages of shared/ that may know a service or the web.
var adapters = []string{"shared/s3store", "shared/lambdahttp", "shared/bucketevent", "shared/sesmail", "shared/govuk", "shared/config"}

// effects are standard packages by which a domain package would reach the
// outside by itself.
var effects = []string{"net", "net/http", "os", "os/exec", "syscall", "log", "math/rand", "math/rand/v2", "crypto/rand", "database/sql"}

// parsers are packages under one of effects that only take text apart.
var parsers = []string{"net/url", "net/mail", "net/netip"}

// exempt are domain packages that must reach outside, and what for.
var exempt = map[string]string{
	"learning/review":          "reads a PDF in a child process of the same binary, since the reader can hang or run out of memory",
	"learning/library":         "Bleve maps its index from files in a directory that the caller names",
	"shared/ledger/ledgertest": "is only for tests",
}

func under(dir string, dirs ...string) bool {
	for _, d := range dirs {
		if dir == d || strings.HasPrefix(dir, d+"/") {
			return true
		}
	}
	return false
}

func TestImportsFollowTheDependencyRule(t *testing.T) {
	for _, s := range sources(t) {
		if s.isTest() || under(s.dir(), "tests") {
			continue
		}
		domain := under(s.dir(), "shared", "learning") && !under(s.dir(), adapters...)
		for _, spec := range s.file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			own, isOwn := strings.CutPrefix(imported, "earlyhelp/")
			at := s.fset.Position(spec.Pos())
			switch {
			case isOwn && under(own, "tests"):
				t.Errorf("%s: imports %s: only tests may", at, imported)
			case under(s.dir(), "shared") && isOwn && under(own, "learning", "functions", "infra"):
				t.Errorf("%s: imports %s: shared stands below it", at, imported)
			case under(s.dir(), "learning") && isOwn && under(own, "functions", "infra"):
				t.Errorf("%s: imports %s: learning stands below it", at, imported)
			case under(s.dir(), "functions") && isOwn && under(own, "infra"):
				t.Errorf("%s: imports %s: functions must not need the local runner", at, imported)
			case strings.Contains(imported, "versity") && !under(s.dir(), "infra/local"):
				t.Errorf("%s: imports %s: the embedded S3 server belongs to the local runner alone", at, imported)
			}
			if !domain {
				continue
			}
			switch {
			case isOwn && under(own, adapters...):
				t.Errorf("%s: a domain package imports the adapter %s", at, imported)
			case strings.Contains(imported, "github.com/aws/"):
				t.Errorf("%s: a domain package imports %s", at, imported)
			case under(imported, effects...) && !slices.Contains(parsers, imported) && exempt[s.dir()] == "":
				t.Errorf("%s: a domain package imports %s; it is given values and returns values", at, imported)
			}
		}
	}
}
