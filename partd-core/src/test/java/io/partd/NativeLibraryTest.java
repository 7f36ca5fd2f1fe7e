package io.partd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NativeLibraryTest {

    private final AtomicInteger loads = new AtomicInteger();

    @Test
    void isLoadedOnce() {
        NativeLibrary library = NativeLibrary.of("test", loads::incrementAndGet);
        library.load();
        library.load();
        assertThat(loads).hasValue(1);
    }

    /** Where Java itself says it once, and then that a class could not be initialized. */
    @Test
    void saysEachTimeWhyItCannotBeLoaded() {
        String message = "test cannot load its native code from " + System.getProperty("java.io.tmpdir")
                + " (/tmp/x.so: failed to map); choose a directory that can be written and is not mounted noexec, as in"
                + " -Djava.io.tmpdir=/var/tmp";
        NativeLibrary library = NativeLibrary.of("test", () -> {
            loads.incrementAndGet();
            throw new ExceptionInInitializerError(new UnsatisfiedLinkError("/tmp/x.so: failed to map\nas it is"));
        });
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(library::load)
                    .isInstanceOf(UnsatisfiedLinkError.class)
                    .hasMessage(message)
                    .hasCauseInstanceOf(ExceptionInInitializerError.class);
        }
        assertThat(loads).hasValue(1);
    }
}
