package io.partd.arrow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KeyBytesTest {

    @Test
    void aKeyThatNoArrayHoldsIsRefusedBeforeItIsRead() {
        KeyBytes key = new KeyBytes();
        key.putLittleEndian(0);
        assertThatThrownBy(() -> key.putMemory(0, Integer.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a key of 2147483655 bytes; at most 2147483639 are possible");
        assertThatThrownBy(() -> key.putMemory(0, 1L << 32)).isInstanceOf(IllegalArgumentException.class);
        assertThat(key.length()).isEqualTo(8);
    }
}
