package io.partd.codec;

import io.partd.BatchWriter;
import io.partd.ByteSize;
import io.partd.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A partd of lists over a store of bytes, in which each item is one frame. */
final class EncodedItems<T> extends EncodedPartd<List<T>> implements ItemPartd<T> {

    private final ItemCodec<T> codec;

    EncodedItems(ItemCodec<T> codec, Store store) {
        super(codec, store, items -> frames(codec, items), frame -> List.of(codec.decode(frame)), EncodedItems::joined);
        this.codec = codec;
    }

    @Override
    public BatchWriter<T> itemWriter(ByteSize memory) throws IOException {
        return encodingWriter(memory, item -> frame(codec, item));
    }

    private static <T> List<ByteBuffer> frames(ItemCodec<T> codec, List<T> items) throws IOException {
        List<ByteBuffer> frames = new ArrayList<>(2 * items.size());
        for (T item : items) {
            frames.addAll(frame(codec, item));
        }
        return frames;
    }

    private static <T> List<ByteBuffer> frame(ItemCodec<T> codec, T item) throws IOException {
        return Frames.of(codec.encode(Objects.requireNonNull(item, "item")));
    }

    private static <T> List<T> joined(List<List<T>> lists) {
        List<T> all = new ArrayList<>(lists.size());
        lists.forEach(all::addAll);
        return all;
    }
}
