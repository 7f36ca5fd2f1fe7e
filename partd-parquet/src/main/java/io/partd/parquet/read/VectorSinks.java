package io.partd.parquet.read;

import io.partd.arrow.memory.OffsetsBuilder;
import io.partd.parquet.format.InputFile;
import io.partd.parquet.schema.Int96;
import io.partd.parquet.schema.LeafNode;
import io.partd.parquet.schema.ListNode;
import io.partd.parquet.schema.Node;
import io.partd.parquet.schema.StructNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;

/** Makes the vectors of a schema, and the readers of its columns. */
final class VectorSinks {

    private final InputFile file;
    private final Workspace workspace;
    private final BufferAllocator allocator;
    private final Int96 int96;
    private final List<ColumnReader> readers = new ArrayList<>();

    VectorSinks(InputFile file, Workspace workspace, BufferAllocator allocator, Int96 int96) {
        this.file = file;
        this.workspace = workspace;
        this.allocator = allocator;
        this.int96 = int96;
    }

    /** Returns the readers of all columns so far, in the order of the file. */
    List<ColumnReader> readers() {
        return readers;
    }

    /** Makes the vector of a field. */
    VectorSink make(Node node) {
        return make(node, new ArrayList<>());
    }

    /** Makes the vector of a field at the top, a column of byte strings or numbers, as indices in a dictionary. */
    IndexSink makeEncoded(LeafNode leaf) {
        IndexSink values = new IndexSink((DictionarySink) values(leaf), allocator);
        readers.add(new ColumnReader(file, workspace, leaf, values, List.of()));
        return values;
    }

    /** {@code around} are those whose first column is still to come. */
    private VectorSink make(Node node, List<LevelSink> around) {
        if (node instanceof LeafNode leaf) {
            ColumnSink values = values(leaf);
            readers.add(new ColumnReader(file, workspace, leaf, values, around));
            return values;
        }
        LevelSink sink = node instanceof ListNode list
                ? new ListSink(list, offsets(list.field().getType()), allocator)
                : new StructSink((StructNode) node, allocator);
        around.add(sink);
        List<LevelSink> first = around;
        for (Node child : node.children()) {
            sink.add(make(child, first));
            first = new ArrayList<>();
        }
        return sink;
    }

    private ColumnSink values(LeafNode leaf) {
        ArrowType type = leaf.field().getType();
        return switch (type.getTypeID()) {
            case Null -> new NullSink();
            case Bool -> new BitSink(new FixedDecoders(leaf.element(), 1, null), allocator);
            case Utf8, LargeUtf8, Binary, LargeBinary -> new BinarySink(offsets(type), allocator);
            default -> new FixedSink(fixed(leaf.element(), type), allocator);
        };
    }

    private OffsetsBuilder offsets(ArrowType type) {
        return switch (type.getTypeID()) {
            case LargeUtf8, LargeBinary, LargeList -> new OffsetsBuilder(allocator, Long.BYTES, 0);
            default -> new OffsetsBuilder(allocator, Integer.BYTES, 0);
        };
    }

    private FixedDecoders fixed(SchemaElement column, ArrowType type) {
        if (type instanceof ArrowType.Decimal decimal) {
            int width = decimal.getBitWidth() / Byte.SIZE;
            return new FixedDecoders(
                    column,
                    width,
                    switch (column.type) {
                        case INT32 -> Decimals.ofIntegers(Integer.BYTES, width);
                        case INT64 -> Decimals.ofIntegers(Long.BYTES, width);
                        case FIXED_LEN_BYTE_ARRAY -> Decimals.ofBytes(column.type_length, width);
                        default -> null;
                    });
        }
        if (type instanceof ArrowType.Int integer && integer.getBitWidth() < Integer.SIZE) {
            int width = integer.getBitWidth() / Byte.SIZE;
            return new FixedDecoders(
                    column, width, integer.getIsSigned() ? Narrowing.signed(width) : Narrowing.unsigned(width));
        }
        if (column.type == Type.INT96) {
            return new FixedDecoders(column, Long.BYTES, new Int96Timestamps(int96));
        }
        return switch (column.type) {
            case INT64, DOUBLE -> new FixedDecoders(column, Long.BYTES, null);
            case FIXED_LEN_BYTE_ARRAY -> new FixedDecoders(column, column.type_length, null);
            default -> new FixedDecoders(column, Integer.BYTES, null);
        };
    }
}
