package io.partd.codecs.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.input.PartitionColumn;
import io.partd.shuffle.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members that all objects of a source get, because a directory is named after them. */
class JsonLinesColumnsTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
                    {"a":1};{"a":1,"y":7,"d":"2024-02-29","z":null,"\\\\":"\\""}
                    {};{"y":7,"d":"2024-02-29","z":null,"\\\\":"\\""}
                    { "a" : {"y": 2} };{ "a" : {"y": 2} ,"y":7,"d":"2024-02-29","z":null,"\\\\":"\\""}
                    {"z":5,"y":[{}]};{"z":5,"y":[{}],"d":"2024-02-29","\\\\":"\\""}
                    {"a":;{"a":
                    {"a":1}};{"a":1}}
                    {"a":1}{"b":1};{"a":1}{"b":1}
                    [{}];[{}]
                    """)
    void followTheMembersOfEachObject(String before, String after) throws IOException {
        for (String lineEnd : List.of("\n", "\r\n", " \n")) {
            assertThat(widened(before + lineEnd + "\n" + before + lineEnd + before))
                    .isEqualTo(after + lineEnd + "\n" + after + lineEnd + after);
        }
    }

    private static String widened(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Source source = JsonLinesFormat.keyedBy("a")
                .withColumns(
                        Source.of("in", () -> Channels.newChannel(new ByteArrayInputStream(bytes))),
                        List.of(
                                new PartitionColumn("y", PartitionColumn.Type.INT, "7"),
                                new PartitionColumn("d", PartitionColumn.Type.DATE, "2024-02-29"),
                                new PartitionColumn("z", PartitionColumn.Type.STRING, null),
                                new PartitionColumn("\\", PartitionColumn.Type.STRING, "\"")));
        try (InputStream in = Channels.newInputStream(source.open())) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
