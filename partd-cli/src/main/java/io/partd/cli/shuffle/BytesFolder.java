package io.partd.cli.shuffle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A folder that is written as bytes. */
final class BytesFolder implements BytesOutput {

    private final OutputFolder folder;
    private final BytesLayout layout;

    private BytesFolder(OutputFolder folder, BytesLayout layout) {
        this.folder = folder;
        this.layout = layout;
    }

    /** Prepares the folder, as {@link OutputFolder#prepare} does. */
    static BytesFolder prepare(Path to, BytesLayout layout, OutputFolder.Existing existing) throws IOException {
        return new BytesFolder(OutputFolder.prepare(to, layout, existing), layout);
    }

    /** Opens the temporary folder for writing. */
    @Override
    public Writing write() throws IOException {
        return layout.write(folder.staging());
    }

    /** Has no effect: what is there is compared when all is written. */
    @Override
    public void expect(List<String> partitions) {}

    @Override
    public Path parent() {
        return folder.parent();
    }

    @Override
    public void publish() throws IOException {
        folder.publish();
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }
}
