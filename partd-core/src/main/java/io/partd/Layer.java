package io.partd;

import java.util.Optional;

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

    /**
     * Returns the name under which a dataset remembers that this layer encodes its values: the name of the layer's
     * {@code CodecProvider}, if there is one. A layer that does not encode, such as a buffer, has no name. A codec
     * without a name is not remembered, so whoever opens the dataset has to know it.
     */
    default Optional<String> codecName() {
        return Optional.empty();
    }
}
