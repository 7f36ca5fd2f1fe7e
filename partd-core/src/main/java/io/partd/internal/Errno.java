package io.partd.internal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** The kernel's error numbers that mean something to us, and what each is to a caller. */
public final class Errno {

    /** Not allowed. */
    public static final int EPERM = 1;
    /** No such name. */
    public static final int ENOENT = 2;
    /** Interrupted by a signal; to be tried again. */
    public static final int EINTR = 4;
    /** The device failed. */
    public static final int EIO = 5;
    /** Nobody at the other end of a pipe, or no such device. */
    public static final int ENXIO = 6;
    /** The lock is held by another. */
    public static final int EWOULDBLOCK = 11;
    /** Not permitted. */
    public static final int EACCES = 13;
    /** The name is taken. */
    public static final int EEXIST = 17;
    /** A part of the name is no directory. */
    public static final int ENOTDIR = 20;
    /** It is a directory. */
    public static final int EISDIR = 21;
    /** Too many files open in this process. */
    public static final int EMFILE = 24;
    /** Beyond the largest size of a file. */
    public static final int EFBIG = 27;
    /** The disk is full. */
    public static final int ENOSPC = 28;
    /** The name is too long. */
    public static final int ENAMETOOLONG = 36;
    /** The directory is not empty. */
    public static final int ENOTEMPTY = 39;
    /** It is a symbolic link. */
    public static final int ELOOP = 40;
    /** The file system does not offer that. */
    public static final int EOPNOTSUPP = 95;
    /** Somebody else deleted the file on a network's file system. */
    public static final int ESTALE = 116;
    /** More than the user may have. */
    public static final int EDQUOT = 122;

    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(EIO, "input/output error"),
            Map.entry(12, "out of memory, or of the mappings that vm.max_map_count allows"),
            Map.entry(ENXIO, "no such device"),
            Map.entry(16, "in use"),
            Map.entry(18, "on another file system"),
            Map.entry(ENOTDIR, "not a directory"),
            Map.entry(EISDIR, "is a directory"),
            Map.entry(23, "too many open files in the system"),
            Map.entry(EMFILE, "too many open files; raise the limit that 'ulimit -n' shows"),
            Map.entry(EFBIG, "file too large for the file system or for the limit that 'ulimit -f' shows"),
            Map.entry(ENOSPC, "no space left on device"),
            Map.entry(30, "read-only file system"),
            Map.entry(31, "too many entries in the directory"),
            Map.entry(ENAMETOOLONG, "name too long"),
            Map.entry(37, "no locks available"),
            Map.entry(ENOTEMPTY, "directory not empty"),
            Map.entry(ELOOP, "is a symbolic link"),
            Map.entry(ESTALE, "stale file handle"),
            Map.entry(EOPNOTSUPP, "not supported by the file system"),
            Map.entry(EDQUOT, "disk quota exceeded"),
            // Of NFS, for the kernel's own use, but programs see it; the C library does not know it.
            Map.entry(524, "not supported by the file system"));

    private Errno() {}

    /** Returns what an error means, in our words or those of the C library, which knows all of them. */
    public static String reason(int errno) {
        String reason = REASONS.get(errno);
        return reason == null ? LibC.strerror(errno) : reason;
    }

    /**
     * Returns the exception for a failed call.
     *
     * @param result what the call returned, negative
     */
    public static IOException exception(long result, Path path) {
        int errno = Math.toIntExact(-result);
        return switch (errno) {
            case ENOENT -> new NoSuchFileException(path.toString());
            case EPERM, EACCES -> new AccessDeniedException(path.toString());
            case EEXIST -> new FileAlreadyExistsException(path.toString());
            default -> new FileSystemException(path.toString(), null, reason(errno));
        };
    }

    /**
     * Passes a good result on.
     *
     * @throws IOException for a negative one
     */
    public static int require(int result, Path path) throws IOException {
        if (result < 0) {
            throw exception(result, path);
        }
        return result;
    }
}
