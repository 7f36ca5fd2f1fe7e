package io.partd.cli;

import io.partd.Partd;
import io.partd.Store;
import io.partd.cli.values.CodecChain;
import io.partd.cli.values.ValueKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code partd append}. */
@Command(
        name = "append",
        header = "Appends a file or standard input to the value of a key.",
        description = {
            "All of it is appended, or nothing if that fails. The store is made where it is missing. Through a codec that "
                    + "makes lists, such as pickle, each line is JSON, and one element of what is appended; through "
                    + "one that makes tables, such as arrow, it is an Arrow file, or an Arrow stream.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class AppendCommand implements Callable<Integer> {

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "STORE", description = "The store.")
    private StoreAddress address;

    @Parameters(index = "1", paramLabel = "KEY", converter = KeyConverter.class, description = "The key.")
    private String key;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "-",
            description = "What to append; - or nothing is standard input.")
    private String source;

    @Mixin
    private CodecOption codecs = new CodecOption();

    AppendCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        CodecChain chain = codecs.of(address);
        if (chain.kind() == ValueKind.BYTES) {
            List<ByteBuffer> value = Value.read(source, streams);
            try (Store store = chain.bytes(address.open())) {
                store.appendBuffers(Map.of(key, value));
            }
            return 0;
        }
        Object value = Value.read(source, streams, chain);
        try (Partd<Object> store = chain.taking(address.open())) {
            if (!Value.isEmpty(value)) {
                store.append(key, value);
            }
        } finally {
            Value.close(value);
        }
        return 0;
    }
}
