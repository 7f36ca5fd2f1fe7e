package io.partd.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output or standard error, which tells a reader that has had enough from a failure to write. It remembers the
 * first failure, since what prints through a {@link java.io.PrintWriter} does not see it. Not buffered.
 */
final class StandardOutput extends FilterOutputStream {

    private final String name;
    private volatile @Nullable IOException failure;

    StandardOutput(String name, OutputStream out) {
        super(out);
        this.name = name;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw explained(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            throw explained(e);
        }
    }

    /** Flushes. It closes nothing: a JVM that was started without the descriptor may have a file of its own there. */
    @Override
    public void close() throws IOException {
        flush();
    }

    /**
     * Checks that all was written, or that its reader has had enough.
     *
     * @throws IOException the first failure to write
     */
    void requireWritten() throws IOException {
        IOException first = failure;
        if (first != null) {
            throw first;
        }
    }

    /** The system's message is all that Java passes on; it says "pipe" in every language that was looked at. */
    private IOException explained(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (message.toLowerCase(Locale.ROOT).contains("pipe")) {
            return new ClosedOutputException(e);
        }
        IOException explained = new IOException(name + ": " + message, e);
        if (failure == null) {
            failure = explained;
        }
        return explained;
    }
}
