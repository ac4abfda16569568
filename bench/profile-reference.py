"""What pandas, scipy and DuckDB say of a table, for bench/compare-profile.mjs.

    profile-reference.py values CSV PROFILE.json   largest relative differences to a profile, as JSON
    profile-reference.py speed TABLE.parquet       computes what a profile holds with DuckDB, and prints how much
"""

import json
import math
import sys


def values(csv, profile_file):
    import numpy as np
    import pandas as pd
    from scipy import stats

    with open(profile_file) as file:
        profile = json.load(file)
    types = {column["name"]: column["type"] for column in profile["columns"]}
    texts = {name: str for name, kind in types.items() if kind in ("category", "text", "boolean")}
    frame = pd.read_csv(csv, dtype=texts, skipinitialspace=True)
    worst = {}

    def compare(statistic, ours, theirs, scale=None):
        if theirs is None or (isinstance(theirs, float) and math.isnan(theirs)):
            return
        size = max(abs(theirs), 1e-12 if scale is None else scale)
        worst[statistic] = max(worst.get(statistic, 0.0), abs((math.nan if ours is None else ours) - theirs) / size)

    compare("rows", profile["rows"], len(frame))
    compare("duplicate rows", profile["duplicates"]["rows"], int(frame.duplicated().sum()), 1)
    compare("rows with a gap", profile["missing"]["rows"], int(frame.isna().any(axis=1).sum()), 1)
    for column in profile["columns"]:
        series = frame[column["name"]]
        compare("missing", column["missing"], int(series.isna().sum()), 1)
        compare("distinct", column["distinct"], series.nunique(), 1)
        counts = series.value_counts()
        for top in column["top"]:
            name = top["value"] if column["name"] in texts else float(top["value"])
            compare("most frequent values", top["count"], int(counts[name]))
        if "texts" in column and column["texts"]["entropy"] is not None:
            compare("entropy", column["texts"]["entropy"], float(stats.entropy(counts, base=2)), 1)
        if "numbers" not in column:
            continue
        facts = column["numbers"]
        spread = float(series.std())
        compare("mean", facts["mean"], float(series.mean()), spread)
        compare("standard deviation", facts["sd"], spread)
        compare("skewness", facts["skew"], float(series.skew()), 1)
        for quantile in facts["quantiles"]:
            compare("quantiles", quantile["value"], float(series.quantile(quantile["fraction"])), spread)
        histogram = facts["histogram"]
        if len(histogram["counts"]) > 1 and histogram["below"] + histogram["above"] == 0:
            theirs, _ = np.histogram(series.dropna(), bins=histogram["edges"])
            for ours, count in zip(histogram["counts"], theirs):
                compare("histogram", ours, int(count), 1)
        if facts["outliers"] is not None:
            first, third = series.quantile(0.25), series.quantile(0.75)
            # To twelve digits: a value that lies on a fence lies on no side of it.
            low, high = (float(f"{fence:.12g}") for fence in (first - 1.5 * (third - first), third + 1.5 * (third - first)))
            compare("outliers", facts["outliers"]["below"], int((series < low).sum()), 1)
            compare("outliers", facts["outliers"]["above"], int((series > high).sum()), 1)
            far = int(((series - series.mean()).abs() > 3 * spread).sum())
            compare("outliers", facts["outliers"]["beyondThreeSd"], far, 1)
    for pair in profile["associations"]["pairs"]:
        a, b = frame[pair["a"]], frame[pair["b"]]
        if pair["kind"] == "linear":
            if "pearson" in pair:
                compare("Pearson", pair["pearson"], float(a.corr(b)), 1)
            if "spearman" in pair:
                compare("Spearman", pair["spearman"], float(a.corr(b, method="spearman")), 1)
        elif pair["kind"] == "categories":
            compare("Cramér's V, corrected", pair["cramersV"], cramers_v(pd.crosstab(a, b), stats), 1)
        else:
            category, number = (a, b) if pair["a"] in texts else (b, a)
            both = pd.DataFrame({"c": category, "n": number}).dropna()
            means = both.groupby("c")["n"].transform("mean")
            between = float(((means - both["n"].mean()) ** 2).sum())
            total = float(((both["n"] - both["n"].mean()) ** 2).sum())
            compare("correlation ratio", pair["ratio"], math.sqrt(between / total), 1)
    print(json.dumps(worst))


def cramers_v(table, stats):
    n = int(table.to_numpy().sum())
    rows, columns = table.shape
    phi = stats.chi2_contingency(table, correction=False).statistic / n
    phi = max(0.0, phi - (rows - 1) * (columns - 1) / (n - 1))
    rest = min(rows - (rows - 1) ** 2 / (n - 1), columns - (columns - 1) ** 2 / (n - 1)) - 1
    return math.sqrt(phi / rest)


