package main

import (
	"fmt"
	"io"

	"earlyhelp/shared/area"
	"earlyhelp/shared/list"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// templateCommand writes the return or the list to fill in.
func templateCommand(env *environment, args []string) int {
	fs := newFlags("template")
	kind := fs.String("kind", "return", "")
	code := fs.String("area", "", "")
	when := fs.String("period", "", "")
	out := fs.String("out", "", "")
	rest, err := parse(fs, args)
	if err != nil {
		return usage(env, "template", err)
	}
	register := area.England()
	a, p, err := whoseAndWhen(register, *code, *when)
	switch {
	case len(rest) > 0:
		return fail(env, "template", "%q is not expected: name the file to write with -out", rest[0])
	case *kind != "return" && *kind != "list":
		return fail(env, "template", "-kind is return or list, not %q", *kind)
	case *code == "":
		return fail(env, "template", "say which area with -area, such as -area 383")
	case *when == "":
		return fail(env, "template", "say which period with -period, such as -period 2026-Q2")
	case *out == "":
		return fail(env, "template", "say which file to write with -out, such as -out %s-%s.xlsx", *kind, *when)
	case err != nil:
		return fail(env, "template", "%v", err)
	}
	if ok, reason := register.InBeing(a.DFE, p); !ok {
		return fail(env, "template", "%s", reason)
	}
	if err := mayReplace(*out); err != nil {
		return fail(env, "template", "%v", err)
	}
	err = writeFile(*out, func(w io.Writer) error {
		if *kind == "list" {
			return list.WriteTemplate(w, a, p)
		}
		return returns.WriteTemplate(w, returns.TemplateOptions{Area: a, Period: p})
	})
	if err != nil {
		return fail(env, "template", "%v", err)
	}
	fmt.Fprintf(env.stdout, "Wrote %s: the %s of %s for %s, to fill in.\n", *out, *kind, a.Label(), p.Words())
	return exitOK
}

// whoseAndWhen reads -area and -period. Either may be empty, which gives the
// zero value.
func whoseAndWhen(register *area.Register, code, when string) (a area.Area, p period.Period, err error) {
	if code != "" {
		var ok bool
		if a, ok = register.Find(code); !ok {
			return a, p, fmt.Errorf("there is no area %q: give a local authority number such as 383 or a GSS code such as E08000035", code)
		}
	}
	if when != "" {
		if p, err = period.Parse(when); err != nil {
			return a, p, err
		}
	}
	return a, p, nil
}
