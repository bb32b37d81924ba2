package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"earlyhelp/shared/ledger"
)

// Files makes addresses at which storage hands out a file for a while;
// s3store.Store does.
type Files interface {
	PresignGet(ctx context.Context, key string, expires time.Duration, fileName string) (string, error)
}

// fetchTime is how long such an address holds: a slow line may need a while
// to begin, and a link that is passed on should lead to this address instead.
const fetchTime = 15 * time.Minute

// file sends the reader to storage for a whole file of the publication that
// the address names, or of the one in force: a function may answer with 6 MB at
// the most (AWS, "Lambda quotas"), and all figures are more.
func (a *API) file(name string) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		e, err := a.edition(w, r)
		if err != nil {
			return err
		}
		defer e.Release()
		seq := e.Current.Benchmarks
		if seq == 0 || a.o.Files == nil {
			return &Problem{Status: http.StatusNotFound, Kind: "nothing-published", Title: "No figures are published yet",
				Detail: "The file is there once the first return has been signed off."}
		}
		to, err := a.o.Files.PresignGet(r.Context(), ledger.SnapshotKey(ledger.Benchmarks, seq, name), fetchTime, fmt.Sprintf("early-help-%06d-%s", seq, name))
		if err != nil {
			return err
		}
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusFound)
		return nil
	}
}
