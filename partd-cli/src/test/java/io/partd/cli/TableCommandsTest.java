package io.partd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.partd.Partd;
import io.partd.Store;
import io.partd.arrow.ArrowTables;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.TableWriter;
import io.partd.cli.Cli.Result;
import io.partd.codecs.compression.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampSecVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.impl.UnionListWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
final class TableCommandsTest {

    @TempDir
    Path directory;

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void close() {
        allocator.close();
    }

    private String store() {
        return directory.resolve("store").toString();
    }

    private Table texts(String name, String... values) {
        VarCharVector vector = new VarCharVector(name, allocator);
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                vector.setSafe(i, values[i].getBytes(StandardCharsets.UTF_8));
            }
        }
        return table(values.length, vector);
    }

    private static Table table(int rows, FieldVector... vectors) {
        for (FieldVector vector : vectors) {
            vector.setValueCount(rows);
        }
        return Table.of(RecordBatch.of(VectorSchemaRoot.of(vectors)));
    }

    /** A row of values and a row of nulls. */
    private Table ofManyTypes() {
        BigIntVector number = new BigIntVector("n", allocator);
        number.setSafe(0, Long.MIN_VALUE);
        UInt8Vector large = new UInt8Vector("u", allocator);
        large.setSafe(0, -1);
        Float4Vector real = new Float4Vector("f", allocator);
        real.setSafe(0, 0.1f);
        DecimalVector decimal = new DecimalVector("d", allocator, 20, 10);
        decimal.setSafe(0, new BigDecimal("0.0000000001"));
        TimeStampMicroTZVector zoned = new TimeStampMicroTZVector("z", allocator, "Europe/Oslo");
        zoned.setSafe(0, 1_782_000_000_000_000L);
        TimeStampSecVector local = new TimeStampSecVector("t", allocator);
        local.setSafe(0, 0);
        VarBinaryVector bytes = new VarBinaryVector("b", allocator);
        bytes.setSafe(0, "text".getBytes(StandardCharsets.UTF_8));
        ListVector list = ListVector.empty("l", allocator);
        UnionListWriter writer = list.getWriter();
        writer.startList();
        writer.bigInt().writeBigInt(1);
        writer.bigInt().writeBigInt(2);
        writer.endList();
        return table(2, number, large, real, decimal, zoned, local, bytes, list);
    }

    private void append(String key, Table table) throws IOException {
        try (table;
                Partd<Table> tables = Partd.open("log:" + store()).with(ArrowTables.layer(allocator))) {
            tables.append(key, table);
        }
    }

    @Test
    void printsRowsAsJson() throws IOException {
        append("x", ofManyTypes());
        append("y", texts("to", "a \"b\"\n", null, ""));
        Result got = Cli.run("get", store(), "x", "y", "--codec", "arrow", "--json");
        assertThat(got.err()).isEmpty();
        assertThat(got.outLines())
                .containsExactly(
                        "{\"n\":-9223372036854775808,\"u\":18446744073709551615,\"f\":0.1,\"d\":0.0000000001,"
                                + "\"z\":\"2026-06-21T02:00:00+02:00\",\"t\":\"1970-01-01T00:00:00\","
                                + "\"b\":\"dGV4dA==\",\"l\":[1,2]}",
                        "{\"n\":null,\"u\":null,\"f\":null,\"d\":null,\"z\":null,\"t\":null,\"b\":null,\"l\":null}",
                        "{\"to\":\"a \\\"b\\\"\\n\"}",
                        "{\"to\":null}",
                        "{\"to\":\"\"}");
    }

    @Test
    void columnsOfOneNameAreNoObject() throws IOException {
        VarCharVector first = new VarCharVector("to", allocator);
        first.setSafe(0, "oslo".getBytes(StandardCharsets.UTF_8));
        VarCharVector second = new VarCharVector("to", allocator);
        second.setSafe(0, "bergen".getBytes(StandardCharsets.UTF_8));
        append("x", table(1, first, second));
        Result json = Cli.run("get", store(), "x", "--codec", "arrow", "--json");
        assertThat(json.status()).isEqualTo(1);
        assertThat(json.out()).isEmpty();
        assertThat(json.err())
                .isEqualTo("partd: key 'x' has several columns called 'to', and an object of JSON has a name only once;"
                        + " print it with --csv\n");
        assertThat(Cli.run("get", store(), "x", "--codec", "arrow", "--csv").out())
                .isEqualTo("to,to\noslo,bergen\n");
    }

    @Test
    void printsRowsAsCsv() throws IOException {
        append("x", ofManyTypes());
        Result got = Cli.run("get", store(), "x", "--codec", "arrow", "--csv");
        assertThat(got.out())
                .isEqualTo("n,u,f,d,z,t,b,l\n"
                        + "-9223372036854775808,18446744073709551615,0.1,0.0000000001,2026-06-21T02:00:00+02:00,"
                        + "1970-01-01T00:00:00,dGV4dA==,\"[1,2]\"\n,,,,,,,\n");
    }

    /** Another library reads what comes out; a null alone in its line is not an empty line. */
    @Test
    void csvHoldsAnyText() throws IOException {
        append("x", texts("a,\"name\"", "plain", "a,b", "\"q\"", "two\nlines", "two\r\nlines", "", null, " "));
        append("x", texts("a,\"name\"", "more"));
        String out = Cli.run("get", store(), "x", "--codec", "arrow", "--csv").out();
        List<String> fields = CsvReader.builder().ofCsvRecord(out).stream()
                .map((CsvRecord line) -> line.getField(0))
                .toList();
        assertThat(fields)
                .containsExactly(
                        "a,\"name\"", "plain", "a,b", "\"q\"", "two\nlines", "two\r\nlines", "", "", " ", "more");
    }

    @Test
    void csvOfSeveralKeysHasOneHeader() throws IOException {
        append("x", texts("to", "oslo"));
        append("y", texts("to", "bergen"));
        append("z", texts("from", "oslo"));
        assertThat(Cli.run("get", store(), "x", "y", "--codec", "arrow", "--csv")
                        .out())
                .isEqualTo("to\noslo\nbergen\n");
        Result other = Cli.run("get", store(), "x", "z", "--codec", "arrow", "--csv");
        assertThat(other.status()).isEqualTo(1);
        assertThat(other.err())
                .isEqualTo("partd: key 'z' has the columns [from], and the keys before it have [to]; print them one by"
                        + " one\n");
    }

    @Test
    void looksIntoTheFilesOfAShuffle() {
        Path parts = directory.resolve("parts");
        Path example = Path.of("..", "examples", "birdstrikes.parquet");
        for (String format : List.of("parquet", "arrow", "arrows")) {
            String codec = format.equals("parquet") ? "parquet" : "arrow-file";
            String part = "part-00001." + format;
            Result shuffled = Cli.run(
                    "shuffle", example, "--by", "1", "-n", "2", "--to", parts, "--to-format", format, "--overwrite");
            assertThat(shuffled.err()).isEmpty();
            assertThat(Cli.run("stat", parts, "--codec", codec).out())
                    .contains("rows      10000 in ")
                    .contains("columns   Airport Name: string, ");
            assertThat(Cli.run("get", parts, part, "--codec", codec, "--csv").out())
                    .startsWith("Airport Name,Aircraft Make Model,");
            assertThat(Cli.run("get", parts, part, "--csv").err())
                    .startsWith("partd: --csv is for tables; say --codec " + codec + " if these are some\n");
            assertThat(Cli.run("verify", parts, "--codec", codec).out()).startsWith("2 keys, ");
            assertThat(Cli.run("append", parts, part, example, "--codec", codec).status())
                    .isEqualTo(1);
        }
        Path pieces = directory.resolve("pieces");
        assertThat(Cli.run("copy", parts, pieces, "--codec", "arrow-file", "--to-codec", "arrow,zstd")
                        .status())
                .isZero();
        assertThat(Cli.run("stat", pieces, "--codec", "arrow,zstd").out()).contains("rows      10000 in ");
    }

    @Test
    void saysWhichFormTablesHave() throws IOException {
        append("x", texts("to", "oslo"));
        assertThat(Cli.run("get", store(), "x", "--codec", "arrow").err())
                .startsWith("partd: codec 'arrow' makes tables, not bytes; say --json or --csv to see them\n");
        assertThat(Cli.run("get", store(), "x", "--csv", "--codec", "none").err())
                .startsWith("partd: --csv is for tables; say --codec arrow if these are some\n");
        assertThat(Cli.run("get", store(), "x", "--csv").outLines()).containsExactly("to", "oslo");
        assertThat(Cli.run("get", store(), "x", "--csv", "--codec", "pickle").err())
                .startsWith("partd: --csv is for tables; codec 'pickle' makes lists\n");
        assertThat(Cli.run("get", store(), "x", "--csv", "--json", "--codec", "arrow")
                        .err())
                .startsWith("partd: --csv and --json are two ways to write it; give one of them\n");
        assertThat(Cli.run("stat", store(), "--codec", "pickle").err())
                .startsWith("partd: codec 'pickle' makes lists; stat looks into tables only, as in --codec arrow\n");
    }

    @Test
    void appendsFilesAndStreams() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        try (Table table = texts("to", "oslo", "bergen");
                TableWriter toFile = TableWriter.file(Channels.newChannel(file));
                TableWriter toStream = TableWriter.stream(Channels.newChannel(stream))) {
            toFile.write(table);
            toFile.write(table);
            toStream.write(table);
        }
        Path path = directory.resolve("trips.arrow");
        Files.write(path, file.toByteArray());
        assertThat(Cli.run("append", store(), "x", path, "--codec", "arrow,zlib")
                        .err())
                .isEmpty();
        assertThat(Cli.with(new ByteArrayInputStream(stream.toByteArray()))
                        .command("append", store(), "x", "--codec", "arrow,zlib")
                        .err())
                .isEmpty();
        Result piped = Cli.with(new ByteArrayInputStream(file.toByteArray()))
                .command("append", store(), "x", "--codec", "arrow,zlib");
        assertThat(piped.err())
                .isEqualTo("partd: standard input: is an Arrow file with a footer, which comes last; give it by its"
                        + " name\n");
        assertThat(Cli.with("no tables")
                        .command("append", store(), "x", "--codec", "arrow")
                        .err())
                .startsWith("partd: standard input: ");
        assertThat(Cli.run("iset", store(), "y", path, "--codec", "arrow,zlib").err())
                .isEmpty();
        assertThat(Cli.run("iset", store(), "y", path, "--codec", "arrow,zlib").err())
                .isEqualTo("partd: key 'y' was not set: it has a value already\n");
        assertThat(Cli.run("get", store(), "x", "--codec", "arrow,zlib", "--csv")
                        .outLines())
                .containsExactly("to", "oslo", "bergen", "oslo", "bergen", "oslo", "bergen");
        Result stat = Cli.run("stat", store(), "--codec", "arrow,zlib");
        assertThat(stat.outLines()).contains("rows      10 in 3 pieces", "columns   to: string");
    }

    @Test
    void copiesAndVerifies() throws IOException {
        append("x", texts("to", "oslo"));
        append("x", texts("to", "bergen"));
        append("y", texts("from", "oslo"));
        Path copy = directory.resolve("copy");
        assertThat(Cli.run("copy", store(), copy, "--codec", "arrow", "--to-codec", "arrow,zstd")
                        .err())
                .isEmpty();
        Result stat = Cli.run("stat", copy, "--codec", "arrow,zstd");
        assertThat(stat.outLines())
                .contains("rows      3 in 3 pieces", "columns   to: string (1 key)", "columns   from: string (1 key)");
        assertThat(Cli.run("verify", copy, "--codec", "arrow,zstd").status()).isZero();
        try (Store compressed = Partd.log(copy).raw().with(Zstd.codec())) {
            compressed.append("z", "no frame".getBytes(UTF_8));
        }
        Result corrupt = Cli.run("verify", copy, "--codec", "arrow,zstd");
        assertThat(corrupt.status()).isEqualTo(1);
        assertThat(corrupt.out()).contains("key 'z', piece 1 at byte 0: ");
    }
}
