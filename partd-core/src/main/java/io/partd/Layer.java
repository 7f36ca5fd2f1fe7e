package io.partd;

/**
 * What can be put over a store with {@link Store#with}: a codec, a buffer.
 *
 * @param <P> what comes out: a {@link Store} if it is bytes again, else a {@link Partd}
 */
@FunctionalInterface
public interface Layer<P extends Partd<?>> {

    /** Returns this layer over a store. The result owns the store and closes it. */
    P over(Store store);
}
