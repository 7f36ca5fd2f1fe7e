"""Prints how many rows a shuffle left out for which reason, and where these are."""
import sys

import duckdb

file = sys.argv[1]
for row in duckdb.sql(f"select count(*), reason from '{file}' group by reason order by 1").fetchall():
    print(*row)
source, lines, size = duckdb.sql(f"select any_value(input), list(line order by line), sum(bytes) from '{file}'").fetchone()
print(source, "lines", lines, "bytes", size)
