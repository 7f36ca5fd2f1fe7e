package io.partd.cli.shuffle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A directory that is written as bytes. */
final class BytesDirectory implements BytesOutput {

    private final OutputDirectory directory;
    private final BytesLayout layout;

    private BytesDirectory(OutputDirectory directory, BytesLayout layout) {
        this.directory = directory;
        this.layout = layout;
    }

    /** Prepares the directory, as {@link OutputDirectory#prepare} does. */
    static BytesDirectory prepare(Path to, BytesLayout layout, OutputDirectory.Existing existing) throws IOException {
        return new BytesDirectory(OutputDirectory.prepare(to, layout, existing), layout);
    }

    /** Opens the temporary directory for writing. */
    @Override
    public Writing write() throws IOException {
        return layout.write(directory.staging());
    }

    /** Has no effect: {@link #publish} checks the directory once all partitions are written. */
    @Override
    public void expect(List<String> partitions) {}

    @Override
    public Path parent() {
        return directory.parent();
    }

    @Override
    public void publish() throws IOException {
        directory.publish();
    }

    @Override
    public void close() throws IOException {
        directory.close();
    }
}
