package chart

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPicturesAreDrawn draws every file that the golden files hold, and looks
// at what must be dark, light or coloured. PICTURES names a folder to keep
// them in, for a person to look at.
func TestPicturesAreDrawn(t *testing.T) {
	for name, svg := range drawings() {
		if !strings.HasPrefix(name, "file-") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			img, err := pixels([]byte(svg), 2)
			if err != nil {
				t.Fatal(err)
			}
			if img.Bounds().Dx() != 2*pictureWidth {
				t.Errorf("%d pixels wide, want %d", img.Bounds().Dx(), int(2*pictureWidth))
			}
			white, dark := 0, 0
			for i := 0; i < len(img.Pix); i += 4 {
				switch p := img.Pix[i : i+4]; {
				case p[3] != 255:
					t.Fatalf("pixel %d is see-through: %v", i/4, p)
				case p[0] == 255 && p[1] == 255 && p[2] == 255:
					white++
				case p[0] < 32 && p[1] < 32 && p[2] < 32:
					dark++
				}
			}
			if total := len(img.Pix) / 4; white < total/2 || dark < 500 {
				t.Errorf("%d of %d pixels are white and %d dark: that is no chart", white, total, dark)
			}
			// The edge stays free: a text that is too long would run over it.
			for y := range img.Bounds().Dy() {
				if c := img.RGBAAt(img.Bounds().Dx()-6, y); c != (color.RGBA{255, 255, 255, 255}) {
					t.Fatalf("something is drawn at the right edge, %d from the top: %v", y, c)
				}
			}
			if dir := os.Getenv("PICTURES"); dir != "" {
				var b bytes.Buffer
				if err := png.Encode(&b, img); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, name+".png"), b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestPNG(t *testing.T) {
	f := Funnel{ID: "f", Title: "Re-referrals – “2024-25”", Desc: "One area.", Points: []Point{{Name: "Leeds", X: 10, Y: 10}}, Centre: 10, HasCentre: true, CentreLabel: "England"}
	a, err := PNG(f, 1, "Made up")
	if err != nil {
		t.Fatal(err)
	}
	b, err := PNG(f, 1, "Made up")
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("the same chart gives two pictures (%v)", err)
	}
	img, err := png.Decode(bytes.NewReader(a))
	if err != nil {
		t.Fatalf("the texts break the file: %v", err)
	}
	if img.Bounds().Dx() != 960 {
		t.Errorf("%d wide, want 960", img.Bounds().Dx())
	}
	for _, want := range []string{"iTXtTitle\x00", "Re-referrals – “2024-25”", "iTXtDescription\x00", "One area."} {
		if !bytes.Contains(a, []byte(want)) {
			t.Errorf("the file lacks %q", want)
		}
	}
	for _, scale := range []float64{0, -1, 5} {
		if _, err := PNG(f, scale); err == nil {
			t.Errorf("a scale of %g is taken", scale)
		}
	}
}

// draw draws shapes in a picture of 20 by 20 pixels.
func drawn(t *testing.T, shapes string) *image.RGBA {
	t.Helper()
	img, err := pixels([]byte(`<svg width="20" height="20"><style>.b{font-size:12px}</style><rect width="100%" height="100%" fill="#fff"/>`+shapes+`</svg>`), 1)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestShapes(t *testing.T) {
	for _, tt := range []struct {
		name, shapes string
		black, white []image.Point
	}{
		{"a line", `<line x1="0" y1="10" x2="20" y2="10" stroke="#000000" stroke-width="2"/>`, []image.Point{{1, 10}, {18, 9}}, []image.Point{{10, 7}, {10, 12}}},
		{"dashes", `<path d="M0 10H20" stroke="#000000" stroke-width="2" stroke-dasharray="5 5"/>`, []image.Point{{2, 10}, {12, 10}}, []image.Point{{7, 10}, {17, 10}}},
		{"a hole", `<path d="M2 2H18V18H2ZM6 6V14H14V6Z" fill="#000000"/>`, []image.Point{{4, 4}, {16, 16}}, []image.Point{{10, 10}}},
		{"moved and turned", `<g transform="translate(10 10)"><path d="M-6-1L6-1L6 1L-6 1Z" transform="rotate(90)" fill="#000000"/></g>`, []image.Point{{10, 5}, {9, 14}}, []image.Point{{5, 10}, {14, 10}}},
		{"used", `<defs><g id="s"><circle r="4"/></g></defs><use href="#s" x="10" y="10" fill="#000000"/>`, []image.Point{{10, 10}, {8, 8}}, []image.Point{{2, 2}, {15, 15}}},
		{"cut off", `<clipPath id="c"><rect x="0" y="0" width="10" height="20"/></clipPath><g clip-path="url(#c)"><rect x="0" y="0" width="20" height="20" fill="#000000"/></g>`, []image.Point{{5, 10}}, []image.Point{{15, 10}}},
		{"a stroke is one shade where its pieces meet", `<path d="M2 2L10 10L18 2" stroke="#000000" stroke-width="4"/>`, []image.Point{{10, 9}, {5, 5}, {15, 5}}, []image.Point{{10, 2}, {10, 17}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			img := drawn(t, tt.shapes)
			for _, p := range tt.black {
				if c := img.RGBAAt(p.X, p.Y); c.R > 60 {
					t.Errorf("%v is %v, want black", p, c)
				}
			}
			for _, p := range tt.white {
				if c := img.RGBAAt(p.X, p.Y); c.R < 250 {
					t.Errorf("%v is %v, want white", p, c)
				}
			}
		})
	}
}

func TestUnknownMarkupIsAnError(t *testing.T) {
	for _, shapes := range []string{`<ellipse/>`, `<use href="#none"/>`, `<path d="M0 0C1 1 2 2 3 3"/>`, `<path d="M0 x"/>`, `<path d="L1 1"/>`, `<text><a>x</a></text>`, `<g>`} {
		if _, err := pixels([]byte(`<svg width="20" height="20">`+shapes+`</svg>`), 1); err == nil {
			t.Errorf("%s is drawn", shapes)
		}
	}
}

func BenchmarkPNG(b *testing.B) {
	f := Funnel{ID: "f", Title: "Re-referrals", Points: manyPoints(153), Centre: 10, HasCentre: true}
	for b.Loop() {
		if _, err := PNG(f, 2); err != nil {
			b.Fatal(err)
		}
	}
}
