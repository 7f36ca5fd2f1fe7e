package io.partd.arrow.schema;

import io.partd.arrow.ipc.Destination;
import io.partd.arrow.ipc.VectorSharing;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Makes batches of one schema those of another that it was unified with. Columns that are the same share their memory;
 * others are cast, and those that are not there are null. For one thread, and closed after use.
 */
public final class BatchCast implements AutoCloseable {

    private final Destination destination;
    private final VectorCast cast;

    /** What each dictionary of the destination was cast from, held so that its memory is not used for another. */
    private final Map<Long, FieldVector> castFrom = new HashMap<>();

    /** Makes a cast to a destination, which stays the caller's. */
    public BatchCast(Destination destination) {
        this.destination = destination;
        cast = new VectorCast(destination.allocator());
    }

    /**
     * Loads the destination with a batch, which stays the caller's.
     *
     * @throws IOException if a value cannot be had in its new type; the message names the column, the value and both
     */
    public void load(VectorSchemaRoot root, DictionaryProvider dictionaries) throws IOException {
        castByName(
                "", root.getFieldVectors(), destination.vectors(), root.getRowCount(), VisibleValues.ALL, dictionaries);
        destination.setRows(root.getRowCount());
    }

    /** Tells whether batches of a schema may have values that are not in another one it was unified with. */
    public static boolean mayRefuse(Schema schema, Schema unified) {
        return mayRefuse(schema.getFields(), unified.getFields());
    }

