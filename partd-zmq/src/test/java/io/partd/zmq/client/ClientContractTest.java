package io.partd.zmq.client;

import io.partd.Partd;
import io.partd.Store;
import io.partd.buffer.WriteBuffer;
import io.partd.zmq.CurveKeys;
import io.partd.zmq.Endpoint;
import io.partd.zmq.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** The contract of all stores, kept by a client of a server over each kind of store. */
class ClientContractTest {

    @Nested
    class MemoryOverTcp extends ServedContract {
        @Override
        Store served(Path inside) {
            return Partd.memory();
        }
    }

    @Nested
    class LogOverIpc extends ServedContract {
        @Override
        Store served(Path inside) throws IOException {
            return Partd.log(inside);
        }

        @Override
        Endpoint endpoint(Path inside) {
            return Endpoint.of("ipc://" + inside.resolve("s"));
        }
    }

    @Nested
    class BufferedLogOverTcp extends ServedContract {
        @Override
        Store served(Path inside) throws IOException {
            return Partd.log(inside).with(WriteBuffer.of("1m"));
        }
    }

    @Nested
    class LogPipelined extends ServedContract {
        @Override
        Store served(Path inside) throws IOException {
            return Partd.log(inside);
        }

        @Override
        ClientOptions options() {
            return pipelined("1m");
        }
    }

    @Nested
    class BufferedLogPipelinedThroughLittle extends ServedContract {
        @Override
        Store served(Path inside) throws IOException {
            return Partd.log(inside).with(WriteBuffer.of("1m"));
        }

        @Override
        ClientOptions options() {
            return pipelined("200");
        }
    }

    @Nested
    class MemoryOverEncryptedTcp extends ServedContract {

        private final CurveKeys keys = CurveKeys.generate();

        @Override
        Store served(Path inside) {
            return Partd.memory();
        }

        @Override
        ServerOptions serverOptions() {
            return ServerOptions.defaults().curve(keys, key -> true);
        }

        @Override
        ClientOptions options() {
            return ClientOptions.defaults().curve(CurveKeys.generate(), keys.publicKey());
        }
    }
}
