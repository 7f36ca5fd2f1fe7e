package io.partd.internal;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Maps files by shared arenas of the JDK, each of which can be closed. JDK 22 and later have them; they are called by
 * method handles, since this code also runs on older ones. Any thread that touches a buffer after its arena was closed
 * gets an {@link IllegalStateException}. Thread-safe.
 */
final class MappedArenas {

    private final MethodHandle ofShared;
    private final MethodHandle close;
    private final MethodHandle map;
    private final MethodHandle asByteBuffer;
    private final IdentityHashMap<ByteBuffer, Object> arenas = new IdentityHashMap<>();

    private MappedArenas(Class<?> arena, Class<?> segment) throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        ofShared = lookup.findStatic(arena, "ofShared", MethodType.methodType(arena));
        close = lookup.findVirtual(arena, "close", MethodType.methodType(void.class));
        map = lookup.findVirtual(
                FileChannel.class, "map", MethodType.methodType(segment, MapMode.class, long.class, long.class, arena));
        asByteBuffer = lookup.findVirtual(segment, "asByteBuffer", MethodType.methodType(ByteBuffer.class));
    }

    /** Returns null if this JDK has no arenas. */
    static @Nullable MappedArenas ofThisJdk() {
        if (Runtime.version().feature() < 22) { // they are a preview in 19 to 21
            return null;
        }
        try {
            return new MappedArenas(
                    Class.forName("java.lang.foreign.Arena"), Class.forName("java.lang.foreign.MemorySegment"));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JDK's arenas are not as expected", e);
        }
    }

    ByteBuffer map(FileChannel channel, MapMode mode, long position, long count) throws IOException {
        Object arena = call(ofShared);
        ByteBuffer mapped;
        try {
            mapped = (ByteBuffer) call(asByteBuffer, call(map, channel, mode, position, count, arena));
        } catch (Throwable e) {
            call(close, arena);
            throw e;
        }
        synchronized (arenas) {
            arenas.put(mapped, arena);
        }
        return mapped;
    }

    /** Unmaps a buffer that {@link #map} returned. */
    void unmap(ByteBuffer mapped) throws IOException {
        Object arena;
        synchronized (arenas) {
            arena = arenas.remove(mapped);
        }
        if (arena != null) {
            call(close, arena);
        }
    }

    private static Object call(MethodHandle method, Object... arguments) throws IOException {
        try {
            return method.invokeWithArguments(arguments);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("this JDK's arenas are not as expected", e);
        }
    }
}
