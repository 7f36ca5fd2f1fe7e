package io.partd.cli;

import io.partd.Partd;
import io.partd.cli.values.CodecChain;
import io.partd.cli.values.ValueKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code partd iset}. */
@Command(
        name = "iset",
        header = "Sets the value of a key that has none, from a file or standard input.",
        description = {
            "The first one wins: where the key has a value already, nothing changes. That is no failure, but is said on "
                    + "standard error. The store is made where it is missing.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class IsetCommand implements Callable<Integer> {

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
            description = "The value; - or nothing is standard input.")
    private String source;

    @Mixin
    private CodecOption codecs = new CodecOption();

    IsetCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        CodecChain chain = codecs.of(address);
        Object value = chain.kind() == ValueKind.BYTES
                ? joined(Value.read(source, streams))
                : Value.read(source, streams, chain);
        try (Partd<Object> store = chain.taking(address.open())) {
            boolean empty = Value.isEmpty(value);
            if (empty || !store.iset(key, value)) {
                String why = empty ? "an empty value is none" : "it has a value already";
                streams.err().println("partd: key '" + key + "' was not set: " + why);
            }
        } finally {
            Value.close(value);
        }
        return 0;
    }

    private static byte[] joined(Iterable<ByteBuffer> buffers) throws IOException {
        long length = 0;
        for (ByteBuffer buffer : buffers) {
            length += buffer.remaining();
        }
        if (length > Integer.MAX_VALUE - 8) {
            throw new IOException("the value has " + length + " bytes, and iset takes at most "
                    + (Integer.MAX_VALUE - 8) + "; use append");
        }
        ByteBuffer joined = ByteBuffer.allocate((int) length);
        buffers.forEach(joined::put);
        return joined.array();
    }
}
