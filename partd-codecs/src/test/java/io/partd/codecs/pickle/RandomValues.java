package io.partd.codecs.pickle;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** Values of all types that we write, or of the plain ones that msgpack has too. */
public final class RandomValues {

    private final Random random;
    private final boolean plain;

    public RandomValues(long seed, boolean plain) {
        random = new Random(seed);
        this.plain = plain;
    }

    public Object value(int depth) {
        if (depth > 0 && random.nextBoolean()) {
            return container(depth - 1);
        }
        return switch (random.nextInt(plain ? 9 : 18)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextLong() >> random.nextInt(64);
            case 3 -> random.nextInt() >> random.nextInt(32);
            case 4 -> (short) random.nextInt();
            case 5 -> (byte) random.nextInt();
            case 6 -> random.nextBoolean() ? (Object) random.nextGaussian() : random.nextFloat();
            case 7 -> text();
            case 8 -> bytes();
            case 9 -> new BigInteger(random.nextInt(3000), random).multiply(BigInteger.valueOf(random.nextInt(3) - 1));
            case 10 -> ByteBuffer.wrap(bytes());
            case 11 -> new Complex(random.nextGaussian(), -0.0);
            case 12 -> new BigDecimal(new BigInteger(random.nextInt(90), random), random.nextInt(50) - 25);
            case 13 -> time();
            case 14 -> Duration.ofSeconds(random.nextInt(), random.nextInt(1_000_000) * 1000L);
            case 15 -> new UUID(random.nextLong(), random.nextLong());
            case 16 -> new Range(random.nextInt(9), random.nextInt(9), 1 + random.nextInt(9));
            default -> new Slice(null, random.nextInt(9), text());
        };
    }

    private Object container(int depth) {
        return switch (random.nextInt(plain ? 2 : 5)) {
            case 0 -> values(depth);
            case 1 -> map(depth);
            case 2 -> Tuple.copyOf(values(depth));
            default -> set();
        };
    }

    private Map<Object, Object> map(int depth) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            map.put(key(), value(depth));
        }
        return map;
    }

    private Set<Object> set() {
        Set<Object> set = new LinkedHashSet<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            set.add(key());
        }
        return random.nextBoolean() ? set : FrozenSet.copyOf(set);
    }

    private List<Object> values(int depth) {
        List<Object> values = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            values.add(value(depth));
        }
        return values;
    }

    private Object key() {
        Object key = random.nextBoolean() ? text() : BytesKey.of(bytes());
        return plain || random.nextInt(3) > 0 ? key : Tuple.of(key, random.nextInt(9));
    }

    private Object time() {
        LocalDate date = LocalDate.of(1 + random.nextInt(9998), 1 + random.nextInt(12), 1 + random.nextInt(28));
        LocalTime time = LocalTime.of(
                random.nextInt(24), random.nextInt(60), random.nextInt(60), random.nextInt(1_000_000) * 1000);
        LocalDateTime both = date.atTime(time);
        return switch (random.nextInt(7)) {
            case 0 -> date;
            case 1 -> time;
            case 2 -> time.atOffset(ZoneOffset.ofHours(-3));
            case 3 -> both;
            case 4 -> both.atOffset(ZoneOffset.ofTotalSeconds(random.nextInt(60_000) - 30_000));
            case 5 -> both.toInstant(ZoneOffset.UTC);
            default -> ZoneOffset.ofHours(random.nextInt(18));
        };
    }

    private byte[] bytes() {
        byte[] bytes = new byte[new int[] {0, 1, 5, 300}[random.nextInt(4)]];
        random.nextBytes(bytes);
        return bytes;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = new int[] {0, 1, 5, 40, 300}[random.nextInt(5)]; i > 0; i--) {
            text.appendCodePoint("ab\n\\'\u00e4\u65e5\0".charAt(random.nextInt(8)));
            if (random.nextInt(8) == 0) {
                text.append("\ud83d\ude00");
            }
        }
        return text.toString();
    }

    /** A region's time, which only some protocols can have. */
    public static Object zoned() {
        return LocalDateTime.of(2020, 10, 25, 2, 30)
                .atZone(ZoneId.of("Europe/Berlin"))
                .withLaterOffsetAtOverlap();
    }
}
