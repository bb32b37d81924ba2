package deploy

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"gopkg.in/yaml.v3"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/opendata"
	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
)

// A glueColumn is a column of the table in template.yaml.
type glueColumn struct {
	Name string `yaml:"Name"`
	Type string `yaml:"Type"`
}

type queryTemplate struct {
	Resources struct {
		Facts struct {
			Properties struct {
				TableInput struct {
					Parameters        map[string]yaml.Node `yaml:"Parameters"`
					PartitionKeys     []glueColumn         `yaml:"PartitionKeys"`
					StorageDescriptor struct {
						Columns []glueColumn `yaml:"Columns"`
					} `yaml:"StorageDescriptor"`
				} `yaml:"TableInput"`
			} `yaml:"Properties"`
		} `yaml:"Facts"`
		AnalystPolicy struct {
			Properties struct {
				PolicyDocument struct {
					Statement []struct {
						Action   yaml.Node `yaml:"Action"`
						Resource yaml.Node `yaml:"Resource"`
					} `yaml:"Statement"`
				} `yaml:"PolicyDocument"`
			} `yaml:"Properties"`
		} `yaml:"AnalystPolicy"`
	} `yaml:"Resources"`
}

func readQueries(t *testing.T) queryTemplate {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("..", "..", "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var q queryTemplate
	if err := yaml.Unmarshal(body, &q); err != nil {
		t.Fatal(err)
	}
	return q
}

// athenaType is the type by which Athena reads a column of Parquet.
func athenaType(t *testing.T, f parquet.Field) string {
	t.Helper()
	switch kind := f.Type().Kind(); {
	case kind == parquet.ByteArray && f.Type().String() == "STRING":
		return "string"
	case kind == parquet.Double:
		return "double"
	case kind == parquet.Int32:
		return "int"
	case kind == parquet.Boolean:
		return "boolean"
	default:
		t.Fatalf("column %s is of a kind that no type of the table stands for: %s", f.Name(), f.Type())
		return ""
	}
}

// TestTheTableIsTheFile holds the columns of the Glue table to those of the
// Parquet files that the publisher writes: all but the period, which is in
// the path, in their order.
func TestTheTableIsTheFile(t *testing.T) {
	p := period.NewFinancialYear(2024)
	var file bytes.Buffer
	if err := benchmark.WriteParquet(&file, []benchmark.Fact{{Indicator: "E06", Period: p, Breakdown: "total", Category: "all", Level: benchmark.EnglandLevel}}); err != nil {
		t.Fatal(err)
	}
	f, err := parquet.OpenFile(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	table := readQueries(t).Resources.Facts.Properties.TableInput
	var want []glueColumn
	for _, field := range f.Schema().Fields() {
		if !slices.ContainsFunc(table.PartitionKeys, func(k glueColumn) bool { return k.Name == field.Name() }) {
			want = append(want, glueColumn{field.Name(), athenaType(t, field)})
		}
	}
	if diff := cmp.Diff(want, table.StorageDescriptor.Columns); diff != "" {
		t.Errorf("columns (-file +table):\n%s", diff)
	}
	if diff := cmp.Diff([]glueColumn{{"sequence", "string"}, {"period", "string"}}, table.PartitionKeys); diff != "" {
		t.Errorf("partition keys: %s", diff)
	}
}

// TestAthenaLooksWhereThePublisherWrites follows the template of partitions
// to the key of a file.
func TestAthenaLooksWhereThePublisherWrites(t *testing.T) {
	parameters := readQueries(t).Resources.Facts.Properties.TableInput.Parameters
	at := func(name string) string { n := parameters[name]; return n.Value }
	p := period.NewQuarter(2026, 2)
	folder := strings.NewReplacer("s3://${Bucket}/", "", "${!sequence}", "000012", "${!period}", p.String()).Replace(at("storage.location.template"))
	key := ledger.SnapshotKey(ledger.Benchmarks, 12, opendata.PartFile(p))
	if rest, ok := strings.CutPrefix(key, folder); !ok || strings.Contains(rest, "/") {
		t.Errorf("Athena looks in %s, and the publisher writes %s", folder, key)
	}
	if at("projection.enabled") != "true" || at("projection.sequence.type") != "injected" || at("projection.period.type") != "enum" {
		t.Errorf("projection: %q %q %q", at("projection.enabled"), at("projection.sequence.type"), at("projection.period.type"))
	}
	have := strings.Split(at("projection.period.values"), ",")
	for _, v := range have {
		if q, err := period.Parse(v); err != nil || q.String() != v {
			t.Errorf("%q is no period: %v", v, err)
		}
	}
	want := published.Series().Periods()
	for y := range 40 {
		want = append(want, period.NewFinancialYear(2012+y))
	}
	for q := period.NewQuarter(2024, 2); q.Compare(period.NewQuarter(2051, 4)) <= 0; q = q.Next() {
		want = append(want, q)
	}
	for _, w := range want {
		if !slices.Contains(have, w.String()) {
			t.Errorf("%s is not among the periods that Athena looks for", w)
		}
	}
}

// TestAnalystsReadPublicFiguresAlone walks the resources that an analyst may
// reach.
func TestAnalystsReadPublicFiguresAlone(t *testing.T) {
	statements := readQueries(t).Resources.AnalystPolicy.Properties.PolicyDocument.Statement
	if len(statements) == 0 {
		t.Fatal("there is no policy")
	}
	words := func(n yaml.Node) []string {
		if n.Kind == yaml.ScalarNode {
			return []string{n.Value}
		}
		var all []string
		for _, c := range n.Content {
			all = append(all, c.Value)
		}
		return all
	}
	for _, s := range statements {
		for _, a := range words(s.Action) {
			if strings.Contains(a, "*") || strings.Contains(a, "Delete") {
				t.Errorf("analysts may %s", a)
			}
		}
		for _, r := range words(s.Resource) {
			if r == "*" || strings.Contains(r, "${Bucket.Arn}/") && r != "${Bucket.Arn}/published/benchmarks/*/facts/*" {
				t.Errorf("analysts may reach %s", r)
			}
		}
	}
}
