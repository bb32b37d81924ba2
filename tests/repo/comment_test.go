package repo

import (
	"go/ast"
	"strings"
	"testing"
)

func TestExportedNamesHaveDocComments(t *testing.T) {
	documented := map[string]bool{} // package folders with a package comment
	folders := map[string]bool{}
	for _, s := range sources(t) {
		if s.isTest() {
			continue
		}
		folders[s.dir()] = true
		if s.file.Doc != nil {
			documented[s.dir()] = true
		}
		if s.file.Name.Name == "main" {
			continue
		}
		for _, d := range s.file.Decls {
			for _, name := range undocumented(d) {
				t.Errorf("%s: exported %s has no doc comment that begins with its name", s.fset.Position(name.Pos()), name.Name)
			}
		}
	}
	for dir := range folders {
		if !documented[dir] {
			t.Errorf("%s has no package comment", dir)
		}
	}
}

// undocumented returns the exported names that a declaration leaves without a
// comment. A comment on a group of constants or variables covers the group.
func undocumented(d ast.Decl) []*ast.Ident {
	var out []*ast.Ident
	switch d := d.(type) {
	case *ast.FuncDecl:
		if !d.Name.IsExported() || d.Recv != nil && !exportedReceiver(d.Recv) {
			return nil
		}
		if d.Doc == nil || !strings.Contains(d.Doc.Text(), d.Name.Name) {
			out = append(out, d.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				doc := spec.Doc
				if doc == nil {
					doc = d.Doc
				}
				if spec.Name.IsExported() && (doc == nil || !strings.Contains(doc.Text(), spec.Name.Name)) {
					out = append(out, spec.Name)
				}
			case *ast.ValueSpec:
				if d.Doc != nil || spec.Doc != nil || spec.Comment != nil {
					continue
				}
				for _, name := range spec.Names {
					if name.IsExported() {
						out = append(out, name)
					}
				}
			}
		}
	}
	return out
}

// exportedReceiver reports whether a method's type is exported; methods of
// others, such as those that satisfy an interface, are not part of an API.
func exportedReceiver(r *ast.FieldList) bool {
	typ := r.List[0].Type
	if p, ok := typ.(*ast.StarExpr); ok {
		typ = p.X
	}
	if x, ok := typ.(*ast.IndexExpr); ok {
		typ = x.X
	}
	name, ok := typ.(*ast.Ident)
	return ok && name.IsExported()
}
