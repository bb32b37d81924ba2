package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

type settings struct {
	Bucket  string `env:"BUCKET"`
	Cookie  Key    `env:"COOKIE_KEY"`
	Secret  Secret `env:"CLIENT_SECRET"`
	Idle    int    `env:"IDLE_TIMEOUT_SECONDS" default:"30"`
	Verbose bool   `env:"VERBOSE" default:"false"`
	Prefix  string `env:"PREFIX" default:""`
}

func lookup(env map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		v, ok := env[name]
		return v, ok
	}
}

func TestLoad(t *testing.T) {
	key := strings.Repeat("0f", 32)
	got, err := Load[settings](lookup(map[string]string{
		"BUCKET": "b", "COOKIE_KEY": key, "CLIENT_SECRET": "hush", "VERBOSE": "true", "OTHER": "x",
	}))
	if err != nil {
		t.Fatal(err)
	}
	if got.Bucket != "b" || got.Secret.Reveal() != "hush" || got.Idle != 30 || !got.Verbose || got.Prefix != "" ||
		!bytes.Equal(got.Cookie.Reveal(), bytes.Repeat([]byte{0x0f}, 32)) {
		t.Errorf("Load = %q %d %v %q", got.Bucket, got.Idle, got.Verbose, got.Prefix)
	}
}

func TestLoadReportsEverythingAtOnce(t *testing.T) {
	_, err := Load[settings](lookup(map[string]string{
		"BUCKET": "", "COOKIE_KEY": "hush-hush", "IDLE_TIMEOUT_SECONDS": "soon", "VERBOSE": "perhaps",
	}))
	want := `read settings: BUCKET is not set
COOKIE_KEY is not 64 hexadecimal digits
CLIENT_SECRET is not set
IDLE_TIMEOUT_SECONDS is not a whole number
VERBOSE is neither true nor false`
	if err == nil || err.Error() != want {
		t.Errorf("Load = %v\nwant %s", err, want)
	}
}

func TestLoadPanicsOnAMistakeInTheProgram(t *testing.T) {
	for name, load := range map[string]func(){
		"no tag": func() { Load[struct{ Bucket string }](lookup(nil)) },
		"not exported": func() {
			Load[struct {
				b string `env:"B"`
			}](lookup(nil))
		},
		"unreadable type": func() {
			Load[struct {
				B []string `env:"B" default:"x"`
			}](lookup(nil))
		},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("Load did not panic")
				}
			}()
			load()
		})
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	var key Key
	if err := key.UnmarshalText([]byte(strings.Repeat("ab", 32))); err != nil {
		t.Fatal(err)
	}
	s := struct {
		S Secret
		P *Secret
		K Key
	}{NewSecret("hush"), new(NewSecret("hush")), key}
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+" "+verb+" "+verb+"\n", s, s.S, s.K)
	}
	body, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(body)
	slog.New(slog.NewTextHandler(&out, nil)).Info("start", "secret", s.S, "key", s.K, "all", s)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("start", "secret", s.S, "key", s.K, "all", s)
	for _, bad := range []string{"hush", "68757368", "abab", "171 171"} {
		if strings.Contains(out.String(), bad) {
			t.Errorf("%q is printed:\n%s", bad, out.String())
		}
	}
}
