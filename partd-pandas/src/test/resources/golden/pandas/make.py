"""Writes what this pandas stores: python make.py, with each of the Pythons whose files are here.

blocks-VERSION.txt has a line for each case: its name, the bytes of partd.PandasBlocks in hexadecimal digits, and what is in them (see frames.py), or 'refused' where it cannot be in a table. The names of the compressed ones begin with what that Python has installed then. columns-VERSION is a dataset of partd.PandasColumns, with the same of its tables beside it in columns-VERSION.txt.
"""

import pathlib
import shutil

import pandas as pd
import partd
import partd.numpy
import partd.pandas

from frames import REFUSED, cases, describe_frame

HERE = pathlib.Path(__file__).parent
MAJOR = pd.__version__


def same(data, *_):
    return data


def set_compression(blosc_there, snappy_there):
    """Makes partd believe that so much is installed."""
    pnp = partd.numpy
    pnp.compress_bytes = pnp.compress_text = pnp.decompress_bytes = pnp.decompress_text = same
    if blosc_there:
        import blosc
        pnp.compress_bytes = blosc.compress
        pnp.compress_text = lambda data: blosc.compress(data, typesize=1)
        pnp.decompress_bytes = pnp.decompress_text = blosc.decompress
    if snappy_there:
        import snappy
        pnp.compress_text, pnp.decompress_text = snappy.compress, snappy.decompress


def blocks():
    lines = []

    def write(name, make, described):
        stored = partd.pandas.serialize(make()).hex()
        lines.append('\t'.join([name, stored, described]))

    set_compression(False, False)
    for name, make in cases().items():
        write(name, make, describe_frame(make()))
    for name, make in REFUSED.items():
        try:
            write(name, make, 'refused')
        except AttributeError:
            pass  # partd cannot write it either
    try:
        import blosc
        import snappy
        assert blosc and snappy
        for prefix, installed in ('blosc', (True, False)), ('snappy', (False, True)), (
                'blosc-and-snappy', (True, True)):
            set_compression(*installed)
            for name in 'mixed', 'many', 'no rows', 'categories', 'index of times', 'index of integers', 'times in zones':
                make = cases()[name]
                write(prefix + ': ' + name, make, describe_frame(make()))
    except ImportError:
        pass
    (HERE / ('blocks-%s.txt' % MAJOR)).write_text('\n'.join(lines) + '\n', 'utf-8')


COLUMNS = ['bools', 'objects of texts', 'times', 'mixed', 'no rows', 'index of times', 'columns of integers',
           'index of levels']


def columns():
    folder = HERE / ('columns-%s' % MAJOR)
    shutil.rmtree(folder, ignore_errors=True)
    store = partd.PandasColumns(partd.File(str(folder)))
    lines = []
    frames = {name: cases()[name]() for name in COLUMNS}
    frames['odd names'] = pd.DataFrame([[1, 2, 3]], columns=['a!b', 'c/d', 'e f'])
    for name, df in frames.items():
        try:
            for _ in range(2):
                store.append({name: df})
        except AttributeError:
            store.partd.partd.delete([(name, '.columns'), (name, '.index-name'), (name, '.index.dtype')])
            continue  # strings of pandas 3
        read = store.get(name)
        if name == 'index of levels':
            # Is stored as tuples, without names.
            read.index = pd.MultiIndex.from_tuples(map(tuple, read.index))
        lines.append(name + '\t' + describe_frame(read))
    (HERE / ('columns-%s.txt' % MAJOR)).write_text('\n'.join(lines) + '\n', 'utf-8')
    (folder / '.lock').touch()
    store.partd.partd._explicitly_given_path = True


blocks()
columns()
