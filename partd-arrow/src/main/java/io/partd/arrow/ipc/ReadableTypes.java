package io.partd.arrow.ipc;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.ExtensionType;
import org.apache.arrow.vector.types.pojo.Field;

/** Which types Arrow's Java library has vectors for; for some it makes vectors of other types, silently. */
final class ReadableTypes {

    private ReadableTypes() {}

    /** Refuses a field of a type that is malformed, or that there is no vector for. */
    static void require(Field field) throws MalformedException {
        ArrowType type = storage(field.getType());
        List<Field> children = field.getChildren();
        if (field.getDictionary() != null) {
            requireIndex(field, field.getDictionary().getIndexType());
            requireNoUnion(field);
        }
        switch (type.getTypeID()) {
            case Int -> requireWidth(field, ((ArrowType.Int) type).getBitWidth(), 8, 16, 32, 64);
            case Decimal -> requireDecimal(field, (ArrowType.Decimal) type);
            case Time -> requireTime(field, (ArrowType.Time) type);
            case FixedSizeBinary -> requirePositive(field, ((ArrowType.FixedSizeBinary) type).getByteWidth());
            case FixedSizeList -> {
                requirePositive(field, ((ArrowType.FixedSizeList) type).getListSize());
                requireChildren(field, 1);
            }
            case List, LargeList, ListView, LargeListView -> requireChildren(field, 1);
            case Map -> requireMap(field);
            case Struct -> requireDistinctNames(field);
            case Union -> requireUnion(field, (ArrowType.Union) type);
            case RunEndEncoded -> requireRuns(field);
            case Null,
                    FloatingPoint,
                    Utf8,
                    LargeUtf8,
                    Utf8View,
                    Binary,
                    LargeBinary,
                    BinaryView,
                    Bool,
                    Date,
                    Timestamp,
                    Interval,
                    Duration -> requireChildren(field, 0);
            case NONE -> throw refused(field, "which is not read");
        }
        for (Field child : children) {
            require(child);
        }
    }

    /** Returns the type that values of a type are stored as. */
    static ArrowType storage(ArrowType type) {
        ArrowType storage = type;
        while (storage instanceof ExtensionType extension) {
            storage = extension.storageType();
        }
        return storage;
    }

    private static void requireIndex(Field field, ArrowType.Int index) throws MalformedException {
        requireWidth(field, index.getBitWidth(), 8, 16, 32, 64);
    }

    /** A vector forgets a union's type ids, and a dictionary's vector is all that there is of its type. */
    private static void requireNoUnion(Field field) throws MalformedException {
        if (storage(field.getType()) instanceof ArrowType.Union) {
            throw refused(field, "which is not read in dictionaries");
        }
        for (Field child : field.getChildren()) {
            requireNoUnion(child);
        }
    }

    private static void requireWidth(Field field, int width, Integer... valid) throws MalformedException {
        if (!Arrays.asList(valid).contains(width)) {
            throw refused(field, "of which " + Arrays.toString(valid) + " bits are read");
        }
    }

    private static void requireDecimal(Field field, ArrowType.Decimal type) throws MalformedException {
        requireWidth(field, type.getBitWidth(), 128, 256);
        int most = type.getBitWidth() == 128 ? 38 : 76;
        if (type.getPrecision() < 1 || type.getPrecision() > most) {
            throw refused(field, "of which 1 to " + most + " digits are read");
        }
    }

    private static void requireTime(Field field, ArrowType.Time type) throws MalformedException {
        int width = switch (type.getUnit()) {
            case SECOND, MILLISECOND -> 32;
            case MICROSECOND, NANOSECOND -> 64;
        };
        if (type.getBitWidth() != width) {
            throw refused(field, "of which " + width + " bits are read");
        }
    }

    private static void requirePositive(Field field, int size) throws MalformedException {
        if (size < 1) {
            throw refused(field, "of which sizes from 1 on are read");
        }
    }

    private static void requireChildren(Field field, int count) throws MalformedException {
        if (field.getChildren().size() != count) {
            throw refused(field, "with " + field.getChildren().size() + " children instead of " + count);
        }
    }

    private static void requireMap(Field field) throws MalformedException {
        requireChildren(field, 1);
        Field entries = field.getChildren().get(0);
        if (!(entries.getType() instanceof ArrowType.Struct)
                || entries.getDictionary() != null
                || entries.getChildren().size() != 2) {
            throw refused(field, "whose entries are no pairs");
        }
    }

    private static void requireDistinctNames(Field field) throws MalformedException {
        Set<String> names = new HashSet<>();
        for (Field child : field.getChildren()) {
            if (!names.add(child.getName())) {
                throw refused(field, "with two fields of the name '" + child.getName() + "'");
            }
        }
    }

    private static void requireUnion(Field field, ArrowType.Union type) throws MalformedException {
        int[] ids = type.getTypeIds();
        if (ids == null) {
            throw refused(field, "without type ids");
        }
        Set<Integer> distinct = new HashSet<>();
        for (int id : ids) {
            if (id < 0 || id > Byte.MAX_VALUE || !distinct.add(id)) {
                throw refused(field, "whose type ids are not different numbers from 0 to 127");
            }
        }
        requireChildren(field, ids.length);
        requireDistinctNames(field);
    }

    private static void requireRuns(Field field) throws MalformedException {
        requireChildren(field, 2);
        Field ends = field.getChildren().get(0);
        boolean valid = ends.getType() instanceof ArrowType.Int type
                && type.getIsSigned()
                && type.getBitWidth() >= 16
                && ends.getDictionary() == null;
        if (!valid) {
            throw refused(field, "whose run ends are no signed integers of 16, 32 or 64 bits");
        }
    }

    private static MalformedException refused(Field field, String why) {
        return new MalformedException("field '" + field.getName() + "' is " + field.getType() + ", " + why);
    }
}
