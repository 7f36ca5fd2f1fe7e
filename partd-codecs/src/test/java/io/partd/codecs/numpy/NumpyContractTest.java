package io.partd.codecs.numpy;

import io.partd.KeptStore;
import io.partd.Layer;
import io.partd.Partd;
import io.partd.PartdContract;
import io.partd.Store;
import io.partd.buffer.WriteBuffer;
import io.partd.codec.Zlib;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract on arrays, over several stores, and on Java's own arrays. */
final class NumpyContractTest {

    abstract static class OfArrays<V> extends PartdContract<V> {

        private @Nullable KeptStore kept;

        abstract Store bottom() throws IOException;

        abstract Layer<Partd<V>> layer();

        @Override
        protected final Partd<V> make() throws IOException {
            kept = new KeptStore(bottom());
            return kept.handle().with(layer());
        }

        @Override
        protected final @Nullable Partd<V> reopen() {
            return kept == null ? null : kept.handle().with(layer());
        }
    }

    abstract static class OfNumpy extends OfArrays<NumpyArray> {

        @Override
        Layer<Partd<NumpyArray>> layer() {
            return Numpy.codec();
        }

        @Override
        protected NumpyArray value(int number) {
            return NumpyArray.of(new long[] {number, -number, 1L << 40});
        }

        @Override
        protected NumpyArray joined(List<NumpyArray> values) {
            List<NumpyArray> full = values.stream().filter(a -> a.length() > 0).toList();
            if (full.isEmpty()) {
                return NumpyArray.empty(DType.FLOAT64);
            }
            ByteBuffer data = ByteBuffer.allocate(
                    full.stream().mapToInt(a -> a.buffer().remaining()).sum());
            full.forEach(a -> data.put(a.buffer()));
            return NumpyArray.ofBytes(full.get(0).dtype(), data.array());
        }

        @Override
        protected List<?> sortedPieces(NumpyArray value) {
            return value.length() == 0
                    ? List.of()
                    : LongStream.of(value.toLongs()).sorted().boxed().toList();
        }
    }

    @Nested
    final class OverMemory extends OfNumpy {

        @Override
        Store bottom() {
            return Partd.memory();
        }

        @Override
        protected String shown() {
            return "Numpy\\(Memory\\)";
        }
    }

    @Nested
    final class OverZlibAndABuffer extends OfNumpy {

        @Override
        Store bottom() {
            return Partd.memory().with(WriteBuffer.of("1g")).with(Zlib.codec());
        }

        @Override
        protected String shown() {
            return "Numpy\\(Zlib\\(Buffer\\[1g\\]\\(Memory\\)\\)\\)";
        }
    }

    @Nested
    final class OverALog extends OfNumpy {

        @TempDir
        private Path directory;

        @Override
        Store bottom() throws IOException {
            return Partd.log(directory.resolve("log"));
        }

        @Override
        protected String shown() {
            return "Numpy\\(Log\\(.*\\)\\)";
        }
    }

    @Nested
    final class OverFiles extends OfNumpy {

        @TempDir
        private Path directory;

        @Override
        Store bottom() throws IOException {
            return Partd.file(directory.resolve("files"));
        }

        @Override
        protected String shown() {
            return "Numpy\\(File\\(.*\\)\\)";
        }
    }

    @Nested
    final class OfObjects extends OfNumpy {

        @Override
        Store bottom() {
            return Partd.memory();
        }

        @Override
        protected NumpyArray value(int number) {
            return NumpyArray.ofObjects(Arrays.asList((long) number, "text", null));
        }

        @Override
        protected NumpyArray joined(List<NumpyArray> values) {
            List<NumpyArray> full = values.stream().filter(a -> a.length() > 0).toList();
            return full.isEmpty()
                    ? NumpyArray.empty(DType.FLOAT64)
                    : NumpyArray.ofObjects(
                            full.stream().flatMap(a -> a.toObjects().stream()).toList());
        }

        @Override
        protected List<?> sortedPieces(NumpyArray value) {
            return value.length() == 0
                    ? List.of()
                    : value.toObjects().stream().map(String::valueOf).sorted().toList();
        }

        @Override
        protected String shown() {
            return "Numpy\\(Memory\\)";
        }
    }
}
