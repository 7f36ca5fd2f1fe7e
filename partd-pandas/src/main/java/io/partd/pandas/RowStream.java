package io.partd.pandas;

import io.partd.CorruptDataException;
import io.partd.LazyStream;
import io.partd.Partd;
import io.partd.arrow.Table;
import io.partd.codecs.numpy.DType;
import io.partd.codecs.numpy.Kind;
import io.partd.codecs.numpy.NumpyArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a table in pieces of some rows, from streams of its arrays. */
final class RowStream {

    private static final int ROWS = 1 << 16;

    private final String key;
    private final Layout layout;
    private final Tables tables;

    RowStream(String key, Layout layout, Tables tables) {
        this.key = key;
        this.layout = layout;
        this.tables = tables;
    }

    /** Opens the arrays, in a section. */
    Stream<Table> over(Partd<NumpyArray> arrays, StoredColumns stored) throws IOException {
        List<String> keys = new ArrayList<>(stored.columnKeys(key, layout.labels()));
        keys.add(ColumnKeys.index(key));
        List<Stream<NumpyArray>> streams = new ArrayList<>();
        try {
            List<Rows> rows = new ArrayList<>();
            for (String each : keys) {
                Stream<NumpyArray> stream = arrays.stream(each);
                streams.add(stream);
                rows.add(new Rows(stream.iterator()));
            }
            return LazyStream.untilFailure("key '" + key + "'", () -> next(rows), () -> streams.forEach(Stream::close));
        } catch (Throwable e) {
            streams.forEach(Stream::close);
            throw e;
        }
    }

    /** The rows of one array, taken in any number. */
    private static final class Rows {

        private final Iterator<NumpyArray> blocks;
        private @Nullable NumpyArray block;
        private int at;

        private Rows(Iterator<NumpyArray> blocks) {
            this.blocks = blocks;
        }

        /** Returns so many rows, or those that are left; null if none are. */
        @Nullable
        NumpyArray next(int rows) {
            List<NumpyArray> taken = new ArrayList<>();
            int left = rows;
            while (left > 0) {
                NumpyArray current = block;
                if (current == null || at == current.length()) {
                    if (!blocks.hasNext()) {
                        break;
                    }
                    block = blocks.next();
                    at = 0;
                    continue;
                }
                int count = Math.min(left, current.length() - at);
                taken.add(part(current, at, count));
                at += count;
                left -= count;
            }
            return taken.isEmpty() ? null : taken.size() == 1 ? taken.get(0) : joined(taken);
        }

        private static NumpyArray part(NumpyArray array, int from, int count) {
            if (array.dtype().kind() == Kind.OBJECT) {
                return NumpyArray.ofObjects(array.toObjects().subList(from, from + count));
            }
            int size = array.dtype().itemSize();
            byte[] bytes = new byte[count * size];
            array.buffer().get(from * size, bytes);
            return NumpyArray.ofBytes(array.dtype(), bytes);
        }

        private static NumpyArray joined(List<NumpyArray> parts) {
            DType dtype = parts.get(0).dtype();
            if (dtype.kind() == Kind.OBJECT) {
                return NumpyArray.ofObjects(parts.stream()
                        .flatMap(part -> part.toObjects().stream())
                        .toList());
            }
            ByteBuffer bytes = ByteBuffer.allocate(
                    parts.stream().mapToInt(part -> part.buffer().remaining()).sum());
            parts.forEach(part -> bytes.put(part.buffer()));
            return NumpyArray.ofBytes(dtype, bytes.array());
        }
    }

    /** After a failure some of the arrays may be further than others, so that their rows do not go together. */
    private @Nullable Table next(List<Rows> arrays) throws IOException {
        NumpyArray index = arrays.get(arrays.size() - 1).next(ROWS);
        int rows = index == null ? 0 : index.length();
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < layout.labels().size(); i++) {
            NumpyArray array = arrays.get(i).next(index == null ? 1 : ROWS);
            int length = array == null ? 0 : array.length();
            if (length != rows) {
                throw new CorruptDataException("key '" + key + "': column '"
                        + TableSchema.name(layout.labels().get(i))
                        + "' does not have as many rows as the index");
            }
            if (array != null) {
                columns.add(StoredColumns.column(key, layout.labels().get(i), array));
            }
        }
        return index == null ? null : tables.table(key, List.of(StoredColumns.frame(key, layout, columns, index)));
    }
}
