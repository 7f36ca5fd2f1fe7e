package io.partd.internal;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/** The functions of the C library, under their own names, bound directly. */
final class LibC {

    static {
        Native.register(LibC.class, NativeLibrary.getInstance(Platform.C_LIBRARY_NAME));
    }

    private LibC() {}

    /** Binds the functions once. JNA takes most of a tenth of a second for it. */
    static void bind() {}

    static native int openat(int directory, byte[] name, int flags, int mode);

    static native int close(int file);

    static native int flock(int file, int operation);

    /** Takes a {@code struct flock} for the commands that this library uses. */
    static native int fcntl(int file, int command, byte[] lock);

    static native int fstatfs(int file, byte[] result);

    static native int statx(int directory, byte[] name, int flags, int mask, byte[] result);

    static native long write(int file, long address, long count);

    static native long writev(int file, byte[] vectors, int count);

    static native long pwrite(int file, long address, long count, long position);

    static native int fallocate(int file, int mode, long position, long count);

    static native long mmap(long near, long count, int protection, int flags, int file, long position);

    static native int munmap(long address, long count);

    static native int madvise(long address, long count, int advice);

    static native int renameat(int directory, byte[] from, int target, byte[] to);

    static native long pread(int file, long address, long count, long position);

    static native int ftruncate(int file, long length);

    static native int fsync(int file);

    static native int mkdirat(int directory, byte[] name, int mode);

    static native int unlinkat(int directory, byte[] name, int flags);

    static native String strerror(int errno);
}
