package gateway

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"sync"
	"testing"
	"time"

	"earlyhelp/shared/ledger"
	"earlyhelp/shared/s3store"
)

// TestUploadsWhileOthersAreDeleted has several people send files while what
// they sent is processed and deleted, so that the quarantine is empty at one
// moment and not at the next. The server removes directories that become
// empty, and would turn an upload away that it makes one for.
func TestUploadsWhileOthersAreDeleted(t *testing.T) {
	t.Chdir(t.TempDir())
	dir, ctx := t.TempDir(), context.Background()
	g, s := begin(t, dir)
	defer g.Close()
	const people, files = 6, 40
	var wg sync.WaitGroup
	for p := range people {
		wg.Go(func() {
			for n := range files {
				prefix := ledger.IncomingReturns
				if n%3 == 0 {
					prefix = ledger.IncomingReviews
				}
				key := fmt.Sprintf("%s%d-%d.xlsx", prefix, p, n)
				if err := upload(ctx, s, key, []byte("x")); err != nil {
					t.Error(err)
					return
				}
				if err := s.Delete(ctx, key); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	for key, err := range s.List(ctx, "", "") {
		t.Errorf("left: %s %v", key, err)
	}
}

// upload sends a file as a browser does.
func upload(ctx context.Context, s *s3store.Store, key string, file []byte) error {
	post, err := s.PresignPost(ctx, key, 100, time.Minute, "")
	if err != nil {
		return err
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for name, value := range post.Fields {
		w.WriteField(name, value)
	}
	part, err := w.CreateFormFile("file", "x")
	if err != nil {
		return err
	}
	part.Write(file)
	w.Close()
	res, err := http.Post(post.URL, w.FormDataContentType(), &form)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode >= 300 {
		text, _ := io.ReadAll(res.Body)
		return fmt.Errorf("upload %s: %s: %s", key, res.Status, text)
	}
	return nil
}
