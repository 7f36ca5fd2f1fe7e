package io.partd.codecs.numpy;

import io.partd.ForwardingPartd;
import io.partd.Partd;
import io.partd.Section;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/** A partd of Java's arrays of one type. */
final class PrimitivePartd<A> extends ForwardingPartd<A> {

    private final Partd<NumpyArray> arrays;
    private final DType dtype;
    private final Function<A, NumpyArray> wrap;
    private final Function<NumpyArray, A> unwrap;

    PrimitivePartd(
            Partd<NumpyArray> arrays, DType dtype, Function<A, NumpyArray> wrap, Function<NumpyArray, A> unwrap) {
        super(arrays);
        this.arrays = arrays;
        this.dtype = dtype;
        this.wrap = wrap;
        this.unwrap = unwrap;
    }

    @Override
    public void append(Map<String, ? extends A> batch) throws IOException {
        Map<String, NumpyArray> wrapped = new LinkedHashMap<>();
        for (Map.Entry<String, ? extends A> entry : batch.entrySet()) {
            wrapped.put(entry.getKey(), wrap.apply(Objects.requireNonNull(entry.getValue(), "value")));
        }
        arrays.append(wrapped);
    }

    @Override
    public List<A> get(List<String> keys) throws IOException {
        return unwrapped(keys, arrays.get(keys));
    }

    @Override
    public Stream<A> stream(String key) throws IOException {
        return arrays.stream(key).map(array -> {
            try {
                return unwrapped(key, array);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public List<A> pop(List<String> keys) throws IOException {
        Section section = arrays.lock();
        try (section) {
            List<A> values = get(keys);
            arrays.pop(keys);
            return values;
        }
    }

    @Override
    public boolean iset(String key, A value) throws IOException {
        return arrays.iset(key, wrap.apply(value));
    }

    private List<A> unwrapped(List<String> keys, List<NumpyArray> values) throws IOException {
        List<A> unwrapped = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            unwrapped.add(unwrapped(keys.get(i), values.get(i)));
        }
        return unwrapped;
    }

    private A unwrapped(String key, NumpyArray array) throws IOException {
        if (array.length() == 0) {
            return unwrap.apply(NumpyArray.empty(dtype));
        }
        if (!array.dtype().matches(dtype)) {
            throw new IOException("key '" + key + "' holds elements of " + array.dtype() + ", not of " + dtype);
        }
        return unwrap.apply(array);
    }
}