def speed(file):
    import duckdb

    database = duckdb.connect(config={"memory_limit": "1000MB", "temp_directory": file + ".tmp"})
    sql = lambda text: database.execute(text).fetchall()
    read = f"read_parquet('{file}', file_row_number = true)"
    table = f"(SELECT file_row_number AS __row, * EXCLUDE (file_row_number) FROM {read})"
    columns = [(name, kind) for name, kind, *_ in sql(f"DESCRIBE SELECT * FROM {table}") if name != "__row"]
    found = 0
    for name, kind in columns:
        c = f'"{name}"'
        if kind in ("BIGINT", "DOUBLE"):
            found += number(sql, table, c)
        elif kind == "TIMESTAMP":
            found += time(sql, table, c)
        else:
            found += text(sql, table, c)
    nulls = " + ".join(f'CASE WHEN "{name}" IS NULL THEN {2**at} ELSE 0 END' for at, (name, _) in enumerate(columns))
    found += len(sql(f"SELECT {nulls} AS p, count(*) FROM {table} GROUP BY p ORDER BY 2 DESC LIMIT 20"))
    others = ", ".join(f'"{name}"' for name, _ in columns if name != "id")
    found += len(sql(f"SELECT count(*) FROM (SELECT DISTINCT {others} FROM {table})"))
    numbers = [name for name, kind in columns if kind in ("BIGINT", "DOUBLE", "TIMESTAMP") and name != "id"]
    value = {n: f'epoch_ms("{n}")' if dict(columns)[n] == "TIMESTAMP" else f'"{n}"' for n in numbers}
    pairs = [(a, b) for at, a in enumerate(numbers) for b in numbers[at + 1 :]]
    found += len(sql("SELECT " + ", ".join(f"corr({value[a]}, {value[b]})" for a, b in pairs) + f" FROM {table}"))
    sample = database.execute(f"SELECT * FROM {table} WHERE (__row * 2654435769) % 4294967296 < 53687091").df()
    found += relations(sample, numbers, [name for name, kind in columns if kind in ("VARCHAR", "BOOLEAN")])
    print(found)


def number(sql, table, c):
    present = f"FROM {table} WHERE {c} IS NOT NULL"
    ((low, high, *_),) = sql(
        f"SELECT min({c}), max({c}), avg({c}), stddev_samp({c}), skewness({c}), count(DISTINCT {c}),"
        f" quantile_cont({c}, [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]), count_if({c} = 0), count_if({c} < 0) {present}"
    )
    step = (high - low) / 30 or 1
    sql(f"SELECT {c}, count(*) AS n {present} GROUP BY {c} ORDER BY n DESC, {c} LIMIT 10")
    sql(f"SELECT floor(({c} - {low}) / {step}) AS b, count(*) {present} GROUP BY b ORDER BY b")
    ((first, third, mean, sd),) = sql(
        f"SELECT quantile_cont({c}, 0.25), quantile_cont({c}, 0.75), avg({c}), stddev_samp({c}) {present}"
    )
    bottom, top = first - 1.5 * (third - first), third + 1.5 * (third - first)
    sql(f"SELECT count_if({c} < {bottom}), count_if({c} > {top}), count_if(abs({c} - {mean}) > {3 * sd}) {present}")
    sql(f"SELECT __row, {c} {present} AND ({c} < {bottom} OR {c} > {top}) ORDER BY abs({c} - {mean}) DESC LIMIT 5")
    return 1


def time(sql, table, c):
    present = f"FROM {table} WHERE {c} IS NOT NULL"
    sql(f"SELECT min({c}), max({c}), count(DISTINCT {c}), quantile_disc({c}, [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]) {present}")
    for part in (f"date_trunc('week', {c})", f"isodow({c})", f"hour({c})"):
        sql(f"SELECT {part} AS p, count(*) {present} GROUP BY p ORDER BY p")
    sql(f"SELECT {c}, count(*) AS n {present} GROUP BY {c} ORDER BY n DESC, {c} LIMIT 10")
    gaps = f"SELECT {c} - lag({c}) OVER (ORDER BY {c}) AS gap FROM (SELECT DISTINCT {c} {present})"
    sql(f"SELECT gap, count(*) AS n FROM ({gaps}) GROUP BY gap ORDER BY n DESC LIMIT 1")
    sql(f"SELECT max(gap) FROM ({gaps})")
    return 1


def text(sql, table, c):
    sql(
        f"CREATE OR REPLACE TABLE counts AS SELECT {c}::VARCHAR AS v, count(*) AS n"
        f" FROM {table} WHERE {c} IS NOT NULL GROUP BY {c}"
    )
    sql("SELECT v, n FROM counts ORDER BY n DESC, v LIMIT 10")
    sql("SELECT count(*), min(length(v)), max(length(v)), sum(length(v) * n), count_if(v <> trim(v)), count_if(n < 10) FROM counts")
    sql("SELECT length(v) AS l, sum(n) FROM counts GROUP BY l ORDER BY l")
    sql("SELECT regexp_replace(regexp_replace(v, '\\p{L}+', 'a', 'g'), '[0-9]+', '9', 'g') AS s, sum(n) FROM counts GROUP BY s")
    sql("SELECT lower(trim(v)) AS s, list(v) FROM counts GROUP BY s HAVING count(*) > 1")
    return 1


def relations(sample, numbers, categories):
    import pandas as pd

    found = sample[numbers].corr(method="spearman").size
    for at, a in enumerate(categories):
        found += sum(pd.crosstab(sample[a], sample[b]).size for b in categories[at + 1 :])
        found += sum(sample.groupby(a)[n].mean().size for n in numbers)
    return found


if __name__ == "__main__":
    {"values": values, "speed": speed}[sys.argv[1]](*sys.argv[2:])
