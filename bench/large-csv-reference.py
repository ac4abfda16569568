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
    specification = importlib.util.spec_from_file_location("profile", f"{here}/profile-reference.py")
    profile = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(profile)
    profile.speed(table)
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
    numbers = frame.select_dtypes("number")
    numbers.describe(percentiles=[0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99])
    numbers.skew()
    frame.nunique()
    frame.isna().sum()
    for name in frame:
        frame[name].value_counts().head(10)
    for name in numbers:
        np.histogram(numbers[name].dropna(), bins=40)
        first, third = numbers[name].quantile(0.25), numbers[name].quantile(0.75)
        (numbers[name].sub((first + third) / 2).abs() > 2 * (third - first)).sum()
    numbers.corr()
    frame.duplicated().sum()
    place = np.random.default_rng(42).permutation(len(frame))
    order = pd.Series(place).groupby(frame["churned"].to_numpy()).rank(method="first", pct=True)
    splits = np.where(order <= 0.7, "train", np.where(order <= 0.85, "validation", "test"))
    for split in ("train", "validation", "test"):
        frame[splits == split].to_parquet(f"{folder}/{split}.parquet", compression="zstd")


if __name__ == "__main__":
    {"duckdb": with_duckdb, "pandas": with_pandas}[sys.argv[1]](*sys.argv[2:])
