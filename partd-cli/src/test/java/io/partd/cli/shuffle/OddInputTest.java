package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.cli.Cli;
import io.partd.cli.Cli.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not quite what their names say, and what has to be odd to be shuffled all the same. */
class OddInputTest {

    private static final String CARRIAGE_RETURNS = ": its lines end with a carriage return alone, and a row ends with";

    @TempDir
    Path temporary;

    private Place place;

    @BeforeEach
    void makePlace() throws IOException {
        place = new Place(temporary.toRealPath());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-n 2 --by k", "-n 2 --by 1", "--distinct --by 1", "--distinct --by 2", "--range --by 1 -n 2"})
    void refusesLinesThatEndWithACarriageReturn(String options) throws IOException {
        Path input = place.file("cr.csv", "k,v\ra,1\rb,2\rc,3\r");
        place.fails(1, input + CARRIAGE_RETURNS, words(input, options));
        Path packed = gzip("packed.csv", "k,v\ra,1\rb,2\rc,3\r".getBytes(StandardCharsets.UTF_8));
        place.fails(1, packed + CARRIAGE_RETURNS, words(packed, options));
    }

    @Test
    void refusesThemInEveryFormatAndEveryInput() throws IOException {
        Path good = place.file("good.txt", "a\n");
        Path lines = place.file("cr.txt", "a\rb\r");
        place.fails(1, lines + CARRIAGE_RETURNS, good, lines, "-n", 2);
        Path tsv = place.file("cr.tsv", "k\tv\ra\t1\rb\t2\r");
        place.fails(1, tsv + CARRIAGE_RETURNS, tsv, "--by", "k");
        place.fails(1, tsv + CARRIAGE_RETURNS, tsv, "--by", "1", "--no-header");
        Path json = place.file("cr.jsonl", "{\"k\":1}\r{\"k\":2}\r");
        place.fails(
                1,
                json
                        + ":1: byte 9: the line goes on behind its object and a carriage return; it ends with \\n or \\r\\n",
                json,
                "--by",
                "k");
    }

    @Test
    void refusesAHeaderThatEndsWithACarriageReturn() throws IOException {
        Path input = place.file("h.csv", "k,v\ra,1\r\nb,2\r\n");
        String message = input + ":1: the header has a carriage return without a line feed after it";
        place.fails(1, message, input, "--by", "k", "-n", 1);
        place.fails(1, message, input, "--by", "1", "--distinct");
        place.fails(1, message, input, "--by", "k", "-n", 1, "--on-error", "skip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void refusesOtherEncodings(String charset) throws IOException {
        for (String mark : List.of("", "\ufeff")) {
            String named = mark.isEmpty() ? charset : charset.substring(0, 6);
            for (String name : List.of("u.csv", "u.tsv", "u.txt", "u.jsonl")) {
                byte[] bytes = (mark + "k\nx\ny\n").getBytes(Charset.forName(charset));
                Path input = Files.write(place.path(name), bytes);
                String message = input + ": it is " + named + ", and text must keep ASCII as single bytes; convert it"
                        + " first, as with 'iconv -f " + named + " -t UTF-8'\n";
                Object[] by = name.endsWith("txt") ? new Object[] {input} : new Object[] {input, "--by", "1"};
                place.fails(1, message, by);
                Path packed = gzip(name, bytes);
                by[0] = packed;
                place.fails(1, message.replace(input.toString(), packed.toString()), by);
            }
            Path input = Files.write(place.path("u.csv"), (mark + "k\nx\n").getBytes(Charset.forName(charset)));
            place.fails(1, input + ": it is " + named, input, "--by", 1, "--distinct");
            place.fails(1, input + ": it is " + named, input, "--by", 7, "--distinct");
            place.fails(1, input + ": it is " + named, input, "--by", 1, "--range", "--on-error", "skip");
        }
    }

    @Test
    void refusesWhatIsPackedInGzip() throws IOException {
        byte[] tar = new byte[1024];
        tar[0] = 'a';
        System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
        Path packed = gzip("t", tar);
        place.fails(1, packed + ": it is a tar archive, not text; unpack it", packed, "--format", "lines");
        Path twice = gzip("twice.txt", Files.readAllBytes(packed));
        place.fails(1, twice + ": it is compressed with gzip, not text; unpack it", twice);
    }

    @Test
    void appendsHeadersOfAnyLength() throws IOException {
        String header = "k," + String.join(",", Collections.nCopies(150_000, "snp0001")) + "\n";
        Path input = place.file("wide.csv", header + "a,1\nb,2\n");
        place.shuffled(input, "--by", "k", "-n", 1);
        place.shuffled(input, "--by", "k", "-n", 1, "--append");
        assertThat(place.parts()).isEqualTo(Map.of("part-00000.csv", header + "a,1\nb,2\na,1\nb,2\n"));

        Path other = place.file("other.csv", header.replace("snp0001\n", "snp0002\n") + "a,1\n");
        place.fails(
                1, place.out() + "/part-00000.csv has the header 'k,snp0001,", other, "--by", "k", "-n", 1, "--append");
    }

    @Test
    void takesHeadersOfAnyLengthForDirectoriesAndLogs() throws IOException {
        String header = "k," + String.join(",", Collections.nCopies(150_000, "snp0001")) + "\n";
        Path input = place.file("wide.csv", header + "a,1\n");
        place.shuffled(input, "--by", 1, "--distinct");
        place.shuffled(input, "--by", 1, "--distinct", "--append");
        assertThat(place.parts())
                .isEqualTo(Map.of("k=a/data.csv", header + "a,1\n", "k=a/data-1.csv", header + "a,1\n"));

        String log = "log:" + place.path("log");
        for (String how : List.of("--overwrite", "--append")) {
            assertThat(Cli.run("shuffle", input, "--by", "k", "-n", 1, "--to", log, how)
                            .err())
                    .isEmpty();
        }
        assertThat(Cli.run("get", log, "part-00000.csv").out()).isEqualTo(header + "a,1\na,1\n");
    }

    @Test
    void wantsANameForDirectories() throws IOException {
        Path input = place.file("index.csv", ",city\n0,x\n1,y\n");
        String message =
                "column 1 has no name, and --distinct names directories COLUMN=VALUE; give it a name in the input,"
                        + " or take -n\n";
        place.fails(2, message, input, "--by", 1, "--distinct");
        Path quoted = place.file("quoted.csv", "\"\",city\n0,x\n");
        place.fails(2, message, quoted, "--by", 1, "--distinct");
        place.shuffled(input, "--by", 1, "-n", 1);
    }

    @Test
    void takesAColumnThatIsCalledLikeAnOption() throws IOException {
        for (String column : List.of("-n", "-n4", "--to", "--by", "-h", "--to=x")) {
            Path input = place.file("d.csv", column + ",v\n1,x\n");
            place.shuffled(input, "--by=" + column, "-n", 1, "--overwrite");
            assertThat(place.parts()).isEqualTo(Map.of("part-00000.csv", column + ",v\n1,x\n"));
            place.fails(
                    2,
                    "--by lacks its column before '" + column + "'; if that is the column, write --by=" + column + "\n",
                    input,
                    "--by",
                    column,
                    "--overwrite");
        }
        Path json = place.file("d.jsonl", "{\"-n\":1}\n");
        place.shuffled(json, "--by=-n", "-n", 1, "--overwrite");
        Path dash = place.file("dash.csv", "-x,v\n1,x\n");
        place.shuffled(dash, "--by", "-x", "-n", 1, "--overwrite");
    }

    @Test
    void refusesRejectsInTheOutput() throws IOException {
        Path input = place.file("a.csv", "k,v\na,1\n");
        Path link = Files.createSymbolicLink(place.path("link"), place.path("."));
        for (Path rejects : List.of(place.out(), place.out().resolve("r.csv"), link.resolve("out/deep/r.csv"))) {
            String message = "--rejects " + rejects + " would be in the output directory " + place.out()
                    + "; give a file outside it\n";
            Object[] args = {input, "--by", "k", "-n", 1, "--on-error", "skip", "--rejects", rejects, "--overwrite"};
            Files.deleteIfExists(place.out());
            place.fails(2, message, args);
            Files.createDirectory(place.out());
            place.fails(2, message, args);
        }
        Result log = Cli.run(
                "shuffle",
                input,
                "--by",
                "k",
                "--to",
                "log:" + place.out(),
                "--on-error",
                "skip",
                "--rejects",
                place.out().resolve("r"));
        assertThat(log.err()).startsWith("partd: --rejects " + place.out() + "/r would be in the output directory ");
    }

    @Test
    void writesRejectsToADevice() throws IOException {
        Path input = place.file("a.csv", "k,v\na,1\nb\n");
        Result result = place.shuffle(input, "--by", "v", "-n", 1, "--on-error", "skip", "--rejects", "/dev/null");
        assertThat(result.status()).isZero();
        assertThat(result.err()).contains("1 rows were left out");
        assertThat(Path.of("/dev/null")).exists();
        Files.delete(input);
        place.fails(1, input + ": no such file", input, "--by", "v", "--on-error", "skip", "--rejects", "/dev/null");
        assertThat(Path.of("/dev/null")).exists();
    }

    @Test
    void tellsInOneLineOfARowWhoseValueHasSeveral() throws IOException {
        Path input = place.file("lines.csv", "k,v\n\"x\n\u001b[2Jy\",1\n2024-02-29,2\n");
        Result result = place.shuffle(input, "--by", "day(k)", "-n", 1, "--on-error", "skip");
        assertThat(result.err().lines()).hasSize(2).first().asString().endsWith("and it is 'x ?[2Jy'");
    }

    @Test
    void leavesOutARecordWhoseQuotesAreEscapedWithBackslashes() throws IOException {
        Path input = place.file("bs.csv", "k,v\nx,\"he said \\\"hi\\\", then\nmore\",1\ny,2\n");
        String message = input + ":2: column 2 goes on after its closing quote\n";
        place.fails(1, message, input, "--by", "k", "-n", 1);
        Result result = place.shuffle(input, "--by", "k", "-n", 1, "--on-error", "skip");
        assertThat(result.err()).isEqualTo("partd: left out " + message + "partd: 1 rows were left out\n");
        assertThat(place.parts()).isEqualTo(Map.of("part-00000.csv", "k,v\ny,2\n"));
    }

    private Path gzip(String name, byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return Files.write(place.path(name + ".gz"), packed.toByteArray());
    }

    private static Object[] words(Path input, String options) {
        return (input + " " + options).split(" ");
    }
}
