package io.partd.codec;

import io.partd.Layer;

/** Provides {@link Zlib} as {@code zlib}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class ZlibProvider implements CodecProvider {

  /** Makes the provider. */
  public ZlibProvider() {}

  @Override
  public String name() {
    return "zlib";
  }

  @Override
  public Layer<?> codec() {
    return Zlib.codec();
  }
}
