package io.partd;

/**
 * A decorator that {@link Store#with} puts over a store, such as a codec or a buffer.
 *
 * <pre>{@code
 * Layer<Store> compression = Zlib.codec();
 * Store trips = Partd.log(directory).with(compression).with(WriteBuffer.of("256m"));
 * }</pre>
 *
 * @param <P> what the layer makes of a store: another {@link Store}, or a {@link Partd} of other values
 */
@FunctionalInterface
public interface Layer<P extends Partd<?>> {

    /** Puts this layer over a store. The result owns the store and closes it. */
    P over(Store store);
}
