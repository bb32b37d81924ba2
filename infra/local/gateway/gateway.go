// Package gateway runs a real S3 server, VersityGW, inside the local runner's
// process: signatures, expiry, browser uploads, conditional writes, versions
// and bucket events, kept as files in one directory.
//
// Four traps of that server shape this package. It allows one instance per
// process at a time. It changes the process's working directory, so whoever
// starts it must use absolute paths. It removes directories that become empty,
// and fails an upload that needs one at that moment. And its events are hints:
// each is sent once, in the background, and that of a browser upload does not
// name its object. The key in an event may even be wrong: it is read after the
// answer has gone, from memory that the next request on the connection writes
// over.
package gateway

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"earlyhelp/shared/s3store"

	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/embedgw"
)

// Options say where objects are kept and who is told of new ones.
type Options struct {
	Dir     string   // absolute; created
	Bucket  string   // created, with versions
	Webhook string   // where events are posted to; must be listening already; "" for none
	Mutable []string // keys that are ever replaced, checked for a torn write at the start
	Busy    []string // prefixes below which objects come and go, each ending in a slash
}

// A Gateway is a running server.
type Gateway struct {
	// Store says how to reach the bucket.
	Store s3store.Config

	transport *http.Transport
	stop      context.CancelFunc
	done      chan struct{}
	err       error
}

const region = "eu-west-2"

// Start starts the server on a free port of the loopback address and waits
// until it answers.
func Start(ctx context.Context, o Options) (*Gateway, error) {
	if !filepath.IsAbs(o.Dir) {
		return nil, fmt.Errorf("start storage: %s is not an absolute path", o.Dir)
	}
	keys, err := loadKeys(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("start storage: %w", err)
	}
	if err := sweepSideCar(o.Dir, o.Bucket); err != nil {
		return nil, fmt.Errorf("start storage: mend what a kill left: %w", err)
	}
	backend, err := openBackend(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("start storage in %s: %w", o.Dir, err)
	}
	addr, err := freeAddress()
	if err != nil {
		return nil, fmt.Errorf("start storage: %w", err)
	}
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	transport := &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute}
	g := &Gateway{
		Store: s3store.Config{
			Bucket: o.Bucket, Region: region, Endpoint: "http://" + addr, PathStyle: true, MD5ETags: true,
			AccessKey: keys.Access, SecretKey: keys.Secret,
			Client: &http.Client{Transport: transport},
		},
		transport: transport,
		stop:      stop,
		done:      make(chan struct{}),
	}
	cfg := &embedgw.Config{
		RootUserAccess:    keys.Access,
		RootUserSecret:    keys.Secret,
		Region:            region,
		Ports:             []string{addr},
		MaxConnections:    4096,
		MaxRequests:       1024,
		MultipartMaxParts: 10000, // S3's own limit; 0 refuses to start
		Quiet:             true,
		KeepAlive:         true,
		DisableACLs:       true,
		EventWebhookURL:   o.Webhook,
	}
	go func() {
		defer close(g.done)
		g.err = embedgw.RunVersityGW(serving, backend, cfg)
	}()
	if err := g.prepare(ctx, o); err != nil {
		g.Close()
		return nil, fmt.Errorf("start storage: %w", err)
	}
	return g, nil
}

// Close stops the server and waits until it has stopped, though not for
// connections that browsers hold open.
func (g *Gateway) Close() error {
	g.stop()
	g.transport.CloseIdleConnections()
	select {
	case <-g.done:
		return g.err
	case <-time.After(stopLimit):
		return nil
	}
}

func openBackend(dir string) (*posix.Posix, error) {
	// Side-car metadata needs no extended attributes, which not every file
	// system has. The three directories must not contain one another.
	objects, side, versions := filepath.Join(dir, "objects"), filepath.Join(dir, "meta"), filepath.Join(dir, "versions")
	for _, d := range []string{objects, side, versions} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, err
		}
	}
	store, err := meta.NewSideCar(side)
	if err != nil {
		return nil, err
	}
	return posix.New(objects, store, posix.PosixOpts{
		SideCarDir:          side,
		VersioningDir:       versions,
		CopyObjectThreshold: 5 << 30, // S3's own limit; 0 refuses every copy
	})
}

type rootKeys struct {
	Access string `json:"access"`
	Secret string `json:"secret"`
}

// loadKeys returns the server's root keys, made at random at the first start
// and readable by this user alone.
func loadKeys(dir string) (rootKeys, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return rootKeys{}, err
	}
	name := filepath.Join(dir, "keys.json")
	var k rootKeys
	data, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		k = rootKeys{Access: "local-" + rand.Text()[:10], Secret: rand.Text() + rand.Text()}
		data, err := json.Marshal(k)
		if err != nil {
			return rootKeys{}, err
		}
		// Written aside and renamed: a kill leaves all of it or none.
		if err := os.WriteFile(name+".new", data, 0o600); err != nil {
			return rootKeys{}, err
		}
		return k, os.Rename(name+".new", name)
	case err != nil:
		return rootKeys{}, err
	}
	if err := json.Unmarshal(data, &k); err != nil || k.Access == "" || k.Secret == "" {
		return rootKeys{}, fmt.Errorf("read %s: it does not hold keys; delete the whole directory to start afresh", name)
	}
	return k, nil
}

// freeAddress asks the system for a port that nobody listens on.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// startLimit is how long the server may take to answer first; it takes about
// 0.1 s, and longer only on a machine that is very busy.
const startLimit = 20 * time.Second

// stopLimit is how long to wait for the server to stop. Everything it has
// answered is on disk by then, so nothing is lost by not waiting longer.
const stopLimit = 2 * time.Second
