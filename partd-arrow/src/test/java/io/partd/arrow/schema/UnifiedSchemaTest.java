package io.partd.arrow.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class UnifiedSchemaTest {

    private static List<Field> fields() {
        List<ArrowType> types = new ArrayList<>(List.of(
                ArrowType.Null.INSTANCE,
                ArrowType.Bool.INSTANCE,
                ArrowType.Utf8.INSTANCE,
                ArrowType.LargeUtf8.INSTANCE,
                ArrowType.Utf8View.INSTANCE,
                ArrowType.Binary.INSTANCE,
                ArrowType.BinaryView.INSTANCE,
                new ArrowType.FixedSizeBinary(3)));
        for (int width : List.of(8, 16, 32, 64)) {
            types.add(new ArrowType.Int(width, true));
            types.add(new ArrowType.Int(width, false));
        }
        for (FloatingPointPrecision precision : FloatingPointPrecision.values()) {
            types.add(new ArrowType.FloatingPoint(precision));
        }
        types.add(new ArrowType.Decimal(5, 2, 128));
        types.add(new ArrowType.Decimal(38, 0, 128));
        types.add(new ArrowType.Decimal(40, 39, 256));
        types.add(new ArrowType.Date(DateUnit.DAY));
        types.add(new ArrowType.Date(DateUnit.MILLISECOND));
        for (TimeUnit unit : TimeUnit.values()) {
            types.add(new ArrowType.Timestamp(unit, "UTC"));
            types.add(new ArrowType.Duration(unit));
        }
        types.add(new ArrowType.Timestamp(TimeUnit.SECOND, null));
        types.add(new ArrowType.Time(TimeUnit.SECOND, 32));
        types.add(new ArrowType.Time(TimeUnit.MICROSECOND, 64));
        List<Field> fields = new ArrayList<>();
        types.forEach(type -> fields.add(field(type)));
        Field element = field(new ArrowType.Int(16, true));
        fields.add(new Field("x", FieldType.nullable(ArrowType.List.INSTANCE), List.of(element)));
        fields.add(new Field("x", FieldType.notNullable(ArrowType.LargeList.INSTANCE), List.of(fields.get(2))));
        fields.add(new Field("x", FieldType.nullable(new ArrowType.FixedSizeList(2)), List.of(fields.get(0))));
        fields.add(new Field("x", FieldType.nullable(ArrowType.Struct.INSTANCE), List.of(element)));
        DictionaryEncoding encoding = new DictionaryEncoding(4, true, new ArrowType.Int(16, false));
        fields.add(new Field("x", new FieldType(true, ArrowType.LargeUtf8.INSTANCE, encoding), List.of()));
        DictionaryEncoding other = new DictionaryEncoding(5, false, new ArrowType.Int(8, true));
        fields.add(new Field("x", new FieldType(false, ArrowType.Utf8.INSTANCE, other), List.of()));
        return fields;
    }

    private static Field field(ArrowType type) {
        return new Field("x", FieldType.nullable(type), List.of());
    }

    /** Else what becomes of files would depend on the order in which they are named. */
    @Test
    void theTypeOfThreeIsTheSameInAnyOrder() {
        List<Field> fields = fields();
        for (int a = 0; a < fields.size(); a++) {
            for (int b = a; b < fields.size(); b++) {
                for (int c = b; c < fields.size(); c++) {
                    Set<String> types = new HashSet<>();
                    for (int[] order : new int[][] {{a, b, c}, {a, c, b}, {b, a, c}, {b, c, a}, {c, a, b}, {c, b, a}}) {
                        types.add(unified(fields.get(order[0]), fields.get(order[1]), fields.get(order[2])));
                    }
                    assertThat(types)
                            .as("%s, %s, %s", fields.get(a), fields.get(b), fields.get(c))
                            .hasSize(1);
                }
            }
        }
    }

    private static String unified(Field... fields) {
        Schema unified = new Schema(List.of(fields[0]));
        for (Field field : fields) {
            try {
                unified = UnifiedSchema.of(unified, new Schema(List.of(field)));
            } catch (SchemaConflictException e) {
                return "refused";
            }
        }
        Field found = unified.getFields().get(0);
        return TypeNames.of(found) + found.isNullable();
    }

    @Test
    void aDictionaryOfSeveralColumnsBecomesOneForEach() throws SchemaConflictException {
        FieldType encoded = new FieldType(
                true, ArrowType.Utf8.INSTANCE, new DictionaryEncoding(3, false, new ArrowType.Int(8, true)));
        Field plain = field(ArrowType.Bool.INSTANCE);
        Schema shared = new Schema(List.of(new Field("a", encoded, null), new Field("b", encoded, null)));
        Schema unified = UnifiedSchema.of(shared, new Schema(List.of(plain), Map.of()));
        assertThat(unified.getFields().stream().map(Field::getName)).containsExactly("a", "b", "x");
        assertThat(unified.findField("a").getDictionary().getId()).isEqualTo(3);
        assertThat(unified.findField("b").getDictionary().getId()).isNotEqualTo(3);
    }
}
