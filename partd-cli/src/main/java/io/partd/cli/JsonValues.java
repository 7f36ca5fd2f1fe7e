package io.partd.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import io.partd.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes values as lines of JSON: as text if they are UTF-8, else as base64. */
final class JsonValues {

    private static final int SCRATCH = 8 << 10;

    private JsonValues() {}

    static void write(Store store, List<String> keys, OutputStream out) throws IOException {
        JsonGenerator json = new JsonFactory().createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.setRootValueSeparator(new SerializedString("\n"));
        for (String key : keys) {
            byte[] value = store.get(key);
            json.writeStartObject();
            json.writeStringField("key", key);
            json.writeFieldName("value");
            if (isText(value)) {
                json.writeUTF8String(value, 0, value.length);
            } else {
                json.writeStartObject();
                json.writeBinaryField("base64", value);
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        json.writeRaw('\n');
        json.flush();
    }

    private static boolean isText(byte[] value) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(value);
        CharBuffer scratch = CharBuffer.allocate(SCRATCH);
        CoderResult result;
        do {
            scratch.clear();
            result = decoder.decode(bytes, scratch, true);
        } while (result.isOverflow());
        return result.isUnderflow();
    }
}
