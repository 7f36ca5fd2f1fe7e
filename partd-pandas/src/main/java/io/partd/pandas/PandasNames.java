package io.partd.pandas;

import io.partd.codecs.pickle.Globals;
import io.partd.codecs.pickle.PickleReader;
import java.util.List;

/**
 * The names that pickles of pandas may use: its arrays, indexes, dtypes, scalars and frequencies, the arrays of pyarrow
 * and the zones of dateutil. What pandas 3 names {@code pandas.Index} is {@code pandas.core.indexes.base.Index} before.
 */
final class PandasNames {

    /** A module and names in it that a pickle may call, a line each. */
    private static final String CALLED = """
            dateutil.tz.tz tzutc tzoffset tzfile _ttinfo
            pytz FixedOffset
            pandas._libs.arrays __pyx_unpickle_NDArrayBacked
            pandas._libs.interval __pyx_unpickle_IntervalMixin Interval
            pandas._libs.sparse IntIndex BlockIndex
            pandas._libs.tslibs.nattype _nat_unpickle __nat_unpickle
            pandas._libs.tslibs.period Period
            pandas._libs.tslibs.timedeltas _timedelta_unpickle Timedelta
            pandas._libs.tslibs.timestamps _unpickle_timestamp
            pandas.core.arrays.arrow.array ArrowExtensionArray
            pandas.core.arrays.boolean BooleanArray BooleanDtype
            pandas.core.arrays.categorical Categorical
            pandas.core.arrays.datetimes DatetimeArray
            pandas.core.arrays.floating FloatingArray Float32Dtype Float64Dtype
            pandas.core.arrays.integer IntegerArray Int8Dtype Int16Dtype Int32Dtype Int64Dtype
            pandas.core.arrays.integer UInt8Dtype UInt16Dtype UInt32Dtype UInt64Dtype
            pandas.core.arrays.interval IntervalArray
            pandas.core.arrays.numpy_ PandasArray PandasDtype NumpyExtensionArray
            pandas.core.arrays.period PeriodArray
            pandas.core.arrays.sparse.array SparseArray
            pandas.core.arrays.sparse.dtype SparseDtype
            pandas.core.arrays.string_ StringArray StringArrayNumpySemantics StringDtype
            pandas.core.arrays.string_arrow ArrowStringArray ArrowStringArrayNumpySemantics ArrowStringDtype
            pandas.core.arrays.timedeltas TimedeltaArray
            pandas.core.dtypes.dtypes ArrowDtype CategoricalDtype DatetimeTZDtype IntervalDtype
            pandas.core.dtypes.dtypes NumpyEADtype PandasDtype PeriodDtype SparseDtype
            pandas.core.indexes.base _new_Index Index
            pandas.core.indexes.category CategoricalIndex
            pandas.core.indexes.datetimes _new_DatetimeIndex DatetimeIndex
            pandas.core.indexes.frozen FrozenList
            pandas.core.indexes.interval _new_IntervalIndex IntervalIndex
            pandas.core.indexes.multi MultiIndex
            pandas.core.indexes.numeric Int64Index UInt64Index Float64Index
            pandas.core.indexes.period PeriodIndex _new_PeriodIndex
            pandas.core.indexes.range RangeIndex
            pandas.core.indexes.timedeltas TimedeltaIndex
            pandas Categorical Index CategoricalIndex DatetimeIndex IntervalIndex MultiIndex PeriodIndex
            pandas RangeIndex TimedeltaIndex Interval Period
            pandas ArrowDtype BooleanDtype CategoricalDtype DatetimeTZDtype Float32Dtype Float64Dtype
            pandas Int8Dtype Int16Dtype Int32Dtype Int64Dtype UInt8Dtype UInt16Dtype UInt32Dtype UInt64Dtype
            pandas IntervalDtype PeriodDtype SparseDtype StringDtype
            pandas.arrays ArrowExtensionArray ArrowStringArray ArrowStringArrayNumpySemantics BooleanArray
            pandas.arrays DatetimeArray FloatingArray IntegerArray IntervalArray NumpyExtensionArray PeriodArray
            pandas.arrays SparseArray StringArray StringArrayNumpySemantics TimedeltaArray
            pandas._libs.tslibs.offsets BMonthBegin BMonthEnd BQuarterBegin BQuarterEnd BYearBegin BYearEnd
            pandas._libs.tslibs.offsets BusinessDay BusinessHour BusinessMonthBegin BusinessMonthEnd DateOffset
            pandas._libs.tslibs.offsets Day Easter Hour LastWeekOfMonth Micro Milli Minute MonthBegin MonthEnd
            pandas._libs.tslibs.offsets Nano QuarterBegin QuarterEnd Second SemiMonthBegin SemiMonthEnd Week
            pandas._libs.tslibs.offsets WeekOfMonth YearBegin YearEnd
            pyarrow.lib _restore_array chunked_array py_buffer type_for_alias timestamp duration time32 time64
            pyarrow.lib decimal128 decimal256 list_ large_list struct map_ dictionary fixed_size_binary binary
            """;

    /** Reads pickles that may use these names. */
    static final PickleReader READER = new PickleReader().with(globals());

    private PandasNames() {}

    private static Globals globals() {
        Globals globals =
                Globals.standard().withUncallable("pandas._libs.missing", "NA").withUncallable("pandas", "NA");
        for (String line : CALLED.lines().toList()) {
            List<String> words = List.of(line.split(" "));
            String module = words.get(0);
            for (String name : words.subList(1, words.size())) {
                globals = globals.with(module, name, PandasObject.constructor(module, name));
            }
        }
        return globals;
    }
}
