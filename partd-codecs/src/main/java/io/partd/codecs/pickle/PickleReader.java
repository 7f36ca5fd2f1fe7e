package io.partd.codecs.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads pickles of protocols 0 to 5. Runs nothing that a pickle asks for but the constructors of its {@link Globals},
 * and takes time and memory in proportion to the pickle's length. Immutable and thread-safe.
 *
 * <p>Lists, maps and sets may contain themselves, as in Python. Java's {@code hashCode} and {@code toString} do not end
 * for those.
 */
public final class PickleReader {

    private final Globals globals;
    private final PickleLimits limits;

    /** Makes a reader with the {@linkplain Globals#standard() standard names} and {@link PickleLimits#DEFAULT}. */
    public PickleReader() {
        this(Globals.standard(), PickleLimits.DEFAULT);
    }

    private PickleReader(Globals globals, PickleLimits limits) {
        this.globals = Objects.requireNonNull(globals, "globals");
        this.limits = Objects.requireNonNull(limits, "limits");
    }

    /** Returns a reader for which these are the names that a pickle may use. */
    public PickleReader with(Globals allowed) {
        return new PickleReader(allowed, limits);
    }

    /** Returns a reader with these bounds. */
    public PickleReader with(PickleLimits bounds) {
        return new PickleReader(globals, bounds);
    }

    /**
     * Reads a pickle.
     *
     * @return the value; the package's table says of which type. It belongs to the caller.
     * @throws IOException if the bytes are not one whole pickle, or it names what is not allowed, or exceeds the
     *     bounds; the message says at which opcode and byte
     */
    public @Nullable Object read(byte[] pickle) throws IOException {
        return read(pickle, List.of());
    }

    /**
     * Reads a pickle of protocol 5 that left data out of it (PEP 574).
     *
     * @param buffers the data, in the order in which it was left out
     * @throws IOException as {@link #read(byte[])} does, and if there are too few buffers
     */
    public @Nullable Object read(byte[] pickle, List<ByteBuffer> buffers) throws IOException {
        return new Machine(pickle, globals, limits, buffers).run();
    }
}
