package io.partd.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files of the Parquet project's own <a href="https://github.com/apache/parquet-testing">collection</a>, which
 * {@code PARTD_CORPUS} names the directory of: each is read, as pyarrow reads it, and written again, for pyarrow to
 * read the same, or refused by a message that says why. Without the directory the tests are skipped.
 */
class CorpusTest {

    /**
     * The files that are refused, with the messages. Checksums are always compared; pyarrow does so only when it is
     * asked to, and then refuses the same two files.
     */
    private static final Map<String, String> REFUSED = Map.of(
            "datapage_v1-corrupt-checksum.parquet",
            "FILE, column 'a', row group 1: a page has the checksum 0f4f6d0a instead of the bbce3b9d that it claims",
            "rle-dict-uncompressed-corrupt-checksum.parquet",
            "FILE, column 'long_field', row group 1: a page has the checksum 6522df69 instead of the 6522df6a that it"
                    + " claims",
            "large_string_map.brotli.parquet",
            "FILE, column 'arr.key_value.key', row group 1: compressed with BROTLI, which is not supported; supported"
                    + " are UNCOMPRESSED, SNAPPY, GZIP, ZSTD, LZ4_RAW and LZ4");

    /** A file that only pyarrow refuses, since a map's keys may be null there; here it is a list of structs. */
    private static final String NOT_FOR_PYARROW =
            "incorrect_map_schema.parquet: pyarrow cannot read it:" + " Map keys must be annotated as required.";

    private static Path corpus() {
        String directory = System.getenv("PARTD_CORPUS");
        if (directory == null || directory.isEmpty()) {
            return abort("PARTD_CORPUS does not name a directory with the files of apache/parquet-testing");
        }
        assertThat(Path.of(directory)).as("PARTD_CORPUS").isDirectory();
        return Path.of(directory);
    }

    private static List<Path> files(Path corpus) throws IOException {
        try (Stream<Path> files = Files.walk(corpus)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .sorted()
                    .toList();
        }
    }

    private static long read(ParquetSource source) throws IOException {
        long rows = 0;
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = source.open(allocator)) {
            while (reader.loadNextBatch()) {
                rows += reader.getVectorSchemaRoot().getRowCount();
            }
        }
        return rows;
    }

    @Test
    void filesAreReadOrRefusedByName() throws IOException {
        Path corpus = corpus();
        Map<String, String> refused = new TreeMap<>();
        for (Path file : files(corpus)) {
            String name = corpus.relativize(file).toString();
            try {
                ParquetSource source = ParquetSource.of(file);
                assertThat(read(source)).as(name).isEqualTo(source.rowCount());
                assertThat(read(source.encoded(source.dictionaryBytes().keySet())))
                        .as(name)
                        .isEqualTo(source.rowCount());
            } catch (IOException e) {
                refused.put(name, e.getMessage().replace(file.toString(), "FILE"));
            }
        }
        assertThat(refused).isEqualTo(REFUSED);
    }

    @Test
    @Tag("interop")
    void filesAreReadAndWrittenAsPyarrowReadsThem(@TempDir Path streams) throws Exception {
        Path corpus = corpus();
        PythonCommand python = PythonCommand.with("pyarrow");
        python.require();
        for (Path file : files(corpus)) {
            String name = corpus.relativize(file).toString();
            if (!REFUSED.containsKey(name)) {
                Path stream = streams.resolve(name + ".stream");
                Files.createDirectories(stream.getParent());
                Conversions.toStream(file, stream);
                Conversions.copy(ParquetSource.of(file), streams.resolve(name + ".copy"), ParquetOptions.DEFAULT);
            }
        }
        Path script = PythonCommand.resource(CorpusTest.class, "corpus.py");
        try (ChildProcess process = python.start(script, corpus.toString(), streams.toString())) {
            assertThat(process.join())
                    .hasSizeGreaterThan(50)
                    .allMatch(line -> line.endsWith(": same") || line.equals(NOT_FOR_PYARROW));
        }
    }
}
