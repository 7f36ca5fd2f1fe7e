package io.partd.pandas;

import io.partd.codecs.pickle.Global;
import io.partd.codecs.pickle.NumpyValue;
import io.partd.codecs.pickle.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes pickled indexes of pandas apart. */
final class PandasIndexes {

    /** A frame without columns may have so many rows, which nothing but its index counts. */
    private static final long MOST_UNSTORED = 1 << 20;

    private static final int MOST_LEVELS = 1000;
    private static final long UNKNOWN = -1;

    private final MemoryBudget memory;

    PandasIndexes(MemoryBudget memory) {
        this.memory = memory;
    }

    /** Returns the levels of an index, one if it is not a {@code MultiIndex}. */
    List<IndexLevel> levels(@Nullable Object index) throws IOException {
        return levels(index, UNKNOWN);
    }

    /**
     * Returns the levels of an index of so many rows.
     *
     * @param rows how many the columns have; -1 if there are none
     */
    List<IndexLevel> levels(@Nullable Object index, long rows) throws IOException {
        if (!(index instanceof PandasObject object)) {
            throw new IOException("an index is " + PythonText.describe(index));
        }
        if (object.is("_new_IntervalIndex")) {
            throw notRead("IntervalIndex");
        }
        if (!object.name().startsWith("_new_")
                || !(object.argument(0) instanceof Global global)
                || !(object.argument(1) instanceof Map<?, ?> parts)) {
            throw new IOException("an index is " + object);
        }
        String type = global.name();
        if (type.equals("MultiIndex")) {
            return multi(parts);
        }
        if (type.equals("RangeIndex")) {
            return List.of(range(parts, rows));
        }
        if (type.equals("PeriodIndex") || type.equals("IntervalIndex")) {
            throw notRead(type);
        }
        Object data = parts.get("data");
        Object zone = parts.get("tz");
        List<@Nullable Object> objects =
                data instanceof NumpyValue numpy && numpy.dtype().isObject() ? numpy.objects() : null;
        return List.of(new IndexLevel(parts.get("name"), () -> objects, () -> {
            Column column = new PandasArrays(memory).column(data);
            return zone == null
                    ? column
                    : PandasArrays.zoned(List.of(column), Zones.name(zone)).get(0);
        }));
    }

    /** Makes the column of an index of one level. */
    Column column(@Nullable Object index) throws IOException {
        List<IndexLevel> levels = levels(index);
        if (levels.size() != 1) {
            throw new IOException("is an index of " + levels.size() + " levels");
        }
        return levels.get(0).column();
    }

    static IOException notRead(String type) {
        return new IOException("is a " + type + ", for which Arrow has no type");
    }

    private IndexLevel range(Map<?, ?> parts, long rows) throws IOException {
        if (!(parts.get("start") instanceof Long start)
                || !(parts.get("stop") instanceof Long stop)
                || !(parts.get("step") instanceof Long step)
                || step == 0) {
            throw new IOException(
                    "a RangeIndex of " + parts.get("start") + " to " + parts.get("stop") + " by " + parts.get("step"));
        }
        long length = length(start, stop, step);
        if (rows == UNKNOWN && length > MOST_UNSTORED) {
            throw new IOException(
                    "a RangeIndex of " + length + " rows of no column; at most " + MOST_UNSTORED + " are read");
        }
        if (rows != UNKNOWN && length != rows) {
            throw new IOException("a RangeIndex of " + length + " rows; the columns have " + rows);
        }
        return new IndexLevel(
                parts.get("name"), () -> null, () -> FixedColumn.ofRange(start, step, (int) length, memory));
    }

    private static long length(long start, long stop, long step) throws IOException {
        boolean empty = step > 0 ? stop <= start : stop >= start;
        if (empty) {
            return 0;
        }
        try {
            long span = Math.subtractExact(stop, start);
            return 1 + (step > 0 ? (span - 1) / step : (span + 1) / step);
        } catch (ArithmeticException e) {
            throw new IOException("a RangeIndex of " + start + " to " + stop, e);
        }
    }

    private List<IndexLevel> multi(Map<?, ?> parts) throws IOException {
        if (!(parts.get("levels") instanceof List<?> levels)
                || !(parts.get("codes") instanceof List<?> codes)
                || levels.size() != codes.size()
                || levels.isEmpty()
                || levels.size() > MOST_LEVELS) {
            throw new IOException("a MultiIndex of levels and codes that do not fit");
        }
        List<?> names = parts.get("names") instanceof List<?> list ? list : List.of();
        List<IndexLevel> found = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            Object level = levels.get(i);
            Object levelCodes = codes.get(i);
            Object name = i < names.size() ? names.get(i) : null;
            found.add(new IndexLevel(name, () -> objects(level, levelCodes), () -> taken(level, levelCodes)));
        }
        return found;
    }

    /** The objects of a level that has them; null if it has numbers. */
    private @Nullable List<@Nullable Object> objects(@Nullable Object level, @Nullable Object codes)
            throws IOException {
        List<@Nullable Object> values = levels(level).get(0).storedObjects();
        if (values == null) {
            return null;
        }
        List<@Nullable Object> objects = new ArrayList<>();
        for (int place : places(codes, values.size())) {
            objects.add(place < 0 ? null : values.get(place));
        }
        return objects;
    }

    private Column taken(@Nullable Object level, @Nullable Object codes) throws IOException {
        Column values = column(level);
        return values.take(places(codes, values.rows()), memory);
    }

    private int[] places(@Nullable Object codes, int values) throws IOException {
        if (!(new PandasArrays(memory).column(codes) instanceof FixedColumn numbers)) {
            throw new IOException("codes are no integers");
        }
        memory.take((long) Integer.BYTES * numbers.rows());
        int[] places = numbers.toCodes();
        for (int place : places) {
            if (place < -1 || place >= values) {
                throw new IOException("code " + place + " of a level of " + values + " values");
            }
        }
        return places;
    }

    /** Returns what the labels of an index of columns are: texts mostly, tuples if it has several levels. */
    List<@Nullable Object> labels(List<IndexLevel> levels) throws IOException {
        List<List<@Nullable Object>> objects = new ArrayList<>();
        for (IndexLevel level : levels) {
            objects.add(level.objects(memory));
        }
        if (levels.size() == 1) {
            List<@Nullable Object> labels = new ArrayList<>();
            for (Object label : objects.get(0)) {
                // Tuples come back from MessagePack as lists.
                labels.add(label instanceof List<?> list ? Tuple.copyOf(list) : label);
            }
            return labels;
        }
        List<@Nullable Object> tuples = new ArrayList<>();
        for (int i = 0; i < objects.get(0).size(); i++) {
            List<@Nullable Object> parts = new ArrayList<>();
            for (List<@Nullable Object> level : objects) {
                if (level.size() != objects.get(0).size()) {
                    throw new IOException("a MultiIndex of levels of " + level.size() + " and "
                            + objects.get(0).size() + " codes");
                }
                parts.add(level.get(i));
            }
            tuples.add(Tuple.copyOf(parts));
        }
        return tuples;
    }
}
