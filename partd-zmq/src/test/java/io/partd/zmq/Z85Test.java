package io.partd.zmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Z85Test {

    /** From RFC 32, and RFC 26's appendix. */
    @ParameterizedTest
    @CsvSource({
        "864FD26FB559F75B, HelloWorld",
        "8E0BDD697628B91D8F245587EE95C5B04D48963F79259877B49CD9063AEAD3B7, JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6",
        "00000000, 00000",
        "FFFFFFFF, %nSc0",
        "'', ''"
    })
    void writesFourBytesAsFiveCharacters(String hex, String text) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThat(Z85.encode(bytes)).isEqualTo(text);
        assertThat(Z85.decode(text)).isEqualTo(bytes);
    }

    @Test
    void readsWhatItHasWritten() {
        Random random = new Random(4);
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = new byte[4 * random.nextInt(12)];
            random.nextBytes(bytes);
            assertThat(Z85.decode(Z85.encode(bytes))).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "abcd, '4 characters; Z85 has a multiple of five'",
        "abcdeabc~e, character 9 is none of Z85",
        "ab de, character 3 is none of Z85",
        "abcdé, character 5 is none of Z85",
        "00000%nSc1, characters 6 to 10 stand for more than four bytes",
        "#####, characters 1 to 5 stand for more than four bytes"
    })
    void refusesWhatIsNotZ85(String text, String message) {
        assertThatThrownBy(() -> Z85.decode(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void refusesBytesThatItCannotWrite() {
        assertThatThrownBy(() -> Z85.encode(new byte[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("3 bytes; Z85 encodes a multiple of four");
    }
}