    private static boolean mayRefuse(List<Field> fields, List<Field> unified) {
        List<String> names = Fields.names(fields);
        boolean elements = fields.size() == 1 && unified.size() == 1;
        boolean inOrder = elements || names.equals(Fields.names(unified));
        for (int i = 0; i < unified.size(); i++) {
            int place = inOrder ? i : names.indexOf(unified.get(i).getName());
            if (place >= 0 && mayRefuse(fields.get(place), unified.get(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayRefuse(Field field, Field unified) {
        return FixedWidthCast.mayRefuse(Fields.storage(field), Fields.storage(unified))
                || mayRefuse(field.getChildren(), unified.getChildren());
    }

    /** Casts columns, or the fields of a struct: by their names, or in their order where all names are the same. */
    private void castByName(
            String above,
            List<FieldVector> from,
            List<FieldVector> to,
            int rows,
            VisibleValues visible,
            DictionaryProvider dictionaries)
            throws IOException {
        List<String> names = from.stream().map(FieldVector::getName).toList();
        boolean inOrder = names.equals(to.stream().map(FieldVector::getName).toList());
        for (int i = 0; i < to.size(); i++) {
            int place = inOrder ? i : place(names, to, i);
            if (place < 0) {
                VectorCast.setNull(to.get(i), rows);
            } else {
                castColumn(above, from.get(place), to.get(i), visible, dictionaries);
            }
        }
    }

    /** Returns where the name of a column is, the second place of a name that is there twice; -1 if it is not. */
    private static int place(List<String> names, List<FieldVector> to, int column) {
        String name = to.get(column).getName();
        long before = to.subList(0, column).stream()
                .filter(vector -> Objects.equals(vector.getName(), name))
                .count();
        return IntStream.range(0, names.size())
                .filter(i -> Objects.equals(names.get(i), name))
                .skip(before)
                .findFirst()
                .orElse(-1);
    }

    private void castInOrder(
            String above,
            List<FieldVector> from,
            List<FieldVector> to,
            VisibleValues visible,
            DictionaryProvider dictionaries)
            throws IOException {
        for (int i = 0; i < to.size(); i++) {
            castColumn(above, from.get(i), to.get(i), visible, dictionaries);
        }
    }

    private void castColumn(
            String above, FieldVector from, FieldVector to, VisibleValues visible, DictionaryProvider dictionaries)
            throws IOException {
        String path = above + to.getName();
        DictionaryEncoding encoding = from.getField().getDictionary();
        DictionaryEncoding wanted = to.getField().getDictionary();
        if (from instanceof NullVector && !(to instanceof NullVector)) {
            VectorCast.setNull(to, from.getValueCount());
        } else if (encoding == null) {
            castValues(path, from, to, visible, dictionaries);
        } else if (wanted == null) {
            decode(path, from, values(path, encoding, dictionaries), to, visible, dictionaries);
        } else {
            castDictionary(path, values(path, encoding, dictionaries), wanted.getId(), dictionaries);
            cast.load(path, from, to, visible);
        }
    }

    private void castValues(
            String path, FieldVector from, FieldVector to, VisibleValues visible, DictionaryProvider dictionaries)
            throws IOException {
        Field target = to.getField();
        List<FieldVector> children = from.getChildrenFromFields();
        List<FieldVector> wanted = to.getChildrenFromFields();
        ArrowType type = Fields.storage(target);
        if (type instanceof ArrowType.Union || type instanceof ArrowType.RunEndEncoded) {
            VectorSharing.share(from, to, destination.allocator());
            return;
        }
        cast.load(path, from, to, visible);
        VisibleValues within = visible.within(from);
        if (type instanceof ArrowType.Struct) {
            castByName(path + ".", children, wanted, from.getValueCount(), within, dictionaries);
        } else if (type instanceof ArrowType.Map) {
            FieldVector entries = children.get(0);
            cast.load(path, entries, wanted.get(0), within);
            castInOrder(
                    path + ".",
                    entries.getChildrenFromFields(),
                    wanted.get(0).getChildrenFromFields(),
                    within.within(entries),
                    dictionaries);
        } else {
            castInOrder(path + ".", children, wanted, within, dictionaries);
        }
    }

    private static FieldVector values(String path, DictionaryEncoding encoding, DictionaryProvider dictionaries)
            throws IOException {
        Dictionary dictionary = dictionaries.lookup(encoding.getId());
        if (dictionary == null) {
            throw new IOException("column '" + path + "' has no dictionary");
        }
        return dictionary.getVector();
    }

    private void castDictionary(String path, FieldVector values, long id, DictionaryProvider dictionaries)
            throws IOException {
        FieldVector before = castFrom.get(id);
        if (before != null && hasSameBuffers(before, values)) {
            return;
        }
        castValues(
                path,
                values,
                Objects.requireNonNull(destination.dictionaries().get(id)).getVector(),
                VisibleValues.ALL, // another batch with this dictionary may have what this one has not
                dictionaries);
        FieldVector replaced = castFrom.put(id, VectorSharing.shared(values, destination.allocator()));
        if (replaced != null) {
            replaced.close();
        }
    }

    private static boolean hasSameBuffers(FieldVector one, FieldVector other) {
        List<ArrowBuf> buffers = one.getFieldBuffers();
        List<ArrowBuf> others = other.getFieldBuffers();
        boolean same = one.getValueCount() == other.getValueCount();
        for (int i = 0; same && i < buffers.size(); i++) {
            same = buffers.get(i).memoryAddress() == others.get(i).memoryAddress();
        }
        List<FieldVector> children = one.getChildrenFromFields();
        for (int i = 0; same && i < children.size(); i++) {
            same = hasSameBuffers(children.get(i), other.getChildrenFromFields().get(i));
        }
        return same;
    }

    private void decode(
            String path,
            FieldVector indices,
            FieldVector values,
            FieldVector to,
            VisibleValues visible,
            DictionaryProvider dictionaries)
            throws IOException {
        try (FieldVector plain = to.getField().createVector(destination.allocator())) {
            castValues(path, values, plain, visible.named(indices), dictionaries);
            int rows = indices.getValueCount();
            VectorCast.setNull(to, rows);
            for (int i = 0; i < rows; i++) {
                if (!indices.isNull(i)) {
                    long index = ((BaseIntVector) indices).getValueAsLong(i);
                    if (index < 0 || index >= plain.getValueCount()) {
                        throw new IOException("column '" + path + "' has the index " + index + " in a dictionary of "
                                + plain.getValueCount() + " values");
                    }
                    to.copyFromSafe((int) index, i, plain);
                }
            }
            to.setValueCount(rows);
        }
    }

    /** Releases what it holds of dictionaries. */
    @Override
    public void close() {
        castFrom.values().forEach(FieldVector::close);
        castFrom.clear();
    }
}
