package io.partd.cli.shuffle;

import io.partd.arrow.Table;
import io.partd.arrow.TableFrame;
import io.partd.arrow.shuffle.TableSink;
import io.partd.shuffle.BatchSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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
        List<TableFrame> frames = new ArrayList<>();
        try {
            for (Map.Entry<String, Table> entry : batch.entrySet()) {
                TableFrame frame = TableFrame.of(entry.getValue());
                frames.add(frame);
                pieces.put(entry.getKey(), frame.buffers());
            }
            sink.append(pieces);
        } finally {
            frames.forEach(TableFrame::close);
        }
    }
}
