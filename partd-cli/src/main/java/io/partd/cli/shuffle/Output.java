package io.partd.cli.shuffle;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a shuffle makes. Closing it takes back what was not published. */
interface Output extends Closeable {

    /** Opens it for writing. */
    Layout.Writing write() throws IOException;

    /** Returns a folder in which there is room for temporary files. */
    Path parent();

    /**
     * Says which partitions there will be, as far as that is known before the first row; called before it is written.
     *
     * @throws IOException if these do not go together with what is there
     */
    void expect(List<String> partitions) throws IOException;

    /** Makes what was written stay. */
    void publish() throws IOException;
}
