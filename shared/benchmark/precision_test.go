package benchmark

import (
	"fmt"
	"math"
	"testing"
)

// A limitsAt gives limits at a confidence; it prints as what it is of.
type limitsAt struct {
	what string
	f    func(Confidence) (Interval, error)
}

func wilson(n, d float64) limitsAt {
	return limitsAt{fmt.Sprintf("Wilson(%v, %v)", n, d), func(c Confidence) (Interval, error) { return Wilson(n, d, c) }}
}

func byar(x float64) limitsAt {
	return limitsAt{fmt.Sprintf("Byar(%v)", x), func(c Confidence) (Interval, error) { return Byar(x, c) }}
}

func poisson(x float64) limitsAt {
	return limitsAt{fmt.Sprintf("ExactPoisson(%v)", x), func(c Confidence) (Interval, error) { return ExactPoisson(x, c) }}
}

// TestPrecision holds the intervals to values worked out with forty digits:
// Wilson's and Byar's by their formulas, the exact ones by finding the root of
// the incomplete gamma function as a series below and a continued fraction
// above. Fractions, counts of a thousand million and confidences of all kinds.
func TestPrecision(t *testing.T) {
	for _, tt := range []struct {
		of           limitsAt
		c            Confidence
		lower, upper float64
	}{
		{wilson(0.001, 7), 0.9, 5.2762650830329007e-8, 0.27896871049119065},
		{wilson(0.001, 7), 0.998, 1.4956458412045531e-8, 0.57714824320115927},
		{wilson(0.001, 7), 0.999999, 5.9697612176088546e-9, 0.77373346307545849},
		{wilson(1, 1000000000), 0.9, 2.2309222076973308e-10, 4.4824512205946292e-9},
		{wilson(1, 1000000000), 0.998, 8.7242577805452972e-11, 1.1462293017985088e-8},
		{wilson(1, 1000000000), 0.999999, 3.8625695766611392e-11, 2.5889500660756718e-8},
		{wilson(999999999, 1000000000), 0.9, 0.99999999551754878, 0.99999999977690778},
		{wilson(999999999, 1000000000), 0.998, 0.99999998853770698, 0.99999999991275742},
		{wilson(999999999, 1000000000), 0.999999, 0.99999997411049934, 0.9999999999613743},
		{wilson(123456789, 1000000000), 0.9, 0.12343967917558453, 0.1234739008619235},
		{wilson(123456789, 1000000000), 0.998, 0.1234246459783036, 0.12348893921332201},
		{wilson(123456789, 1000000000), 0.999999, 0.12340591198722748, 0.12350768403271962},
		{wilson(0, 1000000000), 0.9, 0.0, 2.7055434467754492e-9},
		{wilson(0, 1000000000), 0.998, 0.0, 9.549535614889612e-9},
		{wilson(0, 1000000000), 0.999999, 0.0, 2.3928126404379582e-8},
		{wilson(17.25, 99.5), 0.9, 0.11981665945590163, 0.24421000873363653},
		{wilson(17.25, 99.5), 0.998, 0.086350356428376245, 0.31759025112091362},
		{wilson(17.25, 99.5), 0.999999, 0.058384875278634362, 0.41499285804671511},
		{wilson(1, 1), 0.9, 0.26986594878405408, 1.0},
		{wilson(1, 1), 0.998, 0.094790901501320469, 1.0},
		{wilson(1, 1), 0.999999, 0.040115328396925566, 1.0},
		{wilson(0, 1), 0.9, 0.0, 0.73013405121594592},
		{wilson(0, 1), 0.998, 0.0, 0.90520909849867953},
		{wilson(0, 1), 0.999999, 0.0, 0.95988467160307443},
		{byar(0), 0.8, 0.0, 2.2795004636564919},
		{byar(0), 0.95, 0.0, 3.6680118321737528},
		{byar(0), 0.9999, 0.0, 10.442468181277425},
		{byar(0.5), 0.8, 0.0026180846488884833, 3.1069605824896824},
		{byar(0.5), 0.95, 0.0, 4.6620730173269481},
		{byar(0.5), 0.9999, 0.0, 11.728667622743202},
		{byar(3.75), 0.8, 1.5805988439051081, 7.6587584160842522},
		{byar(3.75), 0.95, 0.95112058055850133, 9.8770214704084114},
		{byar(3.75), 0.9999, 0.10193263718093675, 18.440015059944728},
		{byar(1000000000), 0.8, 999959473.99527059, 1000040527.4329993},
		{byar(1000000000), 0.95, 999938021.44392744, 1000061981.4504094},
		{byar(1000000000), 0.9999, 999876973.39412108, 1000123037.0304106},
		{byar(42), 0.8, 33.94001124617008, 51.585780575657815},
		{byar(42), 0.95, 30.266717187882976, 56.773238740434109},
		{byar(42), 0.9999, 21.282524398670642, 73.413319398412605},
		{poisson(0), 0.99, 0.0, 5.2983173665480367},
		{poisson(0.0001), 0.5, 0, 1.386432209874289},
		{poisson(0.25), 0.95, 2.6366012956299962e-7, 4.196147633456483},
		{poisson(0.25), 0.99999, 4.2185611831948313e-22, 12.962999297480697},
		{poisson(1), 0.8, 0.1053605156578263, 3.8897201698674291},
		{poisson(9), 0.998, 2.4524244043637749, 22.657373309062931},
		{poisson(9), 0.999999, 0.90528312122899025, 33.648448084718529},
		{poisson(9.5), 0.95, 4.4532582409939863, 17.739437952863627},
		{poisson(123.4), 0.998, 91.898711710800233, 161.73323171034088},
		{poisson(5000), 0.95, 4862.3591886948991, 5140.5489485350049},
		{poisson(99999), 0.998, 99024.636776595926, 100980.06779195923},
		{poisson(99999), 0.9999999, 98323.66505680581, 101693.59262621792},
		{poisson(100001), 0.998, 99026.627004430341, 100982.07756407611},
		{poisson(100001), 0.9999999, 98325.648212326515, 101695.60947061428},
		{poisson(1000000), 0.95, 998040.9833402939, 1001961.9119454322},
		{poisson(1000000), 0.9999999, 994682.39761026779, 1005336.8543715853},
		{poisson(1000000000), 0.95, 999938021.44392792, 1000061981.4504089},
		{poisson(1000000000), 0.9999999, 999831563.32508445, 1000168455.9243247},
	} {
		i, err := tt.of.f(tt.c)
		if err != nil || !relative(i.Lower, tt.lower) || !relative(i.Upper, tt.upper) {
			t.Errorf("%s at %v = %.17g to %.17g, %v, want %.17g to %.17g", tt.of.what, float64(tt.c), i.Lower, i.Upper, err, tt.lower, tt.upper)
		}
	}
}

