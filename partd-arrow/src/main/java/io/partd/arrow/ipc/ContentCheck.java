package io.partd.arrow.ipc;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Looks for values that lead out of their buffers: offsets, views, types of unions, run ends and indices of
 * dictionaries. Arrow's own {@code ValueVectorUtility.validateFull} knows neither views nor indices, takes negative
 * offsets of unions, and fails on lists of a fixed size.
 *
 * <p>Lengths of buffers have been compared with those of the vectors before.
 */
final class ContentCheck {

    private static final int VIEW = 16;
    private static final int INLINE = 12;

    private final Map<Long, Dictionary> dictionaries;

    ContentCheck(Map<Long, Dictionary> dictionaries) {
        this.dictionaries = dictionaries;
    }

    /** Checks vectors and all within them. */
    void require(List<FieldVector> vectors, List<Field> fields) throws MalformedException {
        for (int i = 0; i < vectors.size(); i++) {
            require(vectors.get(i), fields.get(i));
        }
    }

    private void require(FieldVector vector, Field field) throws MalformedException {
        FieldVector plain = vector;
        while (plain instanceof ExtensionTypeVector<?> extension) {
            plain = (FieldVector) extension.getUnderlyingVector();
        }
        DictionaryEncoding encoding = field.getDictionary();
        if (encoding != null) {
            requireIndices(vector, (BaseIntVector) plain, encoding);
            return;
        }
        int count = plain.getValueCount();
        ArrowType type = ReadableTypes.storage(field.getType());
        List<FieldVector> children = plain.getChildrenFromFields();
        switch (type.getTypeID()) {
            case Utf8, Binary ->
                requireOffsets(plain, count, plain.getDataBuffer().capacity(), 4);
            case LargeUtf8, LargeBinary ->
                requireOffsets(plain, count, plain.getDataBuffer().capacity(), 8);
            case List, Map -> requireOffsets(plain, count, children.get(0).getValueCount(), 4);
            case LargeList -> requireOffsets(plain, count, children.get(0).getValueCount(), 8);
            case ListView -> requireParts(plain, count, children.get(0).getValueCount(), 4);
            case LargeListView -> requireParts(plain, count, children.get(0).getValueCount(), 8);
            case Utf8View, BinaryView -> requireViews((BaseVariableWidthViewVector) plain, count);
            case Union -> requireTypes(plain, (ArrowType.Union) type, children);
            case RunEndEncoded -> requireRuns(plain, children);
            default -> {}
        }
        require(children, field.getChildren());
    }

    private static void requireOffsets(FieldVector vector, int count, long end, int width) throws MalformedException {
        if (count == 0) {
            return;
        }
        ArrowBuf offsets = vector.getOffsetBuffer();
        long before = 0;
        for (long i = 0; i <= count; i++) {
            long offset = number(offsets, i, width);
            if (offset < before) {
                throw fault(vector, "offset " + i + " is " + offset + ", after " + before);
            }
            before = offset;
        }
        if (before > end) {
            throw fault(vector, "its values end at " + before + ", and there are " + end);
        }
    }

    private static void requireParts(FieldVector vector, int count, int end, int width) throws MalformedException {
        List<ArrowBuf> buffers = vector.getFieldBuffers();
        for (long i = 0; i < count; i++) {
            // Those of nulls too: Arrow's vectors make their elements as many as the last list needs, null or not.
            long offset = number(buffers.get(1), i, width);
            long size = number(buffers.get(2), i, width);
            if (offset < 0 || size < 0 || size > end || offset > end - size) {
                throw fault(vector, "list " + i + " has " + size + " values from " + offset + " on, of " + end);
            }
        }
    }

    private static long number(ArrowBuf numbers, long index, int width) {
        return width == 4 ? numbers.getInt(4 * index) : numbers.getLong(8 * index);
    }

    private static void requireViews(BaseVariableWidthViewVector vector, int count) throws MalformedException {
        ArrowBuf views = vector.getDataBuffer();
        List<ArrowBuf> data = vector.getDataBuffers();
        for (int i = 0; i < count; i++) {
            long view = (long) VIEW * i;
            int length = views.getInt(view);
            if (length <= INLINE && (length >= 0 || vector.isNull(i))) {
                continue;
            }
            if (vector.isNull(i)) {
                continue;
            }
            int buffer = views.getInt(view + 8);
            int offset = views.getInt(view + 12);
            if (length < 0
                    || buffer < 0
                    || buffer >= data.size()
                    || offset < 0
                    || offset > data.get(buffer).capacity() - length) {
                throw fault(vector, "value " + i + " is not in its buffers");
            }
        }
    }

    /** Checks the types of a union's values, and where those of a dense one are. */
    static void requireTypes(FieldVector vector, ArrowType.Union type, List<FieldVector> children)
            throws MalformedException {
        int[] counts = new int[Byte.MAX_VALUE + 1];
        Arrays.fill(counts, -1);
        int[] used = new int[counts.length];
        for (int i = 0; i < children.size(); i++) {
            counts[type.getTypeIds()[i]] = children.get(i).getValueCount();
        }
        ArrowBuf types = vector instanceof DenseUnionVector dense
                ? dense.getTypeBuffer()
                : ((UnionVector) vector).getTypeBuffer();
        for (int i = 0; i < vector.getValueCount(); i++) {
            byte id = types.getByte(i);
            if (id < 0 || counts[id] < 0) {
                throw fault(vector, "value " + i + " is of type " + id + ", which it does not have");
            }
            if (vector instanceof DenseUnionVector) {
                int offset = vector.getOffsetBuffer().getInt(4L * i);
                if (offset < 0 || offset >= counts[id]) {
                    throw fault(vector, "value " + i + " is " + offset + " of type " + id + ", of " + counts[id]);
                }
                // Arrow's vectors take it that each value has a place of its own.
                if (++used[id] > counts[id]) {
                    throw fault(vector, "more values are of type " + id + " than it has, " + counts[id]);
                }
            }
        }
    }

    private static void requireRuns(FieldVector vector, List<FieldVector> children) throws MalformedException {
        BaseIntVector ends = (BaseIntVector) children.get(0);
        int runs = ends.getValueCount();
        long before = 0;
        for (int i = 0; i < runs; i++) {
            if (ends.isNull(i) || ends.getValueAsLong(i) <= before) {
                throw fault(vector, "run " + i + " ends at or before " + before);
            }
            before = ends.getValueAsLong(i);
        }
        if (before < vector.getValueCount() || children.get(1).getValueCount() < runs) {
            throw fault(
                    vector,
                    runs + " runs with " + children.get(1).getValueCount() + " values end at " + before + ", not "
                            + vector.getValueCount());
        }
    }

    private void requireIndices(FieldVector vector, BaseIntVector indices, DictionaryEncoding encoding)
            throws MalformedException {
        Dictionary dictionary = dictionaries.get(encoding.getId());
        int size = dictionary == null ? 0 : dictionary.getVector().getValueCount();
        int count = indices.getValueCount();
        for (int i = 0; i < count; i++) {
            if (!indices.isNull(i)) {
                long index = indices.getValueAsLong(i);
                if (index < 0 || index >= size) {
                    throw fault(vector, "value " + i + " is " + index + " of a dictionary of " + size);
                }
            }
        }
    }

    private static MalformedException fault(FieldVector vector, String what) {
        return new MalformedException("field '" + vector.getName() + "': " + what);
    }
}
