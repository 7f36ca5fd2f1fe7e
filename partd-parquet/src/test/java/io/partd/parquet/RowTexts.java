package io.partd.parquet;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/** All values of rows as texts that are equal for Arrow's vectors and the groups of parquet-java. */
final class RowTexts {

    private static final String NULL = "null";

    private RowTexts() {}

    static List<String> of(VectorSchemaRoot root) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < root.getRowCount(); row++) {
            rows.add(struct(root.getFieldVectors(), row));
        }
        return rows;
    }

    private static String struct(List<FieldVector> members, int row) {
        StringJoiner texts = new StringJoiner(", ", "{", "}");
        members.forEach(member -> texts.add(member.getName() + "=" + value(member, row)));
        return texts.toString();
    }

    private static String value(FieldVector vector, int row) {
        if (vector.isNull(row)) {
            return NULL;
        }
        if (vector instanceof StructVector struct) {
            return struct(struct.getChildrenFromFields(), row);
        }
        if (vector instanceof ListVector list) {
            StringJoiner texts = new StringJoiner(", ", "[", "]");
            for (int i = list.getElementStartIndex(row); i < list.getElementEndIndex(row); i++) {
                texts.add(value(list.getDataVector(), i));
            }
            return texts.toString();
        }
        if (vector instanceof VarCharVector texts) {
            return bytes(texts.get(row));
        }
        if (vector instanceof VarBinaryVector bytes) {
            return bytes(bytes.get(row));
        }
        if (vector instanceof BitVector bits) {
            return String.valueOf(bits.get(row) == 1);
        }
        if (vector instanceof Float4Vector floats) {
            return Float.toString(floats.get(row));
        }
        if (vector instanceof Float8Vector doubles) {
            return Double.toString(doubles.get(row));
        }
        return fixed((BaseFixedWidthVector) vector, row);
    }

    private static String fixed(BaseFixedWidthVector vector, int row) {
        ArrowType type = vector.getField().getType();
        int width = vector.getTypeWidth();
        long at = (long) row * width;
        ArrowBuf data = vector.getDataBuffer();
        if (type instanceof ArrowType.Int integer && width < Integer.BYTES) {
            int value = width == 1 ? data.getByte(at) : data.getShort(at);
            return String.valueOf(integer.getIsSigned() ? value : value & ((1 << (Byte.SIZE * width)) - 1));
        }
        if (type instanceof ArrowType.Int || type instanceof ArrowType.Timestamp) {
            return String.valueOf(width == Integer.BYTES ? data.getInt(at) : data.getLong(at));
        }
        byte[] bytes = new byte[width];
        data.getBytes(at, bytes);
        return type instanceof ArrowType.Decimal ? new BigInteger(reversed(bytes)).toString() : bytes(bytes);
    }

    /** Of a decimal, whose highest byte is the last one in Arrow, and the first one in Parquet. */
    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    private static String bytes(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static String of(Group group) {
        StringJoiner texts = new StringJoiner(", ", "{", "}");
        for (int field = 0; field < group.getType().getFieldCount(); field++) {
            texts.add(group.getType().getFieldName(field) + "=" + value(group, field));
        }
        return texts.toString();
    }

    private static String value(Group group, int field) {
        if (group.getFieldRepetitionCount(field) == 0) {
            return NULL;
        }
        Type type = group.getType().getType(field);
        if (!type.isPrimitive()) {
            return nested(group.getGroup(field, 0), type.asGroupType());
        }
        return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
            case BOOLEAN -> String.valueOf(group.getBoolean(field, 0));
            case INT32 -> String.valueOf(group.getInteger(field, 0));
            case INT64 -> String.valueOf(group.getLong(field, 0));
            case FLOAT -> Float.toString(group.getFloat(field, 0));
            case DOUBLE -> Double.toString(group.getDouble(field, 0));
            case BINARY, FIXED_LEN_BYTE_ARRAY -> {
                byte[] bytes = group.getBinary(field, 0).getBytes();
                boolean isDecimal = type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation;
                yield isDecimal ? new BigInteger(bytes).toString() : bytes(bytes);
            }
            case INT96 -> throw new IllegalArgumentException("INT96");
        };
    }

    private static String nested(Group group, GroupType type) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        boolean isMap = logical instanceof MapLogicalTypeAnnotation;
        if (!isMap && !(logical instanceof ListLogicalTypeAnnotation)) {
            return of(group);
        }
        StringJoiner texts = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
            Group repeated = group.getGroup(0, i);
            texts.add(isMap ? of(repeated) : value(repeated, 0));
        }
        return texts.toString();
    }
}
