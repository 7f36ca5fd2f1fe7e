package io.partd.zmq.server;

import static io.partd.zmq.Bytes.request;
import static io.partd.zmq.Bytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.Partd;
import io.partd.Store;
import io.partd.zmq.Bytes;
import io.partd.zmq.Endpoint;
import io.partd.zmq.RawPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our dialect, spoken by a client that does not keep to it. */
final class PartdDialectTest {

    private static final long SECTION_MILLIS = 5000;

    private static final byte DONE = 1;
    private static final byte DATA = 2;
    private static final byte LAST = 3;
    private static final byte VALUES = 4;
    private static final byte ERROR = 5;

    @RegisterExtension
    private final LogLines log = new LogLines();

    private final Store store = Partd.memory();
    private PartdServer server;
    private RawPeer peer;

    @BeforeEach
    void start() throws IOException {
        start(store);
    }

    private void start(Store served) throws IOException {
        server = PartdServer.start(
                served,
                List.of(Endpoint.of("tcp://127.0.0.1:0")),
                ServerOptions.defaults().memory(ByteSize.of("4m")),
                new Times(100_000, 300_000, SECTION_MILLIS, 1000));
        peer = hello();
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
        server.close();
    }

    private RawPeer hello() throws IOException {
        RawPeer client = RawPeer.greeted(server.endpoints().get(0));
        byte[] session = new byte[16];
        new Random().nextBytes(session);
        client.send(utf8("syn"), utf8("partd/1"), session);
        assertThat(client.texts()).startsWith("ack", "partd/1");
        return client;
    }

    private void requireDone(long number, byte[]... message) throws IOException {
        ByteBuffer answer = peer.send(message).answer();
        assertThat(answer.get()).isEqualTo(DONE);
        assertThat(answer.getLong()).isEqualTo(number);
    }

    private String requireError(int code, long number, byte[]... message) throws IOException {
        ByteBuffer answer = peer.send(message).answer();
        assertThat(answer.get()).isEqualTo(ERROR);
        assertThat(answer.getLong()).isEqualTo(number);
        assertThat(answer.get()).isEqualTo((byte) code);
        String reason = text(answer);
        String key = text(answer);
        assertThat(answer.hasRemaining()).isFalse();
        return key.isEmpty() ? reason : key + ": " + reason;
    }

