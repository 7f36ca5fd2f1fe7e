package io.partd.cli.shuffle;

import io.partd.arrow.Table;
import io.partd.arrow.TableWriter;
import io.partd.arrow.shuffle.TableSink;
import io.partd.shuffle.BatchSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Appends tables to a store as the codec {@code arrow} does: each as a frame with an IPC stream in it. */
final class TablePieces implements TableSink {

    private final BatchSink sink;

    TablePieces(BatchSink sink) {
        this.sink = sink;
    }

    @Override
    public void append(Map<String, Table> batch) throws IOException {
        Map<String, List<ByteBuffer>> pieces = new LinkedHashMap<>();
        for (Map.Entry<String, Table> entry : batch.entrySet()) {
            pieces.put(entry.getKey(), frame(entry.getValue()));
        }
        sink.append(pieces);
    }

    private static List<ByteBuffer> frame(Table table) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TableWriter writer = TableWriter.stream(Channels.newChannel(bytes))) {
            writer.write(table);
        }
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(bytes.size())
                .flip();
        return List.of(length, ByteBuffer.wrap(bytes.toByteArray()));
    }
}
