package io.partd.interop;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How far a writer is, in a file that other processes see at once: appends begun, then appends acknowledged. */
final class Progress {

    static final int BYTES = 16;

    private static final int BEGUN = 0;
    private static final int ACKNOWLEDGED = 8;
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer file;

    Progress(Path path) throws IOException {
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer map = channel.map(MapMode.READ_WRITE, 0, BYTES);
            file = map;
        }
    }

    int begun() {
        return Math.toIntExact((long) LONG.getVolatile(file, BEGUN));
    }

    int acknowledged() {
        return Math.toIntExact((long) LONG.getVolatile(file, ACKNOWLEDGED));
    }

    void begin(int count) {
        LONG.setVolatile(file, BEGUN, (long) count);
    }

    void acknowledge(int count) {
        LONG.setVolatile(file, ACKNOWLEDGED, (long) count);
    }
}
