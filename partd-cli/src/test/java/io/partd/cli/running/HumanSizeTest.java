package io.partd.cli.running;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanSizeTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "10137, 9.9 KiB",
        "10189, 10 KiB",
        "1023487, 999 KiB",
        "1023488, 1.0 MiB",
        "1288490189, 1.2 GiB",
        "9223372036854775807, 8.0 EiB"
    })
    void isShort(long bytes, String text) {
        assertThat(HumanSize.of(bytes)).isEqualTo(text);
    }
}
