package io.partd.zmq.client;

import io.partd.Guarantee;
import io.partd.Section;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/** How a client asks a server for what a store does, in one of the dialects. Arguments are checked. Thread-safe. */
interface Dialogue {

    void append(Batch batch, Deadline deadline) throws IOException;

    List<byte[]> get(List<String> keys, Deadline deadline) throws IOException;

    /** Opens a value; {@code onClose} is run when it is closed, if this does not throw. */
    InputStream open(String key, Deadline deadline, Runnable onClose) throws IOException;

    List<byte[]> pop(List<String> keys, Deadline deadline) throws IOException;

    boolean iset(String key, byte[] value, Deadline deadline) throws IOException;

    void delete(List<String> keys, Deadline deadline) throws IOException;

    SortedSet<String> keys(Deadline deadline) throws IOException;

    long size(String key, Deadline deadline) throws IOException;

    void drop(Deadline deadline) throws IOException;

    void claim(List<String> keys, Deadline deadline) throws IOException;

    void flush(Deadline deadline) throws IOException;

    void compact(Deadline deadline) throws IOException;

    /** Begins a section; {@code onClose} is run when it is closed, if this does not throw. */
    Section lock(Deadline deadline, Runnable onClose) throws IOException;

    /** Returns what the server's store guarantees, as far as it is known without asking, to a client that waits. */
    Set<Guarantee> guarantees();

    void stopServer(Deadline deadline) throws IOException;

    /** Waits until what was appended is acknowledged, whether interrupted or not. */
    void finishAll(Deadline deadline) throws IOException;

    /** Ends the connection. Nothing is under way. */
    void disconnect();
}
