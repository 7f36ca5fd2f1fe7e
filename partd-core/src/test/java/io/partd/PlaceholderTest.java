package io.partd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholderTest {

  @Test
  void librariesLoad() {
    assertThat(Placeholder.pointerSize()).isPositive();
    assertThat(Placeholder.hash("a")).isNotEqualTo(Placeholder.hash("b"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100})
  void firstByteOfAnything(int length) throws IOException {
    String first = Placeholder.firstByte(new ByteArrayInputStream(new byte[length]));
    assertThat(first).isEqualTo(length == 0 ? null : "0");
  }
}
