package io.partd.parquet.write;

import io.partd.parquet.schema.LeafNode;
import io.partd.parquet.schema.ListNode;
import io.partd.parquet.schema.Node;
import io.partd.parquet.schema.StructNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.SortingColumn;
import org.jspecify.annotations.Nullable;

/** How files of one schema are written: what all of them have in common. Immutable, and for any number of threads. */
public final class WritePlan {

    /** After so many bytes a page ends, and a dictionary is given up. */
    private static final long MOST_BYTES = 1 << 20;

    /** So many a page and a dictionary may have always. */
    private static final long LEAST_BYTES = 1 << 12;

    private final List<SchemaElement> elements;
    private final List<SortingColumn> order;
    private final List<KeyValue> metadata;
    private final WriteLimits limits;
    private final List<NodeWriter> columns = new ArrayList<>();
    private final List<LeafWriter> leaves = new ArrayList<>();

    /**
     * Makes a plan.
     *
     * @param elements the schema as the file has it
     * @param nodes the same, paired with {@code fields}, the types of the vectors to come
     * @param settings of the columns, those within others included
     * @param order what rows will be sorted by; NaN is above all numbers there
     */
    public WritePlan(
            List<SchemaElement> elements,
            List<Node> nodes,
            List<Field> fields,
            List<ColumnSettings> settings,
            List<SortingColumn> order,
            List<KeyValue> metadata,
            WriteLimits limits) {
        this.elements = elements;
        this.order = order;
        this.metadata = metadata;
        this.limits = limits;
        // In a wide table they are smaller: together they take half of what a row group may.
        long share = limits.bytes() / 4 / Math.max(1, Node.leaves(nodes).size());
        int most = (int) Math.max(LEAST_BYTES, Math.min(MOST_BYTES, share));
        VectorReaders readers = new VectorReaders(most);
        for (int i = 0; i < nodes.size(); i++) {
            columns.add(writer(nodes.get(i), fields.get(i), settings, readers, most));
        }
    }

    private NodeWriter writer(Node node, Field field, List<ColumnSettings> settings, VectorReaders readers, int most) {
        if (node instanceof LeafNode leaf) {
            ArrowType type = field.getType() instanceof ArrowType.ExtensionType e ? e.storageType() : field.getType();
            LeafWriter column =
                    new LeafWriter(leaf, leaves.size(), readers.of(leaf, type), settings.get(leaves.size()), most);
            leaves.add(column);
            return column;
        }
        List<NodeWriter> inner = new ArrayList<>();
        for (int i = 0; i < node.children().size(); i++) {
            inner.add(writer(node.children().get(i), field.getChildren().get(i), settings, readers, most));
        }
        return node instanceof ListNode list
                ? new ListWriter(list, inner.get(0))
                : new StructWriter((StructNode) node, inner);
    }

    /** Prepares a batch to be written to any of the files. */
    public WriteBatch batch(List<Column> batch, Workspace workspace) throws IOException {
        List<ColumnBatch> prepared = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            prepared.add(ColumnBatch.of(batch.get(i), columns.get(i), workspace));
        }
        return new WriteBatch(prepared);
    }

    /**
     * Returns what files that are written side by side share; none of it changes what they become.
     *
     * @param most how many bytes of memory it may take
     */
    public SharedValues sharedValues(long most) {
        List<@Nullable SharedNumbers> numbers = new ArrayList<>();
        for (NodeWriter column : columns) {
            boolean possible = column instanceof LeafWriter leaf && leaf.reader() instanceof NumberVectorReader;
            numbers.add(possible ? new SharedNumbers((NumberVectorReader) ((LeafWriter) column).reader()) : null);
        }
        return new SharedValues(numbers, most);
    }

    /**
     * Tells whether a column can be written as indices in a dictionary: of numbers or byte strings, none of them null,
     * and not more than there are indices.
     */
    public boolean canUseDictionary(int column, FieldVector indices, FieldVector dictionary) {
        return columns.get(column) instanceof LeafWriter leaf
                && (leaf.reader() instanceof NumberVectorReader || leaf.reader() instanceof BytesVectorReader)
                && indices instanceof IntVector
                && dictionary.getNullCount() == 0
                && dictionary.getValueCount() <= indices.getValueCount();
    }

    List<SchemaElement> elements() {
        return elements;
    }

    List<SortingColumn> order() {
        return order;
    }

    List<KeyValue> metadata() {
        return metadata;
    }

    WriteLimits limits() {
        return limits;
    }

    /** Returns the columns of the files, those within others included. */
    List<LeafWriter> leaves() {
        return leaves;
    }

    /** Returns how many bytes of memory a file takes that has a row. */
    public long leastMemory() {
        return (long) ChunkBuilder.EMPTY * leaves.size();
    }

    /** Returns how many columns a file has, those within others counted one by one. */
    int columnCount() {
        return leaves.size();
    }
}
