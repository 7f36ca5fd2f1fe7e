"""Writes tables of all types by pyarrow: tables/, a partd.File, and words.txt, which says what is in its keys.

Run it with a Python that has partd and pyarrow, in this folder. It was pyarrow 25.0.0 that wrote what is here.
"""

import io
import pathlib
import shutil
import struct
import sys

import partd
import pyarrow as pa

here = pathlib.Path(__file__).parent
sys.path.append(str(here.parent.parent / 'io' / 'partd' / 'arrow'))

from tables import TYPES, rows, table  # noqa: E402

shutil.rmtree(here / 'tables', ignore_errors=True)
store = partd.File(str(here / 'tables'))
words = []


def stream(made, **options):
    out = io.BytesIO()
    with pa.ipc.new_stream(out, made.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(made, max_chunksize=8)
    return out.getvalue()


def append(key, *pieces):
    store.append({key: b''.join(struct.pack('<q', len(piece)) + piece for piece in pieces)})


for name in TYPES:
    first, second = table([name], 1, 12), table([name], 2, 7, 3)
    append(name, stream(first), stream(second))
    words.append(name + '\t' + rows(first.to_batches() + second.to_batches()))
for compression in 'lz4', 'zstd':
    made = table(['int64', 'string', 'dictionary', 'list', 'string_view'], 3, 40)
    append(compression, stream(made, compression=compression))
    words.append(compression + '\t' + rows(made.to_batches()))
values = [['a', 'b'], ['a', 'b', 'c'], ['z']]
batches = [pa.record_batch([pa.DictionaryArray.from_arrays(list(range(len(v))), v)], ['to']) for v in values]
made = pa.Table.from_batches(batches)
append('replaced', stream(made))
append('deltas', stream(made, emit_dictionary_deltas=True))
append('version-4', stream(table(['int64', 'string'], 4, 9), metadata_version=pa.ipc.MetadataVersion.V4))
append('legacy', stream(table(['int64', 'string'], 4, 9), use_legacy_format=True))
words.append('replaced\t' + rows(batches))
words.append('deltas\t' + rows(batches))
words.append('version-4\t' + rows(table(['int64', 'string'], 4, 9).to_batches()))
words.append('legacy\t' + rows(table(['int64', 'string'], 4, 9).to_batches()))
append('no-columns', stream(pa.table({})))
words.append('no-columns\t')
(here / 'words.txt').write_text('\n'.join(words) + '\n', encoding='ascii')
(here / 'tables' / '.lock').unlink()
