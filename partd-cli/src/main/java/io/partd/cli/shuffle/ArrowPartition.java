package io.partd.cli.shuffle;

import io.partd.arrow.RecordBatch;
import io.partd.arrow.TableWriter;
import io.partd.arrow.shuffle.PartitionWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A partition as an Arrow file or stream. */
final class ArrowPartition implements PartitionWriter {

    private final TableWriter writer;

    private ArrowPartition(TableWriter writer) {
        this.writer = writer;
    }

    /** Begins a file, with a footer or as a stream. */
    static ArrowPartition create(Path file, boolean withFooter) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new ArrowPartition(withFooter ? TableWriter.file(channel) : TableWriter.stream(channel));
    }

    @Override
    public void write(RecordBatch batch) throws IOException {
        writer.write(batch);
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
