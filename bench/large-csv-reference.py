"""What a Python user would write instead of `mlx ingest --profile` and `mlx split`, for bench/large-csv.mjs.

    large-csv-reference.py duckdb CSV FOLDER   with DuckDB, by the script that bench/compare-profile.mjs measures
    large-csv-reference.py pandas CSV FOLDER   with pandas, which holds the table in memory
"""

import importlib.util
import os
import sys

here = os.path.dirname(os.path.abspath(__file__))


def with_duckdb(csv, folder):
    import duckdb

    table = f"{folder}/table.parquet"
    connection = duckdb.connect()
    connection.execute(f"COPY (SELECT * FROM read_csv('{csv}')) TO '{table}' (FORMAT parquet, COMPRESSION zstd)")
    connection.close()
    profile_reference().speed(table)
    connection = duckdb.connect()
    connection.execute(f"SET temp_directory = '{folder}/spill'")
    connection.execute(
        f"""CREATE TABLE assigned AS SELECT id, CASE WHEN place <= total * 0.7 THEN 'train'
            WHEN place <= total * 0.85 THEN 'validation' ELSE 'test' END AS split
            FROM (SELECT id, row_number() OVER (PARTITION BY churned ORDER BY hash(id, 42), id) AS place,
                         count(*) OVER (PARTITION BY churned) AS total FROM '{table}')"""
    )
    for split in ("train", "validation", "test"):
        connection.execute(
            f"""COPY (SELECT t.* FROM '{table}' AS t JOIN assigned AS a USING (id) WHERE a.split = '{split}')
                TO '{folder}/{split}.parquet' (FORMAT parquet, COMPRESSION zstd)"""
        )


def with_pandas(csv, folder):
    import numpy as np
    import pandas as pd

    frame = pd.read_csv(csv, parse_dates=["at"])
    frame.to_parquet(f"{folder}/table.parquet", compression="zstd")
    for name in frame:
        column = frame[name].dropna()
        counts = column.value_counts()
        counts.head(10)
        if pd.api.types.is_datetime64_any_dtype(column):
            column.quantile([0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99])
            for part in (column.dt.to_period("W"), column.dt.day_of_week, column.dt.hour):
                part.value_counts()
            counts.index.to_series().sort_values().diff().value_counts().head(1)
        elif pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            column.describe(percentiles=[0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99])
            column.skew()
            (column == 0).sum(), (column < 0).sum()
            np.histogram(column, bins=30)
            first, third, mean, sd = column.quantile(0.25), column.quantile(0.75), column.mean(), column.std()
            outside = column[(column < first - 1.5 * (third - first)) | (column > third + 1.5 * (third - first))]
            outside.sub(mean).abs().nlargest(5)
            (column.sub(mean).abs() > 3 * sd).sum()
        else:
            values = counts.index.astype(str).to_series()
            values.str.len().describe()
            values.str.replace(r"[^\W\d_]+", "a", regex=True).str.replace(r"\d+", "9", regex=True).value_counts()
            values.str.strip().str.lower().duplicated().sum()
    missing = frame.isna()
    missing.value_counts().head(20)
    frame.drop(columns="id").duplicated().sum()
    numbers = [name for name in frame.select_dtypes("number") if name != "id"]
    frame[numbers].corr()
    sample = frame.sample(100_000, random_state=42)
    categories = [name for name in frame.select_dtypes(["object", "string", "bool"])]
    profile_reference().relations(sample, numbers, categories)
    place = np.random.default_rng(42).permutation(len(frame))
    order = pd.Series(place).groupby(frame["churned"].to_numpy()).rank(method="first", pct=True)
    splits = np.where(order <= 0.7, "train", np.where(order <= 0.85, "validation", "test"))
    for split in ("train", "validation", "test"):
        frame[splits == split].to_parquet(f"{folder}/{split}.parquet", compression="zstd")


def profile_reference():
    specification = importlib.util.spec_from_file_location("profile", f"{here}/profile-reference.py")
    profile = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(profile)
    return profile


if __name__ == "__main__":
    {"duckdb": with_duckdb, "pandas": with_pandas}[sys.argv[1]](*sys.argv[2:])
