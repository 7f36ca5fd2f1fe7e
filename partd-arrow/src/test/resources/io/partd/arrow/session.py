"""Does what it reads, on Arrow's streams in the files of partd: one command a line. Prints one line for each."""

import io
import struct
import sys

import partd
import pyarrow as pa

from tables import TYPES, rows, table

store = partd.File(sys.argv[1])


def pieces(key):
    """The frames of a key, of which each is a stream."""
    data = io.BytesIO(store.get(key))
    while True:
        header = data.read(8)
        if not header:
            return
        yield data.read(struct.unpack('<q', header)[0])


def append(key, stream):
    store.append({key: struct.pack('<q', len(stream)) + stream})


def stream(made, batches, options):
    out = io.BytesIO()
    with pa.ipc.new_stream(out, made.schema, options=options) as writer:
        for batch in batches:
            writer.write_batch(batch)
    return out.getvalue()


def options(word):
    return pa.ipc.IpcWriteOptions(compression=word if word in ('lz4', 'zstd') else None,
                                  emit_dictionary_deltas=word == 'delta')


def run(command, *words):
    result = 'done'
    if command == 'types':
        result = ' '.join(TYPES)
    elif command == 'append':
        # A key; the types, seed, length and offset of a table; options.
        made = table(words[1].split(' '), int(words[2]), int(words[3]), int(words[4]))
        append(words[0], stream(made, made.to_batches(), options(words[5])))
        result = rows(made.to_batches())
    elif command == 'dictionaries':
        # A key, options, and the values of each batch, which have a dictionary each; deltas are where one begins with another.
        batches = [pa.record_batch([pa.DictionaryArray.from_arrays(range(len(v.split(','))), v.split(','))], ['to'])
                   for v in words[2].split(' ')]
        append(words[0], stream(batches[0], batches, options(words[1])))
        result = rows(batches)
    elif command == 'get':
        result = rows(batch for piece in pieces(words[0]) for batch in pa.ipc.open_stream(piece))
    elif command == 'schemas':
        result = '|'.join(repr(pa.ipc.open_stream(piece).schema.to_string()) for piece in pieces(words[0]))
    elif command == 'validate':
        for piece in pieces(words[0]):
            for batch in pa.ipc.open_stream(piece):
                batch.validate(full=True)
    elif command == 'write':
        # A path, what kind of file; the types, seed, length of a table; options.
        made = table(words[2].split(' '), int(words[3]), int(words[4]))
        new = pa.ipc.new_file if words[1] == 'file' else pa.ipc.new_stream
        with new(words[0], made.schema, options=options(words[5])) as writer:
            for batch in made.to_batches(max_chunksize=7):
                writer.write_batch(batch)
        result = rows(made.to_batches())
    elif command == 'read':
        opened = pa.ipc.open_file if words[1] == 'file' else pa.ipc.open_stream
        with pa.OSFile(words[0]) as file:
            batches = opened(file).read_all()
            batches.validate(full=True)
            result = rows(batches.to_batches())
    elif command == 'metadata':
        with pa.OSFile(words[0]) as file:
            schema = pa.ipc.open_file(file).schema
            result = repr(schema.metadata) + repr([field.metadata for field in schema])
    else:
        raise ValueError(command)
    return result


for line in sys.stdin:
    try:
        print(run(*line.rstrip('\n').split('\t')), flush=True)
    except Exception as e:
        print('error ' + repr(e), flush=True)
