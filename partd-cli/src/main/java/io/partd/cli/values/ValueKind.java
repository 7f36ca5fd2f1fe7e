package io.partd.cli.values;

import io.partd.Layer;
import io.partd.Partd;
import io.partd.Store;
import io.partd.arrow.Table;
import java.io.IOException;
import java.util.List;

/** What a codec's values are, as far as the command can print and read them. */
public enum ValueKind {
    /** Bytes: there is no codec, or only codecs from bytes to bytes. */
    BYTES("bytes"),
    /** Text. */
    TEXT("text"),
    /** Lists. */
    LIST("lists"),
    /** Tables. */
    TABLE("tables"),
    /** Anything else, which can be printed at best. */
    OTHER("values of its own");

    private final String noun;

    ValueKind(String noun) {
        this.noun = noun;
    }

    /** Tells by its empty value what a layer makes. */
    public static ValueKind of(Layer<? extends Partd<?>> layer) {
        try (Store nothing = Partd.memory();
                Partd<?> values = layer.over(nothing)) {
            Object empty = values.get("none");
            if (empty instanceof byte[]) {
                return BYTES;
            }
            if (empty instanceof String) {
                return TEXT;
            }
            if (empty instanceof Table) {
                return TABLE;
            }
            return empty instanceof List ? LIST : OTHER;
        } catch (IOException e) {
            return OTHER;
        }
    }

    /** Returns the kind in words: {@code lists}. */
    @Override
    public String toString() {
        return noun;
    }
}
