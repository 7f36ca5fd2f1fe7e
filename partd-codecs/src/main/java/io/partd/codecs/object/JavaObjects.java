package io.partd.codecs.object;

import io.partd.codec.Codec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists of Java objects, by the JDK's own serialization, held to classes that are named beforehand. Records and enums
 * are what it is good for. Each append is one frame, and a read returns one list of all, in append order. Only for the
 * JVM: nothing else reads it. Thread-safe.
 *
 * <pre>{@code
 * record Trip(String from, String to, int minutes) implements Serializable {}
 *
 * Codec<List<Trip>> trips = JavaObjects.codec(Trip.class);
 * }</pre>
 *
 * <p>Stored data names the classes of what is in it, and the JDK by itself would load and make any that it finds, which
 * has been the way into many programs. Here a name is looked up among the classes given, and loaded nowhere: these,
 * what they extend, the classes of primitive values, {@code String}, and arrays of all of them. Everything else is
 * refused by name. Nesting is bounded, at {@value #DEEPEST}, and so are arrays and the number of objects, by the
 * frame's length.
 *
 * <p>Hence name classes that do nothing when they are read. Records and enums are such; {@code HashSet} and
 * {@code HashMap} hash what the data puts into them, and sets of sets can take very long.
 *
 * @param <T> what the lists hold
 */
public final class JavaObjects<T extends Serializable> implements Codec<List<T>> {

    static final int DEEPEST = 200;

    private final Class<T> type;
    private final AllowedClasses allowed;

    private JavaObjects(Class<T> type, AllowedClasses allowed) {
        this.type = type;
        this.allowed = allowed;
    }

    /**
     * Returns a codec.
     *
     * @param type what the lists hold
     * @param others the other classes that may be in these, subclasses of {@code type} among them
     * @throws IllegalArgumentException if a class is not serializable
     */
    public static <T extends Serializable> Codec<List<T>> codec(Class<T> type, Class<?>... others) {
        return new JavaObjects<>(type, AllowedClasses.of(type, others));
    }

    /**
     * {@inheritDoc}
     *
     * <p>What was encoded is read back at once, so that nothing is stored that would be refused when it is read.
     */
    @Override
    public byte[] encode(List<T> value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeInt(value.size());
            for (T element : value) {
                out.writeObject(type.cast(element));
            }
        } catch (StackOverflowError e) {
            throw new IOException("objects are nested more than " + DEEPEST + " deep", e);
        }
        byte[] payload = bytes.toByteArray();
        decode(payload);
        return payload;
    }

    @Override
    public List<T> decode(byte[] payload) throws IOException {
        try (AllowedInputStream in = AllowedInputStream.of(payload, allowed)) {
            return in.readList(type);
        } catch (ClassNotFoundException | RuntimeException e) {
            throw new IOException("objects cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public List<T> join(List<List<T>> values) {
        List<T> joined = new ArrayList<>();
        values.forEach(joined::addAll);
        return joined;
    }

    @Override
    public Optional<String> codecName() {
        return Optional.of("java");
    }

    @Override
    public String toString() {
        return "JavaObjects[" + type.getSimpleName() + "]";
    }
}
