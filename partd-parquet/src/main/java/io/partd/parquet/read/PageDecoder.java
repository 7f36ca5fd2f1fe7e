package io.partd.parquet.read;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The decoder of the page that is being read, made when it is first asked for: a page without values may lack one. */
final class PageDecoder<D> {

    /** Makes the decoder of a page. */
    @FunctionalInterface
    interface Maker<D> {
        D make(Page page) throws IOException;
    }

    private final Maker<D> maker;
    private @Nullable Page page;
    private @Nullable D decoder;

    PageDecoder(Maker<D> maker) {
        this.maker = maker;
    }

    void begin(Page next) {
        page = next;
        decoder = null;
    }

    D get() throws IOException {
        D made = decoder;
        if (made == null) {
            made = maker.make(Objects.requireNonNull(page));
            decoder = made;
        }
        return made;
    }
}
