package io.partd.internal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The status of a file, filled by {@link SystemCalls}. Reused from call to call; not thread-safe. */
public final class FileStatus {

    /** What a file is. */
    enum Kind {
        REGULAR,
        DIRECTORY,
        LINK,
        OTHER
    }

    private Kind kind = Kind.OTHER;
    private long size;
    private @Nullable Object owner;
    private @Nullable Object identity;

    void set(Kind kind, long size, Object owner, Object identity) {
        this.kind = kind;
        this.size = size;
        this.owner = owner;
        this.identity = identity;
    }

    /** Returns the user who owns the file, to compare with the owner of another one. */
    public Object owner() {
        return Objects.requireNonNull(owner, "owner");
    }

    /** Returns whether it is a regular file. */
    public boolean isRegular() {
        return kind == Kind.REGULAR;
    }

    /** Returns whether it is a directory. */
    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    /** Returns whether it is a symbolic link. */
    public boolean isLink() {
        return kind == Kind.LINK;
    }

    /** Returns the length in bytes. */
    public long size() {
        return size;
    }

    /** Returns the file's identity, independent of its name. No other file has it while this one is open. */
    public Object identity() {
        return Objects.requireNonNull(identity, "identity");
    }
}
