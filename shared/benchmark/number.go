package benchmark

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"
)

// IsZero reports whether there is no number; JSON leaves such a field out.
func (n Number) IsZero() bool { return !n.OK }

// MarshalJSON writes the number, or null when there is none.
func (n Number) MarshalJSON() ([]byte, error) {
	if !n.OK {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, n.Value, 'f', -1, 64), nil
}

// UnmarshalJSON reads a number, or null for none.
func (n *Number) UnmarshalJSON(b []byte) error {
	*n = Number{}
	if string(b) == "null" {
		return nil
	}
	n.OK = true
	return json.Unmarshal(b, &n.Value)
}

// Round1 returns per x n/d to one decimal place, halves up, in exact
// arithmetic: 100 x 41/1000 is 4.1 and 100 x 1/800 is 0.1, whatever binary
// floating point would make of them. DfE rounds its percentages so. n and d
// must be finite and d above 0.
func Round1(n, d, per float64) float64 {
	const limit = 1 << 53
	if n == math.Trunc(n) && d == math.Trunc(d) && per == math.Trunc(per) &&
		math.Abs(n*per*20) < limit && d < limit/2 {
		// floor(10 x per x n/d + 1/2) with whole numbers
		num, den := int64(n*per)*20+int64(d), 2*int64(d)
		q := num / den
		if num < 0 && num%den != 0 {
			q--
		}
		return float64(q) / 10
	}
	r := new(big.Rat).SetFloat64(n)
	r.Mul(r, new(big.Rat).SetFloat64(per))
	r.Quo(r, new(big.Rat).SetFloat64(d))
	return roundRat(r)
}

// Shown1 returns x to one decimal place, halves up. The decimal that x prints
// as is rounded, not the binary fraction behind it.
func Shown1(x float64) float64 {
	// Only near a half does it matter how the decimal is written.
	if y := x * 10; math.Abs(y) < 1e9 && math.Abs(y-math.Floor(y)-0.5) > 1e-4 {
		return math.Floor(y+0.5) / 10
	}
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(x, 'g', 15, 64))
	if !ok {
		return x
	}
	return roundRat(r)
}

func roundRat(r *big.Rat) float64 {
	r.Mul(r, big.NewRat(10, 1)).Add(r, big.NewRat(1, 2))
	q, _ := new(big.Int).DivMod(r.Num(), r.Denom(), new(big.Int)) // Euclidean: floor, as the denominator is positive
	f, _ := new(big.Rat).SetFrac(q, big.NewInt(10)).Float64()
	return f
}
