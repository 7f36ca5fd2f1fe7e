package io.partd.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.shuffle.DelimitedFormat.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources that are not text as a shuffle reads it: other encodings, other line ends, compressed data, tables. */
class ForeignSourceTest {

    private static final String CSV = "k,v\na,1\nb,2\n";
    private static final String CHINESE = "城市,车费\n" + "北京,一\n上海,上一\n".repeat(50);

    @ParameterizedTest
    @CsvSource({"UTF-16LE, UTF-16", "UTF-16BE, UTF-16", "UTF-32LE, UTF-32", "UTF-32BE, UTF-32"})
    void refusesAnEncodingByItsMark(String charset, String named) {
        for (String text : List.of(CSV, CHINESE, "")) {
            byte[] bytes = ("\ufeff" + text).getBytes(Charset.forName(charset));
            refuses(
                    bytes,
                    "in: it is " + named + ", and text must keep ASCII as single bytes; convert it first, as with"
                            + " 'iconv -f " + named + " -t UTF-8'");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void refusesAnEncodingWithoutAMarkByItsZeroBytes(String charset) {
        for (String text : List.of(CSV, "k\nx\ny\n", "x", "k,v\r\na,1\r\n", CHINESE, CSV.repeat(100_000))) {
            refuses(text.getBytes(Charset.forName(charset)), "in: it is " + charset + ", and text must");
        }
    }

    /** The second one would be a part of the first column's name, or of the first row. */
    @Test
    void refusesTwoByteOrderMarks() {
        for (String text : List.of(CSV, "")) {
            refuses(
                    ("\ufeff\ufeff" + text).getBytes(StandardCharsets.UTF_8),
                    "in: it begins with two byte order marks; take one off, as with 'tail -c +4'");
        }
    }

    @Test
    void refusesAnEncodingOfAnyOfItsSources() {
        BytesSource first = BytesSource.of("first", "a\n");
        BytesSource second = new BytesSource("second", "b\n".getBytes(StandardCharsets.UTF_16LE));
        assertThatThrownBy(() -> lines().run(List.of(first, second), new Collected()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("second: it is UTF-16LE, and");
        assertThat(first.openChannels() + second.openChannels()).isZero();
    }

    @Test
    void refusesAnEncodingWhereItSamplesForRanges() {
        BytesSource in = new BytesSource("in", CSV.getBytes(StandardCharsets.UTF_16));
        assertThatThrownBy(() -> Partitioners.ranges(2, "", new LineFormat(), List.of(in), ByteSize.of("2m")))
                .hasMessageStartingWith("in: it is UTF-16, and");
        assertThat(in.openChannels()).isZero();
    }

    @Test
    void takesTextThatBeginsAsOtherFilesDo() throws IOException {
        for (String text :
                List.of("ORC\n1\n", "ORCID,name\n", "ORC,1\n", "PK\n", "Obj\n", "BZh91,2\n", "PAR1\n", "%PDF\n")) {
            assertThat(shuffled(lines(), text.getBytes(StandardCharsets.US_ASCII)))
                    .isEqualTo(text);
        }
    }

    /** Text may have zero bytes, as padding or as separators. */
    @Test
    void takesTextWithZeroBytes() throws IOException {
        for (String text : List.of("a\0b\n", "\0\0\n", "abc\0\n", "abc\0def\0\n".repeat(99), "a\0bc\0d\n", "one\0\n")) {
            assertThat(shuffled(lines(), text.getBytes(StandardCharsets.ISO_8859_1)))
                    .isEqualTo(text);
        }
    }

    @Test
    void takesOtherEncodingsThatKeepAscii() throws IOException {
        for (String charset : List.of("UTF-8", "ISO-8859-1", "windows-1252", "GBK", "Shift_JIS", "EUC-KR")) {
            byte[] bytes = "k,v\nÿþäöü,1\n北京,上\n".getBytes(Charset.forName(charset));
            assertThat(shuffled(lines(), bytes)).isEqualTo(new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "28 b5 2f fd 24 0a, compressed with zstd, zstd -dc",
        "50 2a 4d 18 01 00 00 00, compressed with zstd, zstd -dc",
        "42 5a 68 39 31 41 59 26 53 59 0a, compressed with bzip2, bzip2 -dc",
        "fd 37 7a 58 5a 00 0a, compressed with xz, xz -dc",
        "04 22 4d 18 64 0a, compressed with lz4, lz4 -dc",
        "50 4b 03 04 14 0a, a zip archive, unzip -p",
        "37 7a bc af 27 1c 0a, a 7z archive, 7z e -so",
        "1f 8b 08 00 0a, compressed with gzip, gzip -dc"
    })
    void refusesWhatIsPacked(String hex, String what, String command) {
        refuses(bytes(hex), "in: it is " + what + ", not text; unpack it first, as with '" + command + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "50 41 52 31 15 04 0a, a Parquet file",
        "41 52 52 4f 57 31 00 00 0a, an Arrow file",
        "ff ff ff ff 10 01 00 00 0a, an Arrow stream",
        "4f 62 6a 01 0a, an Avro file",
        "4f 52 43 0a 0b 0a 03, an ORC file",
        "4f 52 43 3c 00 00 e3, an ORC file",
        "25 50 44 46 2d 31 2e 37 0a, a PDF document",
        "89 48 44 46 0d 0a 1a 0a, an HDF5 file"
    })
    void refusesTables(String hex, String what) {
        refuses(bytes(hex), "in: it is " + what + ", not text; read it in its own format");
    }

    @Test
    void refusesAnArchiveOfTar() {
        byte[] tar = new byte[1024];
        System.arraycopy("a.csv".getBytes(StandardCharsets.US_ASCII), 0, tar, 0, 5);
        System.arraycopy("ustar\0".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 6);
        refuses(tar, "in: it is a tar archive, not text; unpack it first, as with 'tar -xOf'");
    }

    @Test
    void takesTextThatBeginsLikeAMagicNumber() throws IOException {
        for (String text : List.of("PAR1,PAR2\n", "BZh9\n", "PK,v\n", "Obj,v\n", "ARROW1\n", "7z,v\n", "P*M\n")) {
            assertThat(shuffled(lines(), text.getBytes(StandardCharsets.US_ASCII)))
                    .isEqualTo(text);
        }
    }

    @Test
    void saysWhatGzipIs() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(CSV.getBytes(StandardCharsets.UTF_8));
        }
        refuses(packed.toByteArray(), "in: it is compressed with gzip, not text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "k,v\ra,1\rb,2\rc,3\r",
                "k,v\ra,1\rb,2",
                "k,v\na,1\rb,2\rc,3\rd,4\r",
                "\"k\",\"v\nw\"\r\"a\",\"1\n\"\rb,2\r",
                "k,v\r\r\r\r"
            })
    void refusesLinesThatEndWithACarriageReturn(String text) {
        for (Header header : Header.values()) {
            DelimitedFormat format = DelimitedFormat.csv(Column.of("1")).withHeader(header);
            assertThatThrownBy(() -> shuffled(
                            Shuffle.of(format, Partitioners.hash(1, "")), text.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("in: its lines end with a carriage return alone, and a row ends with \\n or \\r\\n; "
                            + "convert it first, as with \"tr '\\r' '\\n'\"");
        }
    }

    @Test
    void refusesLinesOfALineFormatThatEndWithACarriageReturn() {
        assertThatThrownBy(() -> shuffled(lines(), "a\rb\rc\r".getBytes(StandardCharsets.UTF_8)))
                .hasMessageStartingWith("in: its lines end with a carriage return alone");
    }

    @Test
    void refusesAHeaderThatEndsWithACarriageReturn() {
        for (String text : List.of("k,v\ra,1\r\nb,2\r\n", "k,v\r\r\na,1\n", "k,v\r\"a\",1\n\"b\",2\n")) {
            assertThatThrownBy(() -> shuffled(csv(), text.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(FaultException.class)
                    .hasMessage("in:1: the header has a carriage return without a line feed after it; a row ends with"
                            + " \\n or \\r\\n, and a column's name with a carriage return in it must be in quotes");
        }
    }

    @Test
    void takesACarriageReturnWithinALineOrInQuotes() throws IOException {
        for (String text : List.of(
                "k,v\na\rb,1\n",
                "k,v\na,1\rb\nc,\r\n",
                "\"k\",\"v\rw\"\na,\"1\r2\r3\r4\"\n",
                "k,v\r\n\"a\r\rb\"\"\r\",1\r\n",
                "k,v\r\na,1\r")) {
            assertThat(shuffled(csv(), text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
        }
        for (String text : List.of("50%\r100%\ndone\n", "a\r\nb\r", "x\r")) {
            assertThat(shuffled(lines(), text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
        }
    }

    /** A format of other bytes than text decides for itself. */
    @Test
    void leavesAFormatOfOtherBytesAlone() throws IOException {
        RecordFormat lines = new LineFormat();
        RecordFormat binary = new RecordFormat() {
            @Override
            public String sourceFault(byte[] bytes, int from, int to) {
                return null;
            }

            @Override
            public int headerEnd(byte[] bytes, int from, int to) {
                return from;
            }

            @Override
            public int lastRecordEnd(byte[] bytes, int from, int to) {
                return lines.lastRecordEnd(bytes, from, to);
            }

            @Override
            public RecordCursor cursor(byte[] header) {
                return lines.cursor(header);
            }
        };
        assertThat(shuffled(Shuffle.of(binary, Partitioners.hash(1, "")), bytes("ff fe 0a 00 0a")))
                .isEqualTo("\u00ff\u00fe\n\0\n");
    }

    private static void refuses(byte[] bytes, String message) {
        for (Shuffle shuffle : List.of(csv(), lines())) {
            BytesSource in = new BytesSource("in", bytes);
            Collected sink = new Collected();
            assertThatThrownBy(() -> shuffle.run(List.of(in), sink))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(message);
            assertThat(sink.texts()).isEmpty();
            assertThat(in.openChannels()).isZero();
        }
    }

    /** Returns all that one partition gets, a character a byte. */
    private static String shuffled(Shuffle shuffle, byte[] bytes) throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        shuffle.run(
                List.of(new BytesSource("in", bytes)),
                batch -> batch.values()
                        .forEach(buffers -> buffers.forEach(buffer -> {
                            byte[] piece = new byte[buffer.remaining()];
                            buffer.duplicate().get(piece);
                            written.writeBytes(piece);
                        })));
        return written.toString(StandardCharsets.ISO_8859_1);
    }

    private static Shuffle csv() {
        return Shuffle.of(DelimitedFormat.csv(Column.of("1")), Partitioners.hash(1, ""));
    }

    private static Shuffle lines() {
        return Shuffle.of(new LineFormat(), Partitioners.hash(1, ""));
    }

    private static byte[] bytes(String hex) {
        String[] words = hex.split(" ");
        byte[] bytes = new byte[words.length];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = (byte) Integer.parseInt(words[i], 16);
        }
        return bytes;
    }
}