// relative reports whether got is want to 1e-10 of it, however small it is.
func relative(got, want float64) bool { return math.Abs(got-want) <= 1e-10*math.Abs(want) }

// TestStudentPrecision does the same for the quantiles of Student's t, about
// the change to its expansion too.
func TestStudentPrecision(t *testing.T) {
	for _, tt := range []struct {
		nu   float64
		c    Confidence
		want float64
	}{
		{1, 0.95, 12.706204736174705},
		{2, 0.998, 22.327124770119875},
		{5, 0.8, 1.4758840488244811},
		{30, 0.999999, 6.1190756203842168},
		{9999, 0.998, 3.091047597579455},
		{10000, 0.998, 3.0910475160306121},
		{10000, 0.9999999, 5.3306380526930967},
		{1000000, 0.95, 1.959966356814107},
		{50000, 0.5, 0.67449465692640067},
	} {
		if got := studentQuantile(tt.nu, tt.c); !relative(got, tt.want) {
			t.Errorf("t with %v degrees at %v = %.17g, want %.17g", tt.nu, float64(tt.c), got, tt.want)
		}
	}
}

func TestConfidence(t *testing.T) {
	for _, tt := range []struct {
		c    Confidence
		z    float64
		tail float64
	}{
		{C95, 1.9599639845400545, 0.025}, {C998, 3.0902323061678132, 0.001}, {0.9, 1.6448536269514727, 0.05},
		{0.99, 2.5758293035489004, 0.005}, {0.9999, 3.8905918864131229, 5e-5}, {0.999999, 4.8916384756987, 5e-7},
	} {
		if !near(tt.c.Z(), tt.z, 1e-10) || !near(tt.c.Tail(), tt.tail, 1e-9) {
			t.Errorf("%v: z %.17g, tail %v, want %v, %v", float64(tt.c), tt.c.Z(), tt.c.Tail(), tt.z, tt.tail)
		}
	}
	for _, c := range []Confidence{0, 1, -1, 2, 95, Confidence(math.NaN()), Confidence(math.Inf(1)), 1 - 1e-15} {
		if c.check() != ErrNotAConfidence || !math.IsNaN(c.Z()) {
			t.Errorf("%v is a confidence", float64(c))
		}
	}
	// All of ten cover with 95% when each covers with 0.95^(1/10).
	if c := Jointly(C95, 10); !near(math.Pow(float64(c), 10), 0.95, 1e-12) || Jointly(C95, 0) != C95 || Jointly(C95, 1) != C95 {
		t.Errorf("Jointly = %v", c)
	}
}

// TestRateLimitsInvert: the events on a limit are those whose exact interval
// just reaches the mean, about the change to the expansion too, and areas are
// placed by the same limits.
func TestRateLimitsInvert(t *testing.T) {
	for _, mean := range []float64{0.01, 0.5, 3, 10, 600, 99_990, 100_010, 1e7, 1e9} {
		for _, c := range []Confidence{0.5, C95, C998, 0.9999999} {
			i, err := RateLimits(mean*200, 1.0/200, c)
			if err != nil {
				t.Fatal(err)
			}
			lower, upper := i.Lower*mean*200, i.Upper*mean*200
			if p, err := ExactPoisson(upper, c); err != nil || !near(p.Lower, mean, exact) {
				t.Errorf("mean %v at %v: the interval of %v is %v, %v", mean, float64(c), upper, p, err)
			}
			if p, err := ExactPoisson(lower, c); err != nil || lower > 0 && !near(p.Upper, mean, exact) || lower == 0 && p.Upper < mean {
				t.Errorf("mean %v at %v: the interval of %v is %v, %v", mean, float64(c), lower, p, err)
			}
			for _, events := range []float64{lower * 0.999, lower*1.001 + 1e-6, mean, upper * 0.999, upper*1.001 + 1e-6} {
				below, above := outsideRate(events, mean*200, 1.0/200, c)
				if below != (events < lower) || above != (events > upper) {
					t.Errorf("mean %v at %v: %v events: below %v, above %v, want limits %v to %v", mean, float64(c), events, below, above, lower, upper)
				}
			}
		}
	}
}
