"""Does what it reads, on DataFrames: one command a line. Prints one line for each.

Its arguments are the folder with frames.py and the folder of a dataset.
"""

import json
import sys
import warnings

warnings.simplefilter('ignore')  # they would come between the answers
sys.path.append(sys.argv[1])

import pandas as pd  # noqa: E402
import partd  # noqa: E402

from frames import cases, describe_frame, index_names  # noqa: E402

CASES = cases()
file = partd.File(sys.argv[2])
blocks = partd.PandasBlocks(file)
columns = partd.PandasColumns(file)


def compare(arrow, pandas):
    """What differs between a table that Java has written and the frame that it was; empty if nothing does."""
    import pyarrow as pa
    with pa.ipc.open_stream(arrow) as reader:
        back = reader.read_all().to_pandas()
    if isinstance(pandas.index, pd.RangeIndex):
        pandas.index = pd.Index(pandas.index.to_numpy(), name=pandas.index.name)
    try:
        pd.testing.assert_frame_equal(back, pandas, check_freq=False, check_column_type=False)
        return 'same'
    except AssertionError as e:
        return json.dumps(str(e))


for line in sys.stdin:
    command, *words = line.rstrip('\n').split('\t')
    result = 'done'
    if command == 'version':
        result = pd.__version__
    elif command == 'cases':
        result = '\t'.join(CASES)
    elif command == 'describe':
        result = describe_frame(CASES[words[0]]())
    elif command == 'blocks':
        blocks.append({words[0]: CASES[words[1]]()})
    elif command == 'columns':
        # Says whether partd can write it.
        try:
            columns.append({words[0]: CASES[words[1]]()})
        except AttributeError as e:
            result = 'failed: ' + str(e)
    elif command == 'read-blocks':
        result = describe_frame(blocks.get(words[0]))
    elif command == 'read-columns':
        result = describe_frame(columns.get(words[0]))
    elif command == 'read-some':
        result = describe_frame(columns.get(words[0], columns=words[1:]))
    elif command == 'compare':
        result = compare(words[0], CASES[words[1]]())
    else:
        raise ValueError(command)
    print(result, flush=True)
