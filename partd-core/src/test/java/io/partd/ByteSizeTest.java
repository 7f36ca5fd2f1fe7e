package io.partd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "17, 17",
        "64k, 65536",
        "64K, 65536",
        "3m, 3145728",
        "1g, 1073741824",
        "2t, 2199023255552",
        "1gb, 1073741824",
        "1GiB, 1073741824",
        "5b, 5",
        "8388607t, 9223370937343148032"
    })
    void readsWhatPeopleWrite(String text, long bytes) {
        assertThat(ByteSize.of(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-1", "1.5g", "1 g", "1x", "1kk", "1000000000000000000000"})
    void refusesWhatIsNoSize(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.of(text))
                .withMessage("'" + text + "' is not a size; write a number and k, m, g or t, as in 64k or 1g");
    }

    @Test
    void refusesWhatNoLongHolds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.of("8388608t"))
                .withMessage("size '8388608t' is more than 9223372036854775807 bytes");
    }

    @Test
    void refusesANegativeSize() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.of(-1))
                .withMessage("size of -1 bytes; it must not be negative");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1000, 1000", "65536, 64k", "1073741824, 1g", "1073741825, 1073741825", "1536, 1536"})
    void writesItselfExactlyInTheLargestUnit(long bytes, String text) {
        assertThat(ByteSize.of(bytes)).hasToString(text);
        assertThat(ByteSize.of(text).bytes()).isEqualTo(bytes);
    }
}
