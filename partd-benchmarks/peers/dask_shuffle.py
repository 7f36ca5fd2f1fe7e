"""Dask's disk shuffle: dask_shuffle.py INPUT OUTPUT SCRATCH."""
import inspect
import os
import sys

import dask
import dask.dataframe as dd

source, target, scratch = sys.argv[1:]
dask.config.set({"temporary_directory": scratch, "dataframe.query-planning": False})
frame = dd.read_csv(source)
# The argument that names the method was renamed in 2024.
name = "shuffle_method" if "shuffle_method" in inspect.signature(frame.shuffle).parameters else "shuffle"
frame = frame.shuffle(on="PULocationID", npartitions=64, **{name: "disk"})
frame.to_csv(os.path.join(target, "part-*.csv"), index=False)
