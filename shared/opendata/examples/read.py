"""Reads early help figures: who differs, in which direction, and from what.

    python3 read.py [ADDRESS]        # default http://127.0.0.1:8080

It needs Python 3.9 and nothing else. pandas, where it is installed, reads
facts.csv into a table.
"""

import csv
import io
import json
import sys
import urllib.error
import urllib.parse
import urllib.request

SITE = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8080"


def get(path, etag=None, **query):
    """Returns the status, the ETag and the text at an address of the API."""
    address = f"{SITE}/api/v1/{path}?{urllib.parse.urlencode(query)}"
    request = urllib.request.Request(address, headers={"If-None-Match": etag} if etag else {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers.get("ETag"), answer.read().decode("utf-8")
    except urllib.error.HTTPError as problem:
        if problem.code == 304:  # nothing has changed: use what you have
            return 304, etag, ""
        detail = json.load(problem)  # says what is wrong, and names what there is
        sys.exit(f"{address}: {detail['title']}. {detail['detail']}")


# One indicator, one year, every area.
status, etag, text = get("benchmarks/E06", period="2024-25")
answer = json.loads(text)
if answer["demonstration"]:
    print(answer["note"])
print(f"{answer['title']}, {answer['periodWords']}, publication {answer['version']}")
print(answer["england"]["words"])

funnel = answer["funnel"]
print(f"{funnel['outside']} areas lie outside the 99.8% limits; without allowing for how much areas differ it would be {funnel['outsideUnadjusted']}.")
for area in answer["areas"]:
    if area["outlier"] in ("high998", "low998"):
        print(f"  {area['words']}")

# Ask again: 304 says that nothing has changed, and sends nothing.
status, _, _ = get("benchmarks/E06", etag=etag, period="2024-25")
print("asked again:", status)

# Everything, as one file. The version in the address makes it the same for
# good: put it into a report. A symbol stands where a number cannot, and an
# empty number is never zero.
status, _, text = get("facts.csv", version=answer["version"])
symbols = {"": "shown", "c": "confidential", "x": "not available", "z": "not applicable", "low": "rounds to zero", "u": "too few cases"}
counts = {}
for row in csv.DictReader(io.StringIO(text)):
    if row["level"] == "area" and row["breakdown"] == "total":
        counts[row["symbol"]] = counts.get(row["symbol"], 0) + 1
for symbol, n in sorted(counts.items()):
    print(f"  {n} figures of areas: {symbols[symbol]}")

try:
    import pandas
except ImportError:
    pandas = None
if pandas is not None:
    # Keep codes as text (a DfE number may begin with 0) and read no name as "missing".
    facts = pandas.read_csv(io.StringIO(text), dtype={"dfe": str, "symbol": str, "marks": str}, keep_default_na=False, na_values={c: [""] for c in ("numerator", "denominator", "value", "lower95", "upper95", "lower998", "upper998")})
    latest = facts[(facts.indicator == "E06") & (facts.period == "2024-25") & (facts.breakdown == "total") & (facts.level == "area") & (facts.symbol == "")]
    print(f"pandas: {len(latest)} areas, median {latest.value.median():.1f}")
