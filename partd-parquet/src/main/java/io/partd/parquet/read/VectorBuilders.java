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
final class VectorBuilders {

    private final InputFile file;
    private final Workspace workspace;
    private final BufferAllocator allocator;
    private final Int96 int96;
    private final List<ColumnReader> readers = new ArrayList<>();

    VectorBuilders(InputFile file, Workspace workspace, BufferAllocator allocator, Int96 int96) {
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
    VectorBuilder make(Node node) {
        return make(node, new ArrayList<>());
    }

    /** Makes the vector of a field at the top, a column of byte strings or numbers, as indices in a dictionary. */
    DictionaryIndexBuilder makeEncoded(LeafNode leaf) {
        DictionaryIndexBuilder values = new DictionaryIndexBuilder((DictionaryBuilder) values(leaf), allocator);
        readers.add(new ColumnReader(file, workspace, leaf, values, List.of()));
        return values;
    }

    /** {@code around} are those whose first column is still to come. */
    private VectorBuilder make(Node node, List<NestedBuilder> around) {
        if (node instanceof LeafNode leaf) {
            LeafBuilder values = values(leaf);
            readers.add(new ColumnReader(file, workspace, leaf, values, around));
            return values;
        }
        NestedBuilder builder = node instanceof ListNode list
                ? new ListBuilder(list, offsets(list.field().getType()), allocator)
                : new StructBuilder((StructNode) node, allocator);
        around.add(builder);
        List<NestedBuilder> first = around;
        for (Node child : node.children()) {
            builder.add(make(child, first));
            first = new ArrayList<>();
        }
        return builder;
    }

    private LeafBuilder values(LeafNode leaf) {
        ArrowType type = leaf.field().getType();
        return switch (type.getTypeID()) {
            case Null -> new NullBuilder();
            case Bool -> new BooleanBuilder(new FixedWidthDecoders(leaf.element(), 1, null), allocator);
            case Utf8, LargeUtf8, Binary, LargeBinary -> new VarBinaryBuilder(offsets(type), allocator);
            default -> new FixedWidthBuilder(fixed(leaf.element(), type), allocator);
        };
    }

    private OffsetsBuilder offsets(ArrowType type) {
        return switch (type.getTypeID()) {
            case LargeUtf8, LargeBinary, LargeList -> new OffsetsBuilder(allocator, Long.BYTES, 0);
            default -> new OffsetsBuilder(allocator, Integer.BYTES, 0);
        };
    }

    private FixedWidthDecoders fixed(SchemaElement column, ArrowType type) {
        if (type instanceof ArrowType.Decimal decimal) {
            int width = decimal.getBitWidth() / Byte.SIZE;
            return new FixedWidthDecoders(
                    column,
                    width,
                    switch (column.type) {
                        case INT32 -> ValueConverter.decimalsOfIntegers(Integer.BYTES, width);
                        case INT64 -> ValueConverter.decimalsOfIntegers(Long.BYTES, width);
                        case FIXED_LEN_BYTE_ARRAY -> ValueConverter.decimalsOfBytes(column.type_length, width);
                        default -> null;
                    });
        }
        if (type instanceof ArrowType.Int integer && integer.getBitWidth() < Integer.SIZE) {
            int width = integer.getBitWidth() / Byte.SIZE;
            return new FixedWidthDecoders(column, width, ValueConverter.narrowing(width, integer.getIsSigned()));
        }
        if (column.type == Type.INT96) {
            return new FixedWidthDecoders(column, Long.BYTES, new Int96Timestamps(int96));
        }
        return switch (column.type) {
            case INT64, DOUBLE -> new FixedWidthDecoders(column, Long.BYTES, null);
            case FIXED_LEN_BYTE_ARRAY -> new FixedWidthDecoders(column, column.type_length, null);
            default -> new FixedWidthDecoders(column, Integer.BYTES, null);
        };
    }
}
