package io.partd.cli.shuffle;

import io.partd.shuffle.Source;
import java.io.ByteArrayInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Standard input, which may be looked at before it is read. */
final class StandardInput implements Source {

    private final FileChannel channel = new FileInputStream(FileDescriptor.in).getChannel();
    private @Nullable ReadableByteChannel lookedAt;

    @Override
    public String name() {
        return "standard input";
    }

    /** Returns the format of tables that its first bytes show; null if they show none. */
    @Nullable
    TableFormat tableFormat() throws IOException {
        // What is no file channel is not asked for its position, which a pipe does not have.
        InputStream rest = Channels.newInputStream(new CountedChannel(channel, new LongAdder()));
        byte[] start = rest.readNBytes(TableFormat.START);
        lookedAt = Channels.newChannel(new SequenceInputStream(new ByteArrayInputStream(start), rest));
        return TableFormat.of(start);
    }

    @Override
    public ReadableByteChannel open() {
        return lookedAt == null ? channel : lookedAt;
    }
}
