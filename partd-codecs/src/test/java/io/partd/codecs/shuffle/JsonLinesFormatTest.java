package io.partd.codecs.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.codecs.shuffle.Lines.Found;
import io.partd.shuffle.Column;
import io.partd.shuffle.DelimitedFormat;
import io.partd.shuffle.Partitioner;
import io.partd.shuffle.Partitioners;
import io.partd.shuffle.RecordCursor;
import io.partd.shuffle.RecordFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesFormatTest {

    private static final String GOOD = "{\"k\":\"good\"}\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'k':'a'}                        | a",
                "{'x':1,'k':'a','y':[1,{'k':2}]}  | a",
                "{'x':{'k':'inner'},'k':'outer'}  | outer",
                "  { 'k' : 'a' , 'z' : null }  \t | a",
                "{'k':''}                         | ``",
                "{'k':'é𝄞'}                       | é𝄞",
                "{'k':'\\u00e9\\ud834\\udd1e'}    | é𝄞",
                "{'k':'a\\'b\\\\c\\/d'}           | a'b\\c/d",
                "{'\\u006b':'escaped name'}       | escaped name",
                "{'k':12}                         | 12",
                "{'k':-0.50E+007}                 | -0.50E+007",
                "{'k':12345678901234567890123}    | 12345678901234567890123",
                "{'k':true}                       | true",
                "{'k':false,'x':true}             | false",
                "{'x':1,'x':2,'k':'twice x'}      | twice x",
            })
    void findsTheKey(String line, String key) {
        String json = line.replace('\'', '"');
        List<Found> found = Lines.read("k", GOOD + json + "\n" + GOOD);
        assertThat(found).extracting(Found::fault).containsOnlyNulls();
        assertThat(found).extracting(Found::key).containsExactly("good", key.replace('\'', '"'), "good");
        assertThat(found.get(1).text()).isEqualTo(json + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'x':1}", "{}", "{'x':{'k':1}}", "{'k':null}", "{'k':''}"})
    void givesAMissingKeyTheEmptyOne(String line) {
        List<Found> found = Lines.read("k", GOOD + line.replace('\'', '"') + "\n" + GOOD);
        assertThat(found).extracting(Found::fault).containsOnlyNulls();
        assertThat(found).extracting(Found::key).containsExactly("good", "", "good");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'k':{'k':1}}        | byte 6: member 'k' is an object, and no string, number, true or false",
                "{'k':[1,2],'x':3}    | byte 6: member 'k' is an array, and no string, number, true or false",
                "{'k':1,'k':1}        | byte 8: member 'k' is there twice",
                "{'k':'\\ud834x'}     | byte 7: member 'k' has half of a surrogate pair, which is no text",
                "[1,2]                | the line is an array, not a JSON object",
                "12                   | the line is a number, not a JSON object",
                "'text'               | the line is a string, not a JSON object",
                "null                 | the line is null, not a JSON object",
                "{'k':1               | byte 7: the line ends before its JSON does",
                "{'k':'a              | byte 8: the line ends before its JSON does",
                "{'k':1,              | byte 8: the line ends before its JSON does",
                "{                    | byte 2: the line ends before its JSON does",
                "{'k':1} x            | byte 9: the line goes on behind its object",
                "{'k':1},             | byte 8: the line goes on behind its object",
                "{'k':1}{'k':2}       | byte 8: the line goes on behind its object",
            })
    void saysWhatIsWrong(String line, String fault) {
        assertThat(faultOf(line.replace('\'', '"'))).isEqualTo(fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{k:1}         | near byte 2: no JSON: Unexpected character ('k' (code 107))",
                "{'k':1,}      | near byte 8: no JSON: Unexpected character ('}' (code 125))",
                "{'k' 1}       | near byte 6: no JSON: Unexpected character ('1' (code 49))",
                "{'k':nul}     | no JSON: Unrecognized token 'nul'",
                "{'k':01}      | no JSON: Invalid numeric value: Leading zeroes not allowed",
                "{'k':NaN}     | no JSON: Non-standard token 'NaN'",
                "{'k':'\\x'}   | no JSON: Unrecognized character escape 'x' (code 120)",
                "{'k':1]       | no JSON: Unexpected close marker ']'",
                "k,v           | near byte 1: no JSON: Unrecognized token 'k'",
            })
    void passesOnWhatTheParserSays(String line, String part) {
        assertThat(faultOf(line.replace('\'', '"')))
                .contains(part)
                .startsWith("near byte ")
                .doesNotContain("\n");
    }

    @Test
    void refusesBytesThatAreNoUtf8() {
        byte[] text = "{\"k\":\"a\",\"x\":\"_\"}\n".getBytes(StandardCharsets.UTF_8);
        text[14] = (byte) 0xff;
        assertThat(Lines.read("k", text))
                .singleElement()
                .satisfies(found ->
                        assertThat(found.fault()).startsWith("near byte 16: no JSON: Invalid UTF-8 start byte 0xff"));
    }

    @Test
    void refusesControlCharactersInText() {
        assertThat(faultOf("{\"k\":\"a\tb\"}")).contains("no JSON: Illegal unquoted character ((CTRL-CHAR, code 9))");
    }

    @Test
    void refusesAnObjectOverSeveralLines() {
        List<Found> found = Lines.read("k", "{\"k\":1,\n\"x\":2\n}\n" + GOOD);
        assertThat(found)
                .extracting(Found::fault)
                .containsExactly(
                        "byte 8: the line ends before its JSON does",
                        "the line is a string, not a JSON object",
                        "near byte 1: no JSON: Unexpected close marker '}': no open Object to close",
                        null);
    }

    @Test
    void nestsToItsLimitAndNoDeeper() {
        int inner = JsonLinesFormat.DEPTH - 1;
        assertThat(faultOf("{\"k\":1,\"x\":" + "[".repeat(inner) + "]".repeat(inner) + "}"))
                .isNull();
        int over = JsonLinesFormat.DEPTH;
        assertThat(faultOf("{\"k\":1,\"x\":" + "[".repeat(over) + "]".repeat(over) + "}"))
                .isEqualTo("it is nested deeper than 1000");
    }

    @Test
    void takesHugeMembers() {
        String digits = "7".repeat(3_000_000);
        String text = "é".repeat(3_000_000);
        assertThat(keyOf("{\"k\":" + digits + "}")).isEqualTo(digits);
        assertThat(keyOf("{\"k\":\"" + text + "\"}")).isEqualTo(text);
        assertThat(keyOf("{\"k\":\"\\n" + text + "\"}")).isEqualTo("\n" + text);
        assertThat(keyOf("{\"" + text + "\":1.0,\"x\":" + digits + ",\"k\":\"a\"}"))
                .isEqualTo("a");
    }

    @Test
    void takesManyDifferentNames() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 200_000; i++) {
            text.append("{\"name ").append(i).append("\":1,\"k\":").append(i).append("}\n");
        }
        List<Found> found = Lines.read("k", text.toString());
        assertThat(found).hasSize(200_000);
        assertThat(found).extracting(Found::fault).containsOnlyNulls();
        assertThat(found.get(199_999).key()).isEqualTo("199999");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void passesOverBlankLinesAndCountsThem(String eol) {
        String text = eol + "{\"k\":1}" + eol + " \t" + eol + eol + "broken" + eol + "{\"k\":2}";
        List<Found> found = Lines.read("k", text);
        assertThat(found).extracting(Found::text).containsExactly("{\"k\":1}" + eol, "broken" + eol, "{\"k\":2}");
        assertThat(found).extracting(Found::linesBefore).containsExactly(1L, 4L, 5L);
        assertThat(found).extracting(Found::lines).containsExactly(2L, 5L, 5L);
    }

    @Test
    void nothingAndWhiteSpaceAreNoRecords() {
        assertThat(Lines.read("k", "")).isEmpty();
        assertThat(Lines.read("k", "\n\r\n  ")).isEmpty();
    }

    @Test
    void startsOverAfterEverything() {
        RecordCursor cursor = JsonLinesFormat.keyedBy("k").cursor(new byte[0]);
        for (String text : List.of("{\"k\":1}\n{\"k\":", GOOD + GOOD, "", "[]\n" + GOOD, GOOD)) {
            cursor.reset(new byte[RecordFormat.PADDING], 0, 0);
            assertThat(cursor.next()).isFalse();
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            assertThat(Lines.read(cursor, bytes)).usingRecursiveComparison().isEqualTo(Lines.read("k", bytes));
        }
    }

    @Test
    void leavesTheMiddleOfABlockAtAnyTime() {
        RecordCursor cursor = JsonLinesFormat.keyedBy("k").cursor(new byte[0]);
        byte[] bytes = (GOOD + GOOD + " ".repeat(RecordFormat.PADDING)).getBytes(StandardCharsets.UTF_8);
        cursor.reset(bytes, 0, 2 * GOOD.length());
        assertThat(cursor.next()).isTrue();
        assertThat(Lines.read(cursor, "{\"k\":2}".getBytes(StandardCharsets.UTF_8)))
                .extracting(Found::key)
                .containsExactly("2");
    }

    @Test
    void hasNoHeaderAndEndsBlocksAtLineEnds() {
        JsonLinesFormat format = JsonLinesFormat.keyedBy("k");
        byte[] bytes = "ab\ncd\nef".getBytes(StandardCharsets.UTF_8);
        assertThat(format.headerEnd(bytes, 3, 8)).isEqualTo(3);
        assertThat(format.lastRecordEnd(bytes, 0, 8)).isEqualTo(6);
        assertThat(format.lastRecordEnd(bytes, 3, 5)).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "-1.50", "true", "é", "a b", ""})
    void agreesWithCsvOnThePartition(String key) throws IOException {
        Partitioner partitioner = Partitioners.hash(1000, "");
        RecordCursor csv = DelimitedFormat.csv(Column.of("1"))
                .withHeader(DelimitedFormat.Header.ABSENT)
                .cursor(new byte[0]);
        int expected = partition(partitioner, csv, key + ",x\n");
        RecordCursor json = JsonLinesFormat.keyedBy("k").cursor(new byte[0]);
        assertThat(partition(partitioner, json, "{\"k\":\"" + key + "\"}")).isEqualTo(expected);
        if (key.matches("[-0-9.]+|true")) {
            assertThat(partition(partitioner, json, "{\"k\": " + key + " }")).isEqualTo(expected);
        }
    }

    private static int partition(Partitioner partitioner, RecordCursor cursor, String line) throws IOException {
        Found found = Lines.read(cursor, line.getBytes(StandardCharsets.UTF_8)).get(0);
        assertThat(found.fault()).isNull();
        return partitioner.partition(
                found.keyBytes().array(), 0, found.keyBytes().limit());
    }

    /** Returns what is wrong with a line, after checking that its neighbours do not suffer. */
    private static String faultOf(String line) {
        List<Found> found = Lines.read("k", GOOD + line + "\n" + GOOD + line);
        assertThat(found).hasSize(4);
        assertThat(found.get(0).key()).isEqualTo("good");
        assertThat(found.get(2).key()).isEqualTo("good");
        assertThat(found.get(3).fault()).isEqualTo(found.get(1).fault());
        return found.get(1).fault();
    }

    private static String keyOf(String line) {
        assertThat(faultOf(line)).isNull();
        return Lines.read("k", line).get(0).key();
    }
}
