"""Compares all rows of a Parquet file with those of a folder's, however often each is there, and where they are."""
import sys

import duckdb

file, folder, column = sys.argv[1:4]
duckdb.sql(f"create table a as select * from read_parquet('{file}')")
duckdb.sql(f"create table b as select * from read_parquet('{folder}/part-*.parquet', filename = true)")
count = duckdb.sql("select count(*) from b").fetchone()[0]
assert count == duckdb.sql("select count(*) from a").fetchone()[0], count
for one, other in ("a", "b exclude filename"), ("b exclude filename", "a"):
    more = [f"select {'* ' + t[2:] if ' ' in t else '*'} from {t[0]}" for t in (one, other)]
    left = duckdb.sql(f"select count(*) from (({more[0]}) except all ({more[1]}))").fetchone()[0]
    assert left == 0, (one, left)
files = duckdb.sql(f'select max(c) from (select count(distinct filename) c from b group by "{column}")').fetchone()[0]
assert files == 1, files
print(count)
