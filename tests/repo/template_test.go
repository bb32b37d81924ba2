package repo

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go/ast"

	"gopkg.in/yaml.v3"
)

// A template is what these tests look at in template.yaml.
type template struct {
	Globals struct {
		Function struct {
			Runtime       string      `yaml:"Runtime"`
			Architectures []string    `yaml:"Architectures"`
			Handler       string      `yaml:"Handler"`
			Environment   environment `yaml:"Environment"`
		} `yaml:"Function"`
	} `yaml:"Globals"`
	Resources map[string]struct {
		Type       string `yaml:"Type"`
		Properties struct {
			CodeURI       string               `yaml:"CodeUri"`
			Environment   environment          `yaml:"Environment"`
			Policies      yaml.Node            `yaml:"Policies"`
			RedrivePolicy map[string]yaml.Node `yaml:"RedrivePolicy"`
		} `yaml:"Properties"`
	} `yaml:"Resources"`
}

type environment struct {
	Variables map[string]yaml.Node `yaml:"Variables"`
}

type policy struct {
	Statement []statement `yaml:"Statement"`
}

type statement struct {
	Action    oneOrMore `yaml:"Action"`
	Resource  oneOrMore `yaml:"Resource"`
	Condition yaml.Node `yaml:"Condition"`
}

// A oneOrMore is a string or a list of strings, as IAM has it.
type oneOrMore []string

func (o *oneOrMore) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*o = []string{n.Value}
		return nil
	}
	var all []yaml.Node
	if err := n.Decode(&all); err != nil {
		return err
	}
	for _, one := range all {
		*o = append(*o, one.Value)
	}
	return nil
}

func readTemplate(t *testing.T) template {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var tmpl template
	if err := yaml.Unmarshal(body, &tmpl); err != nil {
		t.Fatal(err)
	}
	return tmpl
}

// settings returns the variables that each function's main reads: the env
// tags of the structs in functions/<name>/main.go.
func settings(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, s := range sources(t) {
		name, ok := strings.CutPrefix(s.path, "functions/")
		name, isMain := strings.CutSuffix(name, "/main.go")
		if !ok || !isMain || strings.Contains(name, "/") {
			continue // not a function of its own
		}
		all[name] = []string{}
		ast.Inspect(s.file, func(n ast.Node) bool {
			f, ok := n.(*ast.Field)
			if !ok || f.Tag == nil {
				return true
			}
			tag, err := strconv.Unquote(f.Tag.Value)
			if err != nil {
				t.Fatal(err)
			}
			if env := reflect.StructTag(tag).Get("env"); env != "" {
				all[name] = append(all[name], env)
			}
			return true
		})
		slices.Sort(all[name])
	}
	return all
}

func TestEveryFunctionIsInTheTemplateWithTheVariablesItReads(t *testing.T) {
	tmpl := readTemplate(t)
	g := tmpl.Globals.Function
	if g.Runtime != "provided.al2023" || g.Handler != "bootstrap" || !slices.Equal(g.Architectures, []string{"arm64"}) {
		t.Errorf("functions are %s %s %v; release builds bootstrap for provided.al2023 on arm64", g.Runtime, g.Handler, g.Architectures)
	}
	want := settings(t)
	got := map[string][]string{}
	for resource, r := range tmpl.Resources {
		if r.Type != "AWS::Serverless::Function" {
			continue
		}
		name := strings.TrimSuffix(strings.TrimPrefix(r.Properties.CodeURI, "bin/"), "/")
		if !strings.EqualFold(resource, name) {
			t.Errorf("%s has CodeUri %q, want bin/%s/", resource, r.Properties.CodeURI, strings.ToLower(resource))
		}
		vars := maps.Clone(g.Environment.Variables)
		maps.Copy(vars, r.Properties.Environment.Variables)
		got[name] = slices.Sorted(maps.Keys(vars))
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("template.yaml gives %v\nthe mains read  %v", got, want)
	}
	folders, err := filepath.Glob(filepath.Join(root, "functions", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		if _, ok := want[filepath.Base(f)]; !ok {
			t.Errorf("%s has no main.go", f)
		}
	}
}

func TestEveryFunctionMayDoOnlyWhatIsNamed(t *testing.T) {
	for name, r := range readTemplate(t).Resources {
		if r.Type != "AWS::Serverless::Function" {
			continue
		}
		var policies []policy
		if err := r.Properties.Policies.Decode(&policies); err != nil || len(policies) == 0 {
			t.Errorf("%s has no policies of its own: %v", name, err)
		}
		lists := false // S3 answers 404 rather than 403 for what is not there
		for _, p := range policies {
			for _, s := range p.Statement {
				lists = lists || slices.Contains(s.Action, "s3:ListBucket") && s.Condition.IsZero()
				for _, action := range s.Action {
					if strings.Contains(action, "*") {
						t.Errorf("%s may %s: name the actions", name, action)
					}
					deletes := strings.Contains(action, "Delete")
					for _, resource := range s.Resource {
						if deletes && !strings.Contains(resource, "/incoming/") {
							t.Errorf("%s may %s on %s: only the quarantine is ever emptied", name, action, resource)
						}
						if strings.HasPrefix(action, "s3:Put") && strings.HasSuffix(resource, "AccountId}/*") {
							t.Errorf("%s may write anywhere in the bucket", name)
						}
					}
				}
			}
		}
		if !lists {
			t.Errorf("%s may not list the bucket without a condition, so that a missing object would look forbidden", name)
		}
	}
}

func TestEveryQueueOfAFunctionHasDeadLettersWithAnAlarm(t *testing.T) {
	resources := readTemplate(t).Resources
	for name, r := range resources {
		if r.Type != "AWS::SQS::Queue" || strings.HasSuffix(name, "DeadLetters") {
			continue
		}
		dead := strings.TrimSuffix(name, "Queue") + "DeadLetters"
		if r.Properties.RedrivePolicy == nil || resources[dead].Type != "AWS::SQS::Queue" || resources[dead+"Alarm"].Type != "AWS::CloudWatch::Alarm" {
			t.Errorf("%s: want %s with an alarm", name, dead)
		}
	}
}
