package io.partd.log;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.Durability;
import io.partd.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
final class ListChainTest {

    @TempDir
    private Path directory;

    @Test
    void aChainOfListsThatGoesInCirclesIsDamage() throws IOException {
        // A DATA batch of one record of 16 bytes, an INDEX batch of one list of 32, and both once more.
        long secondList = Format.SEGMENT_HEADER + 4 * Format.BATCH_HEADER + 2 * 16 + 32;
        try (Store store = LogStore.open(directory, Durability.NEVER, new Log.Options(1 << 20, 1))) {
            store.append("x", new byte[] {1});
            store.append("x", new byte[] {2});
            ByteBuffer itself = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            itself.putLong(0, Format.position(1, secondList));
            try (FileChannel file = FileChannel.open(directory.resolve(Segment.name(1)), StandardOpenOption.WRITE)) {
                file.write(itself, secondList + 8);
            }
            assertThatThrownBy(() -> store.get("x"))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessage(directory.toRealPath().resolve(Segment.name(1)) + " at byte " + secondList
                            + ": the list of records of key 'x' is damaged");
        }
    }
}
