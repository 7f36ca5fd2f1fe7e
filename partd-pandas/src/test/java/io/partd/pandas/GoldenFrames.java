package io.partd.pandas;

import io.partd.PythonCommand;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What {@code golden/pandas/make.py} once stored with each pandas. */
final class GoldenFrames {

    static final List<String> VERSIONS = List.of("1.5.3", "2.3.3", "3.0.6");

    private GoldenFrames() {}

    /**
     * One frame.
     *
     * @param version of pandas
     * @param name of the case
     * @param payload what is stored in a frame
     * @param described what is in it, or {@code refused}
     */
    record Golden(String version, String name, List<Byte> payload, String described) {

        byte[] bytes() {
            byte[] bytes = new byte[payload.size()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = payload.get(i);
            }
            return bytes;
        }

        boolean isRefused() {
            return described.equals("refused");
        }

        @Override
        public String toString() {
            return version + " " + name;
        }
    }

    static Path directory() {
        return PythonCommand.resource(GoldenFrames.class, "/golden/pandas");
    }

    static List<Golden> all() throws IOException {
        List<Golden> all = new ArrayList<>();
        for (String version : VERSIONS) {
            for (String line : Files.readAllLines(directory().resolve("blocks-" + version + ".txt"))) {
                String[] words = line.split("\t", 3);
                List<Byte> payload = new ArrayList<>();
                for (byte each : HexFormat.of().parseHex(words[1])) {
                    payload.add(each);
                }
                all.add(new Golden(version, words[0], payload, words[2]));
            }
        }
        return all;
    }

    /** Puts a payload into a frame. */
    static byte[] frame(byte[] payload) {
        return ByteBuffer.allocate(Long.BYTES + payload.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(payload.length)
                .put(payload)
                .array();
    }
}
