package io.partd.internal;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
    /** The descriptor is not open, or not for this. */
    public static final int EBADF = 9;
    /** Another holder has the lock. */
    public static final int EWOULDBLOCK = 11;
    /** Permission is denied. */
    public static final int EACCES = 13;
    /** It is in use. */
    public static final int EBUSY = 16;
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

    private static final int ENOMEM = 12;
    private static final int ENFILE = 23;
    private static final int EROFS = 30;
    private static final int ENOLCK = 37;

    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(EIO, "input/output error"),
            Map.entry(ENOMEM, "out of memory, or of the mappings that vm.max_map_count allows"),
            Map.entry(ENXIO, "no such device"),
            Map.entry(EBADF, "not open, or not for this"),
            Map.entry(EBUSY, "in use"),
            Map.entry(18, "on another file system"),
            Map.entry(ENOTDIR, "not a directory"),
            Map.entry(EISDIR, "is a directory"),
            Map.entry(ENFILE, "too many open files in the system"),
            Map.entry(EMFILE, "too many open files; raise the limit that 'ulimit -n' shows"),
            Map.entry(EFBIG, "file too large for the file system or for the limit that 'ulimit -f' shows"),
            Map.entry(ENOSPC, "no space left on device"),
            Map.entry(EROFS, "read-only file system"),
            Map.entry(31, "too many entries in the directory"),
            Map.entry(ENAMETOOLONG, "name too long"),
            Map.entry(ENOLCK, "no locks available"),
            Map.entry(ENOTEMPTY, "directory not empty"),
            Map.entry(ELOOP, "is a symbolic link"),
            Map.entry(ESTALE, "stale file handle"),
            Map.entry(EOPNOTSUPP, "not supported by the file system"),
            Map.entry(EDQUOT, "disk quota exceeded"),
            // Of NFS, for the kernel's own use, but programs see it; the C library does not know it.
            Map.entry(524, "not supported by the file system"));

    /** What systems say, as the JDK passes it on. */
    private static final List<Map.Entry<String, Integer>> TEXTS = List.of(
            Map.entry("Map failed", ENOMEM),
            Map.entry("No space left on device", ENOSPC),
            Map.entry("not enough space", ENOSPC),
            Map.entry("Disk quota exceeded", EDQUOT),
            Map.entry("File too large", EFBIG),
            Map.entry("Too many open files in system", ENFILE),
            Map.entry("Too many open files", EMFILE),
            Map.entry("File name too long", ENAMETOOLONG),
            Map.entry("Not a directory", ENOTDIR),
            Map.entry("Is a directory", EISDIR),
            Map.entry("Read-only file system", EROFS),
            Map.entry("Input/output error", EIO),
            Map.entry("No locks available", ENOLCK),
            Map.entry("Too many levels of symbolic links", ELOOP),
            Map.entry("Operation not permitted", EPERM),
            Map.entry("not supported", EOPNOTSUPP));

    /** Numbers from here on stand for texts that are not known. */
    private static final int FIRST_OTHER = 10_000;

    private static final Map<String, Integer> OTHER_REASONS = new HashMap<>();

    private Errno() {}

    /** Returns the description of an error: ours, or else that of the system. */
    public static String reason(int errno) {
        String reason = errno < FIRST_OTHER ? REASONS.get(errno) : otherReason(errno);
        return reason == null ? LibC.strerror(errno) : reason;
    }

    private static @Nullable String otherReason(int errno) {
        synchronized (OTHER_REASONS) {
            return OTHER_REASONS.entrySet().stream()
                    .filter(entry -> entry.getValue() == errno)
                    .map(Map.Entry::getKey)
                    .findAny()
                    .orElse(null);
        }
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

    /** Returns the error number for an exception of the JDK. The JDK tells most reasons only by the system's text. */
    static int of(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return ENOENT;
        } else if (failure instanceof FileAlreadyExistsException) {
            return EEXIST;
        } else if (failure instanceof AccessDeniedException) {
            return EACCES;
        } else if (failure instanceof DirectoryNotEmptyException) {
            return ENOTEMPTY;
        } else if (failure instanceof ClosedChannelException) {
            return EBADF;
        }
        String reason = failure instanceof FileSystemException e ? e.getReason() : failure.getMessage();
        String text = Objects.requireNonNullElse(reason, failure.toString());
        for (Map.Entry<String, Integer> known : TEXTS) {
            if (text.contains(known.getKey())) {
                return known.getValue();
            }
        }
        synchronized (OTHER_REASONS) {
            int next = FIRST_OTHER + OTHER_REASONS.size();
            return OTHER_REASONS.computeIfAbsent(text, any -> next);
        }
    }
}
