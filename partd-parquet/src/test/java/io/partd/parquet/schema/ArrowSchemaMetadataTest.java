package io.partd.parquet.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.flatbuffers.FlatBufferBuilder;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Struct_;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

/** The schema of Arrow in a file's metadata, which anybody can have written. */
final class ArrowSchemaMetadataTest {

    private static final int CONTINUATION = -1;

    private static String encoded(int claimed, ByteBuffer metadata) {
        ByteBuffer message = ByteBuffer.allocate(8 + metadata.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(CONTINUATION).putInt(claimed).put(metadata);
        return Base64.getEncoder().encodeToString(message.array());
    }

    @Test
    void aSchemaComesBack() {
        List<Field> fields = List.of(
                Field.nullable("views", ArrowType.Utf8View.INSTANCE),
                Field.nullable("bad", new ArrowType.Int(24, true)));
        assertThat(ArrowSchemaMetadata.parse(ArrowSchemaMetadata.encode(new Schema(fields))))
                .isEqualTo(fields);
    }

    @Test
    void whatIsNoSchemaIsNoHint() {
        assertThat(ArrowSchemaMetadata.parse(null)).isNull();
        assertThat(ArrowSchemaMetadata.parse("")).isNull();
        assertThat(ArrowSchemaMetadata.parse("not base64!")).isNull();
        assertThat(ArrowSchemaMetadata.parse(encoded(8, ByteBuffer.allocate(8))))
                .isNull();
    }

    @Test
    void aClaimedLengthTakesNoMemory() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        String hostile = encoded(100_000_000, ByteBuffer.allocate(64));
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(ArrowSchemaMetadata.parse(hostile)).isNull();
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000_000);
    }

    /** Each struct has the same child twice, so that a kilobyte would become a million fields. */
    @Test
    void fieldsThatAreNamedManyTimesAreNotMadeManyTimes() {
        FlatBufferBuilder builder = new FlatBufferBuilder();
        int name = builder.createString("twice");
        int field = struct(builder, name, new int[0]);
        for (int depth = 0; depth < 19; depth++) {
            field = struct(builder, name, new int[] {field, field});
        }
        int fields = org.apache.arrow.flatbuf.Schema.createFieldsVector(builder, new int[] {field});
        org.apache.arrow.flatbuf.Schema.startSchema(builder);
        org.apache.arrow.flatbuf.Schema.addFields(builder, fields);
        int schema = org.apache.arrow.flatbuf.Schema.endSchema(builder);
        builder.finish(Message.createMessage(builder, MetadataVersion.V5, MessageHeader.Schema, schema, 0, 0));
        ByteBuffer metadata = builder.dataBuffer();
        assertThat(metadata.remaining()).isLessThan(2000);
        assertThat(ArrowSchemaMetadata.parse(encoded(metadata.remaining(), metadata)) == null)
                .isTrue(); // its text would be long
    }

    private static int struct(FlatBufferBuilder builder, int name, int[] children) {
        Struct_.startStruct_(builder);
        int type = Struct_.endStruct_(builder);
        int vector = org.apache.arrow.flatbuf.Field.createChildrenVector(builder, children);
        org.apache.arrow.flatbuf.Field.startField(builder);
        org.apache.arrow.flatbuf.Field.addName(builder, name);
        org.apache.arrow.flatbuf.Field.addTypeType(builder, Type.Struct_);
        org.apache.arrow.flatbuf.Field.addType(builder, type);
        org.apache.arrow.flatbuf.Field.addChildren(builder, vector);
        return org.apache.arrow.flatbuf.Field.endField(builder);
    }
}