    private static String text(ByteBuffer answer) {
        byte[] text = new byte[answer.getInt()];
        answer.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private byte[] data(long number) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            List<byte[]> answer = peer.receive();
            ByteBuffer head = ByteBuffer.wrap(answer.get(0)).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            byte kind = head.get();
            assertThat(kind).isIn(DATA, LAST);
            assertThat(head.getLong()).isEqualTo(number);
            for (byte[] frame : answer.subList(1, answer.size())) {
                assertThat(frame.length).isLessThanOrEqualTo(1 << 18);
                all.writeBytes(frame);
            }
            if (kind == LAST) {
                return all.toByteArray();
            }
        }
    }

    private static byte[][] append(long number, String key, String value) {
        return new byte[][] {
            request(1, number).u32(1).key(key).u32(utf8(value).length).frame(), utf8(value)
        };
    }

    private byte[] get(long number, String... keys) throws IOException {
        ByteBuffer values = peer.send(request(5, number).keys(keys).frame()).answer();
        assertThat(values.get()).isEqualTo(VALUES);
        assertThat(values.getLong()).isEqualTo(number);
        assertThat(values.getInt()).isEqualTo(keys.length);
        return data(number);
    }

    @Test
    void everyOperation() throws IOException {
        requireDone(1, append(1, "x", "value"));
        requireDone(2, request(1, 2).u32(2).key("x").u32(1).key("a/b").u32(0).frame(), utf8("!"));
        requireDone(3, request(1, 3).u32(0).frame());
        requireDone(4, request(1, 4).u32(1).key("empty").u32(0).frame());
        assertThat(get(5, "x", "nothing", "x")).isEqualTo(utf8("value!value!"));
        assertThat(get(6)).isEmpty();
        assertThat(get(7, "nothing")).isEmpty();
        requireDone(8, request(6, 8).key("x").frame());
        peer.send(request(7, 9).u64(8).u32(2).frame());
        assertThat(data(9)).isEqualTo(utf8("va"));
        peer.send(request(7, 10).u64(8).u32(0).frame());
        assertThat(data(10)).isEmpty();
        requireDone(11, request(3, 11).keys("x", "nothing").frame());
        peer.send(request(7, 12).u64(8).u32(0xFFFF_FFFFL).frame());
        assertThat(data(12)).isEqualTo(utf8("lue!"));
        peer.send(request(7, 13).u64(8).u32(5).frame());
        assertThat(data(13)).isEmpty();
        peer.send(request(8, 14).u64(8).frame());
        assertThat(requireError(3, 15, request(7, 15).u64(8).u32(5).frame())).contains("no value was opened");
        ByteBuffer set =
                peer.send(request(2, 16).key("i").frame(), utf8("first")).answer();
        assertThat(set.get(9)).isEqualTo((byte) 1);
        set = peer.send(request(2, 17).key("i").frame(), utf8("second")).answer();
        assertThat(set.get(9)).isEqualTo((byte) 0);
        set = peer.send(request(2, 18).key("j").frame()).answer();
        assertThat(set.get(9)).isEqualTo((byte) 0);
        peer.send(request(9, 19).frame());
        assertThat(data(19)).isEqualTo(new Bytes().key("i").frame());
        ByteBuffer size = peer.send(request(10, 20).key("i").frame()).answer();
        assertThat(size.getLong(9)).isEqualTo(5);
        requireDone(21, request(11, 21).keys("i", "j").frame());
        requireDone(22, request(12, 22).frame());
        requireDone(23, request(13, 23).frame());
        requireDone(24, request(14, 24).frame());
        requireDone(25, request(14, 25).frame());
        requireDone(26, request(15, 26).frame());
        requireDone(27, request(15, 27).frame());
        assertThat(requireError(3, 28, request(15, 28).frame())).contains("no section");
        requireDone(29, request(16, 29).frame());
        requireDone(30, request(4, 30).frame());
        assertThat(store.keys()).isEmpty();
        requireDone(31, request(17, 31).frame());
    }

    private static Stream<List<byte[]>> malformed() {
        byte[] key = new Bytes().key("k").frame();
        return Stream.of(
                List.of(new byte[0]),
                List.of(new byte[] {1}),
                List.of(new byte[] {16, 1, 0, 0, 0, 0, 0, 0}),
                List.of(request(0, 1).frame()),
                List.of(request(18, 1).frame()),
                List.of(request(255, 1).frame()),
                List.of(request(16, 0).frame()),
                List.of(request(16, -1).frame()),
                List.of(utf8("syn"), utf8("partd/1"), utf8("0123456789abcdef")),
                List.of(request(16, 1).u8(0).frame()),
                List.of(request(16, 1).frame(), new byte[0]),
                List.of(request(4, 1).u8(0).frame()),
                List.of(request(4, 1).frame(), utf8("more")),
                List.of(request(1, 1).frame()),
                List.of(request(1, 1).u32(1).frame()),
                List.of(request(1, 1).u32(1).raw(key).frame()),
                List.of(request(1, 1).u32(1).raw(key).u32(1).frame()),
                List.of(request(1, 1).u32(1).raw(key).u32(2).frame(), utf8("1")),
                List.of(request(1, 1).u32(1).raw(key).u32(0).frame(), utf8("1")),
                List.of(request(1, 1).u32(2).raw(key).u32(0).frame()),
                List.of(request(1, 1).u32(0).raw(key).u32(0).frame()),
                List.of(request(1, 1).u32(0).frame(), utf8("1")),
                List.of(request(1, 1).u32(1).raw(key).u32(1).frame(), utf8("1"), utf8("2")),
                List.of(request(1, 1).u32(1).raw(key).u32(1).frame(), utf8("1"), new byte[0]),
                List.of(request(1, 1).u32(2).raw(key).u32(1).raw(key).u32(1).frame(), utf8("12")),
                List.of(request(1, 1).u32(0xFFFF_FFFFL).raw(key).u32(0).frame()),
                List.of(request(1, 1).u32(1).u32(0xFFFF_FFFFL).raw(key).u32(0).frame()),
                List.of(request(1, 1).u32(1).raw(key).u32(0xFFFF_FFFFL).frame(), utf8("1")),
                List.of(request(1, 1).u32(1).u32(2).u8(0xC3).u8(0x28).u32(0).frame()),
                List.of(request(1, 1)
                        .u32(1)
                        .u32((1 << 20) + 1)
                        .raw(new byte[(1 << 20) + 5])
                        .frame()),
                List.of(request(2, 1).frame(), utf8("value")),
                List.of(request(2, 1).u32(2).u8('k').frame(), utf8("value")),
                List.of(request(2, 1).raw(key).u8(0).frame(), utf8("value")),
                List.of(request(2, 1).raw(key).frame(), utf8("value"), utf8("more")),
                List.of(request(3, 1).frame()),
                List.of(request(3, 1).u32(2).raw(key).frame()),
                List.of(request(3, 1).u32(0).raw(key).frame()),
                List.of(request(3, 1).u32(1).raw(key).frame(), key),
                List.of(request(5, 1).u32(0xFFFF_FFFFL).frame()),
                List.of(request(5, 1).keys("k").u8(0).frame()),
                List.of(request(5, 1).keys("k").frame(), key),
                List.of(request(6, 1).frame()),
                List.of(request(6, 1).raw(key).u8(0).frame()),
                List.of(request(6, 1).raw(key).frame(), new byte[0]),
                List.of(request(7, 1).frame()),
                List.of(request(7, 1).u64(1).frame()),
                List.of(request(7, 1).u64(1).u32(1).u8(1).frame()),
                List.of(request(8, 1).frame()),
                List.of(request(8, 1).u64(1).u8(1).frame()),
                List.of(request(9, 1).u8(1).frame()),
                List.of(request(10, 1).frame()),
                List.of(request(10, 1).raw(key).u8(0).frame()),
                List.of(request(11, 1).frame()),
                List.of(request(12, 1).u8(1).frame()),
                List.of(request(13, 1).u8(1).frame()),
                List.of(request(14, 1).u8(1).frame()),
                List.of(request(15, 1).u8(1).frame()),
                List.of(request(17, 1).u8(1).frame()));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedRequestsEndTheConnectionAndDoNothing(List<byte[]> message) throws Exception {
        requireDone(1, append(1, "k", "value"));
        for (byte[] frame : message) {
            if (frame.length >= 9 && frame[1] == 1) {
                frame[1] = 2; // the number, which was used
            }
        }
        String reason = requireError(3, 0, message.toArray(byte[][]::new));
        assertThat(reason).isNotEmpty();
        assertThat(peer.isCutOff()).isTrue();
        assertThat(log.lines()).anyMatch(line -> line.contains("cut off: "));
        assertThat(store.get("k")).isEqualTo(utf8("value"));
        assertThat(store.keys()).containsExactly("k");
        peer = hello();
        requireDone(1, append(1, "k", "!"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 21, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void hugeClaimsEndTheConnectionWithTheReason(long length) throws IOException {
        peer.bytes(ByteBuffer.allocate(9).put((byte) 2).putLong(length).array());
        assertThat(requireError(5, 0)).contains(Long.toUnsignedString(length)).contains("limit of 2097152");
        assertThat(peer.isCutOff()).isTrue();
        peer = hello();
    }

    @Test
    void anAppendBeforeSomethingMalformedIsAnswered() throws IOException {
        byte[][] append = append(1, "x", "y");
        peer.put(1, append[0]).put(0, append[1]).put(0, utf8("nonsense")).bytes();
        assertThat(peer.answer().get()).isEqualTo(DONE);
        assertThat(peer.answer().get()).isEqualTo(ERROR);
        assertThat(peer.isCutOff()).isTrue();
        assertThat(store.get("x")).isEqualTo(utf8("y"));
        peer = hello();
    }

    @Test
    void errorsLeaveTheConnectionUsable() throws IOException {
        assertThat(requireError(1, 1, append(1, "", "value"))).contains("at least one character");
        requireError(1, 2, request(2, 2).key("").frame(), utf8("value"));
        requireError(1, 3, request(3, 3).keys("x", "").frame());
        requireError(1, 4, request(5, 4).keys("").frame());
        requireError(1, 5, request(6, 5).key("").frame());
        requireError(1, 6, request(10, 6).key("").frame());
        requireError(1, 7, request(11, 7).keys("x", "").frame());
        requireError(3, 8, request(7, 8).u64(7).u32(1).frame());
        peer.send(request(8, 9).u64(1234).frame());
        requireDone(10, append(10, "x", "y"));
    }

    @Test
    void manyShortKeysAreTooLargeForTheHeapAndNothingElse() throws IOException {
        Bytes keys = request(3, 1).u32(100_000);
        for (int i = 0; i < 100_000; i++) {
            keys.u32(1).u8('k');
        }
        assertThat(requireError(5, 1, keys.frame())).contains("send less at once");
        requireDone(2, append(2, "x", "y"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../x", "/etc", "/etc/passwd", ".lock", "a/../../x", "a//b", "a/./b", ".", "..", "x\0y", "a"})
    void keysThatAFileStoreRefusesTouchNothingElse(String key, @TempDir Path directory) throws IOException {
        stop();
        Path dataset = directory.resolve("in").resolve("dataset");
        start(Partd.file(dataset));
        requireDone(1, append(1, "a/b", "value"));
        assertThat(requireError(1, 2, append(2, key, "value"))).startsWith(key + ": ");
        requireError(1, 3, request(2, 3).key(key).frame(), utf8("value"));
        requireError(1, 4, request(11, 4).keys(key).frame());
        requireError(
                1, 5, request(1, 5).u32(2).key("good").u32(1).key(key).u32(1).frame(), utf8("12"));
        assertThat(get(6, "a/b", "good")).isEqualTo(utf8("value"));
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> dataset.relativize(file).toString()))
                    .allMatch(file -> file.equals("a/b") || file.equals(".lock"))
                    .contains("a/b");
        }
    }

    @Test
    void valuesLargerThanAllMemoryForMessagesCanBeRead() throws IOException {
        byte[] large = new byte[9 << 20];
        new Random(1).nextBytes(large);
        store.append("large", large);
        store.append("small", utf8("s"));
        byte[] all = get(1, "small", "large", "small");
        assertThat(all).hasSize(large.length + 2);
        assertThat(Arrays.equals(all, 1, large.length + 1, large, 0, large.length))
                .isTrue();
        requireDone(2, request(6, 2).key("large").frame());
        peer.send(request(7, 3).u64(2).u32(0xFFFF_FFFFL).frame());
        assertThat(Arrays.equals(data(3), large)).isTrue();
    }

    @Test
    void manyKeysAreListed() throws IOException {
        Bytes expected = new Bytes();
        for (int i = 10_000; i < 60_000; i++) {
            store.append("key" + i, utf8("v"));
            expected.key("key" + i);
        }
        peer.send(request(9, 1).frame());
        assertThat(Arrays.equals(data(1), expected.frame())).isTrue();
    }

    @Test
    void aSectionEndsWithTheConnection() throws IOException {
        requireDone(1, request(14, 1).frame());
        requireDone(2, request(14, 2).frame());
        RawPeer first = peer;
        peer = hello();
        peer.send(append(1, "x", "y"));
        first.reset();
        assertThat(peer.answer().get()).isEqualTo(DONE);
    }

    @Test
    void aSectionThatIsSilentForTooLongEnds() throws IOException {
        requireDone(1, request(14, 1).frame());
        RawPeer first = peer;
        peer = hello();
        peer.send(append(1, "x", "y"));
        assertThat(peer.answer().get()).isEqualTo(DONE);
        assertThat(first.answer().get()).isEqualTo(ERROR);
        assertThat(first.isCutOff()).isTrue();
        assertThat(log.lines()).anyMatch(line -> line.contains("nothing came for 5000 ms"));
        first.close();
    }

    @Test
    void aSectionThatSaysThatItIsAliveDoesNotEnd() throws Exception {
        requireDone(1, request(14, 1).frame());
        long end = System.nanoTime() + (SECTION_MILLIS + 1000) * 1_000_000;
        long number = 2;
        while (System.nanoTime() < end) {
            requireDone(number, request(16, number).frame());
            number++;
            Thread.sleep(20);
        }
        requireDone(number, request(15, number).frame());
    }
}
