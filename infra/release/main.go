// Release builds what is deployed and handed out: a bootstrap for each Lambda
// function (linux/arm64), the module that the officer's browser runs, and the
// command line for Windows, macOS and Linux.
//
//	go run ./infra/release -out bin
//
// leaves bin/<function>/bootstrap, which template.yaml packages, the module in
// bin/site/browser, which goes with the site's, and
// bin/earlyhelp-<system>-<machine>. The same source gives the same bytes.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"earlyhelp/functions/site/browser"
	"earlyhelp/infra/release/module"
)

func main() {
	out := flag.String("out", "bin", "folder to build into")
	systems := flag.String("systems", "linux/amd64,linux/arm64,windows/amd64,darwin/arm64,darwin/amd64", "systems to build the command line for")
	flag.Parse()
	if err := release(*out, strings.Split(*systems, ",")); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// release builds the functions, and the command line for systems such as
// windows/amd64, into out.
func release(out string, systems []string) error {
	mains, err := filepath.Glob("functions/*/main.go")
	if err != nil || len(mains) == 0 {
		return fmt.Errorf("no functions here: run it from the top of the project")
	}
	for _, m := range mains {
		dir := filepath.Dir(m)
		target := filepath.Join(out, filepath.Base(dir), "bootstrap")
		if err := build(target, "./"+filepath.ToSlash(dir), "linux", "arm64", "-tags", "lambda.norpc"); err != nil {
			return err
		}
	}
	dir := filepath.Join(out, "site", "browser")
	if err := module.Build(context.Background(), ".", dir); err != nil {
		return err
	}
	if err := report(filepath.Join(dir, browser.ModuleFile)); err != nil {
		return err
	}
	for _, system := range systems {
		goos, goarch, _ := strings.Cut(system, "/")
		name := "earlyhelp-" + goos + "-" + goarch
		if goos == "windows" {
			name += ".exe"
		}
		if err := build(filepath.Join(out, name), "./infra/earlyhelp", goos, goarch); err != nil {
			return err
		}
	}
	return nil
}

// build compiles one package for one system, small and without the paths of
// the machine that built it.
func build(target, pkg, goos, goarch string, more ...string) error {
	args := append([]string{"build", "-trimpath", "-ldflags=-s -w", "-o", target}, more...)
	cmd := exec.Command("go", append(args, pkg)...)
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("build %s for %s/%s: %w", pkg, goos, goarch, err)
	}
	return report(target)
}

// report prints how large a file is.
func report(target string) error {
	info, err := os.Stat(target)
	if err != nil {
		return err
	}
	fmt.Printf("%6.1f MB  %s\n", float64(info.Size())/1e6, target)
	return nil
}
