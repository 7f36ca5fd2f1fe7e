package io.partd.zmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class PipelineTest {

    @Test
    void ifThereIsNoMemoryForItThatIsSaidAndItIsAsEmptyAsBefore() throws IOException {
        AtomicBoolean full = new AtomicBoolean(true);
        Pipeline pipeline = new Pipeline(new Ring(1000, capacity -> {
            if (full.get()) {
                throw new OutOfMemoryError("says the test");
            }
            return ByteBuffer.allocate(capacity);
        }));
        Batch batch = Batch.of("x", new byte[800]);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> pipeline.put(batch, 22, false))
                    .isInstanceOf(IOException.class)
                    .hasMessage("there is no direct memory for a pipeline of 1000 bytes (says the test); take a smaller"
                            + " one, or allow more by -XX:MaxDirectMemorySize; the call had no effect");
        }
        full.set(false);
        assertThat(pipeline.put(batch, 22, false)).isNotNull();
        assertThat(pipeline.put(batch, 22, false)).isNull();
    }
}
