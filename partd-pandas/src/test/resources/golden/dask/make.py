"""Shuffles a table on disk with Dask, and keeps what Dask leaves in its partd: python make.py, with pandas 2 and Dask.

shuffled is the dataset, as Dask had it when all of the shuffle was written and nothing read; compressed is the same with dataframe.shuffle.compression set to ZLib. rows.txt has the rows that went in, with commas between the columns.
"""

import pathlib
import shutil
import sys
import tempfile

import dask
import dask.dataframe as dd
import numpy as np
import pandas as pd
import partd

HERE = pathlib.Path(__file__).parent
ROWS = 240

frame = pd.DataFrame({
    'trip': np.arange(ROWS),
    'zone': pd.Categorical([['queens', 'bronx', 'harlem'][i * i % 3] for i in range(ROWS)],
                           ['bronx', 'harlem', 'queens']),
    'driver': ['driver %d' % (i * 7 % 31) for i in range(ROWS)],
    'fare': np.where(np.arange(ROWS) % 9 == 0, np.nan, np.arange(ROWS) / 4),
    'at': pd.Timestamp('2026-06-21', tz='Europe/Oslo') + pd.to_timedelta(np.arange(ROWS), unit='min'),
})


def shuffle(name, compression):
    with tempfile.TemporaryDirectory() as folder:
        dask.config.set({'temporary_directory': folder, 'dataframe.shuffle.compression': compression,
                         'scheduler': 'synchronous'})
        kept = HERE / name
        get = partd.Encode._get

        def keeping(self, keys, **kwargs):
            if not kept.exists():
                # The first partition is asked for: all are written. What is in Dask's buffer goes to its file.
                self.partd.flush()
                file = self.partd.slow
                while not isinstance(file, partd.File):
                    file = file.partd
                shutil.copytree(file.path, kept)
            return get(self, keys, **kwargs)

        shutil.rmtree(kept, ignore_errors=True)
        partd.Encode._get = keeping
        table = dd.from_pandas(frame, npartitions=6).shuffle('driver', npartitions=11, shuffle_method='disk')
        result = table.compute()
        partd.Encode._get = get
        assert len(result) == ROWS
        (kept / '.lock').touch()
        print(name, sorted(path.name for path in kept.iterdir()), partd.__version__, pd.__version__, dask.__version__,
              file=sys.stderr)


shuffle('shuffled', None)
shuffle('compressed', 'ZLib')
frame.assign(at=frame['at'].astype('int64')).to_csv(HERE / 'rows.txt', index=False, header=False, na_rep='NaN')
