package io.partd.cli.shuffle;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An output that is written as bytes, bit by bit. */
interface BytesOutput extends Output {

    /** Opens it for writing. */
    Writing write() throws IOException;

    /**
     * Says which partitions there will be, as far as that is known before the first row; called before it is written.
     *
     * @throws IOException if these do not go together with what is there
     */
    void expect(List<String> partitions) throws IOException;

    /** Says where ranges begin, for later runs. */
    default void setBounds(@Nullable List<byte[]> lowerBounds) {}
}
