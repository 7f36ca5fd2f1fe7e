package io.partd.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of delimited text as fields. */
class DelimitedReaderTest {

    private static final DelimitedFormat CSV = DelimitedFormat.csv();

    private static InputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<List<String>> read(DelimitedFormat format, String text) throws IOException {
        List<List<String>> all = new ArrayList<>();
        try (DelimitedReader rows = format.rows("t", in(text))) {
            all.add(rows.header());
            for (List<String> row = rows.next(); row != null; row = rows.next()) {
                all.add(row);
            }
        }
        return all;
    }

    @Test
    void hasHeaderAndFields() throws IOException {
        String text = "\ufeff\n\"a\nb\",c\r\n1,\"x\"\"y,\nz\"\r\n\n,\n\"\",\"\"\nonly\n1,2,3\né,5\" disc";
        assertThat(read(CSV, text))
                .containsExactly(
                        List.of("a\nb", "c"),
                        List.of("1", "x\"y,\nz"),
                        List.of("", ""),
                        List.of("", ""),
                        List.of("only"),
                        List.of("1", "2", "3"),
                        List.of("é", "5\" disc"));
        assertThat(read(DelimitedFormat.tsv().withHeader(DelimitedFormat.Header.ABSENT), "a\tb\r\n\tc"))
                .containsExactly(List.of(), List.of("a", "b"), List.of("", "c"));
        assertThat(read(CSV, "a,b")).containsExactly(List.of("a", "b"));
        assertThat(read(CSV.delimitedBy(';'), "a;b\n1;2\n")).containsExactly(List.of("a", "b"), List.of("1", "2"));
    }

    @Test
    void findsColumns() throws IOException {
        try (DelimitedReader rows = CSV.rows("t", in("a,b,b\n"))) {
            assertThat(rows.column("a")).isZero();
            assertThat(rows.column("3")).isEqualTo(2);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> rows.column("c"))
                    .withMessage("no column 'c'; there are 1 to 3: [a, b, b]");
        }
        try (DelimitedReader rows =
                CSV.withHeader(DelimitedFormat.Header.ABSENT).rows("t", in("x,y\n"))) {
            assertThat(rows.column("2")).isEqualTo(1);
        }
    }

    @Test
    void tellsTheLine() throws IOException {
        try (DelimitedReader rows = CSV.rows("t", in("a\n\"x\ny\"\n\nz\n"))) {
            rows.next();
            assertThat(rows.line()).isEqualTo(2);
            rows.next();
            assertThat(rows.line()).isEqualTo(5);
            assertThat(rows.next()).isNull();
            assertThat(rows.next()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "a,b/1,2/3,\"4\"5/6,7/ ! t:3: column 2 goes on after its closing quote",
                "a,b/1,\"2/3,4/ ! t:2: column 2 begins with a quote that is never closed",
                "a,\"b\"c/1,2/ ! t:1: column 2 goes on after its closing quote",
                "/ ! t:1: there is no header; the first line should name the columns",
            })
    void refusesWhatIsMalformed(String text, String message) {
        assertThatThrownBy(() -> read(CSV, text.replace('/', '\n')))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void readsOtherCharsets() throws IOException {
        byte[] latin = "é\nü\n".getBytes(StandardCharsets.ISO_8859_1);
        try (DelimitedReader rows = CSV.rows("t", new ByteArrayInputStream(latin), StandardCharsets.ISO_8859_1)) {
            assertThat(rows.header()).containsExactly("é");
            assertThat(rows.next()).containsExactly("ü");
        }
        byte[] mixed = "a,b\n1,2\n3,ü\n".getBytes(StandardCharsets.ISO_8859_1);
        try (DelimitedReader rows = CSV.rows("t", new ByteArrayInputStream(mixed))) {
            assertThat(rows.next()).containsExactly("1", "2");
            assertThatThrownBy(rows::next)
                    .isInstanceOf(FaultException.class)
                    .hasMessage("t:3: column 2 is not in UTF-8");
        }
    }

    @Test
    void closesTheStreamAlsoIfThereIsNoReader() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream in = new ByteArrayInputStream(new byte[] {'\n'}) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        assertThatThrownBy(() -> CSV.rows("t", in)).isInstanceOf(FaultException.class);
        assertThat(closed).isTrue();
    }

    /** Of many blocks, with records longer than one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void readsRandomText(int seed) throws IOException {
        Random random = new Random(seed);
        List<List<String>> expected = new ArrayList<>();
        expected.add(List.of("a", "b"));
        StringBuilder text = new StringBuilder("a,b\n");
        for (int i = 0; i < 20_000; i++) {
            String plain = "x".repeat(random.nextInt(random.nextInt(1000) == 0 ? 300_000 : 30));
            String quoted = switch (random.nextInt(3)) {
                case 0 -> plain + "\"" + plain;
                case 1 -> plain + "\n," + plain;
                default -> "";
            };
            expected.add(List.of(plain, quoted));
            text.append(plain)
                    .append(",\"")
                    .append(quoted.replace("\"", "\"\""))
                    .append(random.nextBoolean() ? "\"\n" : "\"\r\n");
        }
        assertThat(read(CSV, text.toString())).isEqualTo(expected);
    }

    /** The heap is bounded, whatever there is to read. */
    @Test
    void readsNoFurtherThanItMust() throws IOException {
        byte[] rows = "key,value\n".repeat(1000).getBytes(StandardCharsets.UTF_8);
        long[] read = {0};
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                throw new IllegalStateException("byte by byte");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                for (int i = 0; i < length; i++) {
                    bytes[offset + i] = rows[(int) (read[0]++ % rows.length)];
                }
                return length;
            }
        };
        try (DelimitedReader reader = CSV.rows("t", endless)) {
            for (int i = 0; i < 1_000_000; i++) {
                assertThat(reader.next()).hasSize(2);
            }
            assertThat(read[0]).isLessThan(1_000_001L * 10 + (128 << 10));
        }
    }
}
