package io.partd;

import com.dynatrace.hash4j.hashing.Hashing;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Stands where the store will be; it exercises the build's checks and libraries. */
public final class Placeholder {

  private Placeholder() {}

  /** The hash of a key, the same in every release. */
  public static long hash(String key) {
    return Hashing.xxh3_64().hashCharsToLong(key);
  }

  /** The length of a C pointer: proof that JNA's native part loads. */
  public static int pointerSize() {
    return Native.POINTER_SIZE;
  }

  /** The first line of {@code in}, or null if it is empty. */
  public static @Nullable String firstByte(InputStream in) throws IOException {
    byte[] buffer = new byte[8];
    int n;
    while ((n = in.read(buffer)) >= 0) {
      if (n > 0) {
        return Byte.toString(buffer[0]);
      }
    }
    return null;
  }
}
