"""Makes the golden files anew: Parquet files of pyarrow, and beside each what is in it as a stream of Arrow.

python3 make.py, with pyarrow. It writes the same bytes with the same version of pyarrow.
"""

import os
import pathlib
import sys

os.environ['ROWS'] = '40'
here = pathlib.Path(__file__).parent
sys.path.insert(0, str(here.parent / 'io' / 'partd' / 'parquet'))

import exchange  # noqa: E402
import pyarrow.ipc  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

for name in ['types', 'nested_v2', 'delta', 'delta_strings', 'split', 'decimal_integers', 'nested_1.0', 'no_arrow_schema']:
    table, options = exchange.FILES[name]
    path = here / f'{name}.parquet'
    pq.write_table(table, path, **{'compression': 'zstd', **options})
    table = pq.read_table(path)
    with pyarrow.ipc.new_stream(here / f'{name}.stream', table.schema) as stream:
        stream.write_table(table)
