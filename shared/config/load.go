// Package config reads a function's settings from its environment into a
// struct, once, at the start. Everything that is missing or malformed is
// reported together.
//
//	type settings struct {
//		Bucket string        `env:"BUCKET"`
//		Key    config.Secret `env:"COOKIE_KEY"`
//		Idle   int           `env:"IDLE_TIMEOUT_SECONDS" default:"30"`
//		Prefix string        `env:"PREFIX" default:""`
//	}
//	s, err := config.Load[settings](os.LookupEnv)
//
// A variable without a default must be set, and not to the empty string.
// Fields are strings, integers, booleans, and types that unmarshal text, such
// as Secret and Key.
package config

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strconv"
)

// Load fills a T, which is a struct, by asking lookup for the variable that
// each field's env tag names. The error names every variable that is missing
// or malformed, one a line, and no values. It panics if T is not such a
// struct: that is a mistake in the program.
func Load[T any](lookup func(name string) (value string, ok bool)) (T, error) {
	var settings T
	v := reflect.ValueOf(&settings).Elem()
	var problems []error
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name := field.Tag.Get("env")
		if name == "" || !field.IsExported() {
			panic(fmt.Sprintf("config: field %s of %s is not exported or names no variable", field.Name, v.Type()))
		}
		value, ok := lookup(name)
		if value == "" {
			value, ok = field.Tag.Lookup("default")
		}
		if !ok {
			problems = append(problems, fmt.Errorf("%s is not set", name))
			continue
		}
		if err := set(v.Field(i), value); err != nil {
			problems = append(problems, fmt.Errorf("%s %w", name, err))
		}
	}
	if len(problems) > 0 {
		var none T
		return none, fmt.Errorf("read settings: %w", errors.Join(problems...))
	}
	return settings, nil
}

// set puts value in field. Its errors never repeat the value, which may be a
// secret in the wrong place.
func set(field reflect.Value, value string) error {
	if u, ok := field.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return u.UnmarshalText([]byte(value))
	}
	switch field.Kind() {
	case reflect.String:
		field.SetString(value)
	case reflect.Int, reflect.Int64:
		n, err := strconv.ParseInt(value, 10, field.Type().Bits())
		if err != nil {
			return errors.New("is not a whole number")
		}
		field.SetInt(n)
	case reflect.Bool:
		b, err := strconv.ParseBool(value)
		if err != nil {
			return errors.New("is neither true nor false")
		}
		field.SetBool(b)
	default:
		panic(fmt.Sprintf("config: cannot read a %s", field.Type()))
	}
	return nil
}
