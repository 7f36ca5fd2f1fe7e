package io.partd.parquet.write;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.partd.parquet.compression.PageCodec;
import io.partd.parquet.format.Footer;
import io.partd.parquet.format.Thrift;
import io.partd.parquet.schema.LeafNode;
import io.partd.parquet.schema.ListNode;
import io.partd.parquet.schema.Node;
import io.partd.parquet.schema.StructNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TypeDefinedOrder;

/** Writes a file, row group by row group, and the footer. */
public final class FileWriter implements AutoCloseable {

    private static final int VERSION = 1;
    private static final int PIECE_ROWS = 1024;
    private static final int PIECE_BYTES = 1 << 18;
    private static final String CREATED_BY = "partd version " + version() + " (build partd)";

    private final List<SchemaElement> elements;
    private final List<KeyValue> metadata;
    private final WriteLimits limits;
    private final Output output;
    private final Map<CompressionCodec, PagePacker> packers = new EnumMap<>(CompressionCodec.class);
    private final List<NodeWriter> writers = new ArrayList<>();
    private final List<ColumnWriter> columns = new ArrayList<>();
    private final List<RowGroup> groups = new ArrayList<>();
    private int rowsInGroup;
    private long rows;

    /**
     * Begins a file.
     *
     * @param elements the schema as the file has it
     * @param nodes the same, paired with {@code fields}, the types of the vectors to come
     * @param codecs of the columns
     */
    public FileWriter(
            List<SchemaElement> elements,
            List<Node> nodes,
            List<Field> fields,
            List<CompressionCodec> codecs,
            List<KeyValue> metadata,
            WriteLimits limits,
            OutputStream stream)
            throws IOException {
        this.elements = elements;
        this.metadata = metadata;
        this.limits = limits;
        this.output = new Output(stream);
        for (int i = 0; i < nodes.size(); i++) {
            writers.add(writer(nodes.get(i), fields.get(i), codecs));
        }
        long share = limits.bytes() / 2 / Math.max(1, columns.size());
        columns.forEach(column -> column.limitMemory(share));
        output.write(Footer.MAGIC.getBytes(US_ASCII));
    }

    private static String version() {
        String version = FileWriter.class.getPackage().getImplementationVersion();
        return version == null ? "0" : version;
    }

    private NodeWriter writer(Node node, Field field, List<CompressionCodec> codecs) throws IOException {
        if (node instanceof LeafNode leaf) {
            ArrowType type = field.getType() instanceof ArrowType.ExtensionType e ? e.storageType() : field.getType();
            CompressionCodec codec = codecs.get(columns.size());
            PagePacker packer = packers.get(codec);
            if (packer == null) {
                packer = new PagePacker(PageCodec.of(codec));
                packers.put(codec, packer);
            }
            ColumnWriter column = new ColumnWriter(leaf, Feeds.of(leaf, type), codec, packer);
            columns.add(column);
            return column;
        }
        List<NodeWriter> inner = new ArrayList<>();
        for (int i = 0; i < node.children().size(); i++) {
            inner.add(writer(node.children().get(i), field.getChildren().get(i), codecs));
        }
        return node instanceof ListNode list
                ? new ListWriter(list, inner.get(0))
                : new StructWriter((StructNode) node, inner);
    }

    /** Writes rows. If it fails, the file is of no use. */
    public void write(List<Column> batch, int count) throws IOException {
        List<ColumnBatch> parts = new ArrayList<>();
        long size = 1;
        for (int i = 0; i < writers.size(); i++) {
            ColumnBatch part = ColumnBatch.of(batch.get(i), writers.get(i));
            parts.add(part);
            size += part.size();
        }
        int step = (int) Math.max(1, Math.min(PIECE_ROWS, PIECE_BYTES * (long) count / size));
        int from = 0;
        while (from < count) {
            int piece = Math.min(Math.min(step, count - from), limits.rows() - rowsInGroup);
            for (ColumnBatch part : parts) {
                part.write(Slots.ofRows(from, piece));
            }
            from += piece;
            rowsInGroup += piece;
            if (rowsInGroup == limits.rows() || memory() >= limits.bytes()) {
                endGroup();
            }
        }
    }

    private long memory() {
        long memory = 0;
        for (ColumnWriter column : columns) {
            memory += column.memory();
        }
        return memory;
    }

    private void endGroup() throws IOException {
        long begin = output.position();
        List<ColumnChunk> chunks = new ArrayList<>();
        long unpacked = 0;
        for (ColumnWriter column : columns) {
            ColumnChunk chunk = column.end(output);
            unpacked += chunk.meta_data.total_uncompressed_size;
            chunks.add(chunk);
        }
        RowGroup group = new RowGroup(chunks, unpacked, rowsInGroup);
        group.setFile_offset(begin);
        group.setTotal_compressed_size(output.position() - begin);
        if (groups.size() <= Short.MAX_VALUE) {
            group.setOrdinal((short) groups.size());
        }
        groups.add(group);
        rows += rowsInGroup;
        rowsInGroup = 0;
    }

    /** Writes what is left, and the footer. */
    public void end() throws IOException {
        if (rowsInGroup > 0) {
            endGroup();
        }
        FileMetaData footer = new FileMetaData(VERSION, elements, rows, groups);
        footer.setCreated_by(CREATED_BY);
        if (!metadata.isEmpty()) {
            footer.setKey_value_metadata(metadata);
        }
        List<ColumnOrder> orders = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            orders.add(ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()));
        }
        footer.setColumn_orders(orders);
        byte[] bytes = Thrift.write(footer);
        output.write(bytes);
        output.write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.length)
                .array());
        output.write(Footer.MAGIC.getBytes(US_ASCII));
    }

    @Override
    public void close() {
        packers.values().forEach(PagePacker::close);
        packers.clear();
    }
}
