package io.partd.internal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** The kernel's error numbers that this library handles, and the exceptions for them. */
public final class Errno {

    /** The operation is not permitted. */
    public static final int EPERM = 1;
    /** No file has that name. */
    public static final int ENOENT = 2;
    /** A signal interrupted the call; the caller may try again. */
    public static final int EINTR = 4;
    /** The device failed. */
    public static final int EIO = 5;
    /** The pipe has no other end, or the device does not exist. */
    public static final int ENXIO = 6;
    /** Another holder has the lock. */
    public static final int EWOULDBLOCK = 11;
    /** Permission is denied. */
    public static final int EACCES = 13;
    /** The name exists already. */
    public static final int EEXIST = 17;
    /** A part of the path is not a directory. */
    public static final int ENOTDIR = 20;
    /** It is a directory. */
    public static final int EISDIR = 21;
    /** Too many files open in this process. */
    public static final int EMFILE = 24;
    /** The file would exceed the largest size. */
    public static final int EFBIG = 27;
    /** The disk is full. */
    public static final int ENOSPC = 28;
    /** The name is too long. */
    public static final int ENAMETOOLONG = 36;
    /** The directory is not empty. */
    public static final int ENOTEMPTY = 39;
    /** It is a symbolic link. */
    public static final int ELOOP = 40;
    /** The file system does not support the call. */
    public static final int EOPNOTSUPP = 95;
    /** Another client of a network file system deleted the file. */
    public static final int ESTALE = 116;
    /** The user's disk quota is used up. */
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

    /** Returns the description of an error: ours, or else that of the C library. */
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
     * Returns the result of a call if it is not negative.
     *
     * @throws IOException if the result is negative
     */
    public static int require(int result, Path path) throws IOException {
        if (result < 0) {
            throw exception(result, path);
        }
        return result;
    }
}
