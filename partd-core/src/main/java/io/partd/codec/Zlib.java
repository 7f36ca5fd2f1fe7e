package io.partd.codec;

import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Compresses with zlib, at its default level: Python partd's {@code ZLib}, readable and writable
 * from either language. Thread-safe.
 */
public final class Zlib implements ByteCodec {

  private static final Zlib CODEC = new Zlib();
  private static final int SMALLEST = 64;
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private Zlib() {}

  /** Returns the codec. */
  public static ByteCodec codec() {
    return CODEC;
  }

  @Override
  public byte[] encode(byte[] bytes) throws IOException {
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(bytes);
      deflater.finish();
      byte[] out = new byte[Math.max(SMALLEST, bytes.length / 2)];
      int length = 0;
      while (!deflater.finished()) {
        out = length < out.length ? out : grown(out);
        length += deflater.deflate(out, length, out.length - length);
      }
      return Arrays.copyOf(out, length);
    } finally {
      deflater.end();
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>The payload must be one whole zlib stream and nothing behind it.
   */
  @Override
  public byte[] decode(byte[] payload) throws IOException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(payload);
      byte[] out = new byte[(int) Math.min(1 << 20, SMALLEST + 4L * payload.length)];
      int length = 0;
      while (!inflater.finished()) {
        out = length < out.length ? out : grown(out);
        int count = inflater.inflate(out, length, out.length - length);
        length += count;
        if (count == 0 && !inflater.finished()) {
          requireProgress(inflater, payload, length);
        }
      }
      if (inflater.getRemaining() > 0) {
        throw new IOException("zlib stream ends after " + inflater.getBytesRead() + " of "
            + payload.length + " bytes");
      }
      return Arrays.copyOf(out, length);
    } catch (DataFormatException e) {
      throw new IOException("no zlib stream: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }

  @Override
  public String toString() {
    return "Zlib";
  }

  private static void requireProgress(Inflater inflater, byte[] payload, int length)
      throws IOException {
    if (inflater.needsDictionary()) {
      throw new IOException("zlib stream needs a preset dictionary, which partd does not use");
    }
    if (inflater.needsInput()) {
      throw new IOException("zlib stream is cut off: its " + payload.length
          + " bytes are not the end of it, they give " + length + " bytes");
    }
  }

  private static byte[] grown(byte[] out) throws IOException {
    if (out.length == LARGEST) {
      throw new IOException(
          "a piece of more than " + LARGEST + " bytes does not fit into an array");
    }
    return Arrays.copyOf(out, (int) Math.min(LARGEST, 2L * out.length));
  }
}
