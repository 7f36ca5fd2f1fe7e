package io.partd.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Store;
import io.partd.input.InputFile;
import io.partd.input.InputFiles;
import io.partd.input.PartitionColumn;
import io.partd.shuffle.Column;
import io.partd.shuffle.ColumnAdder;
import io.partd.shuffle.DelimitedFormat;
import io.partd.shuffle.DelimitedReader;
import io.partd.shuffle.Partitioners;
import io.partd.shuffle.Shuffle;
import io.partd.shuffle.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the examples of what a shuffle reads. */
final class InputExamplesTest {

    @TempDir
    Path directory;

    @Test
    void findsFilesAndReadsThem() throws IOException {
        Path year = Files.createDirectories(directory.resolve("trips/year=2024"));
        Path input = year.resolve("a.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(input))) {
            out.write("city\noslo\n".getBytes(UTF_8));
        }
        String folder = directory.resolve("trips").toString();
        DelimitedFormat csv = DelimitedFormat.csv(Column.of("city"));
        List<Source> sources = new ArrayList<>();
        for (InputFile file : InputFiles.find(folder)) {
            sources.add(csv.source(file)); // decompressed, and with a column year if the file is in year=2024
        }
        try (Store parts = Partd.memory()) {
            Shuffle.of(csv, Partitioners.hash(1, "")).run(sources, parts);
            assertThat(parts.get("part-00000")).asString(UTF_8).isEqualTo("city,year\noslo,2024\n");
        }
        Source packed = Source.file(input); // decompressed by the Decompressor that recognizes its first bytes
        try (InputStream in = Channels.newInputStream(packed.open())) {
            assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("city\noslo\n");
        }
        ColumnAdder adder =
                csv.adder("trips.csv", List.of(new PartitionColumn("year", PartitionColumn.Type.INT, "2024")));
        byte[] header = adder.header("city\n".getBytes(UTF_8)); // city,year
        assertThat(header).asString(UTF_8).isEqualTo("city,year\n");
    }

    @Test
    void readsThePartitions() throws IOException {
        Path output = directory.resolve("out");
        try (Store store = Partd.file(output)) {
            store.append("part-00000.csv", "city,fare\noslo,12\nbern,30\n".getBytes(UTF_8));
        }
        double total = 0;
        try (Store parts = Partd.file(output)) {
            for (String part : parts.keys()) {
                try (DelimitedReader rows = DelimitedFormat.csv().rows(part, parts.open(part))) {
                    int fare = rows.column("fare");
                    for (List<String> row = rows.next(); row != null; row = rows.next()) {
                        total += Double.parseDouble(row.get(fare));
                    }
                }
            }
        }
        assertThat(total).isEqualTo(42);
    }
}
