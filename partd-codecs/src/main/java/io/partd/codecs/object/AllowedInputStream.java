package io.partd.codecs.object;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads objects of the classes that are allowed. */
final class AllowedInputStream extends ObjectInputStream {

    private final ByteArrayInputStream bytes;
    private final AllowedClasses allowed;
    private final long length;
    private long elements;
    private @Nullable String refused;

    private AllowedInputStream(ByteArrayInputStream bytes, long length, AllowedClasses allowed) throws IOException {
        super(bytes);
        this.bytes = bytes;
        this.allowed = allowed;
        this.length = length;
        setObjectInputFilter(this::filter);
    }

    static AllowedInputStream of(byte[] payload, AllowedClasses allowed) throws IOException {
        return new AllowedInputStream(new ByteArrayInputStream(payload), payload.length, allowed);
    }

    <T> List<T> readList(Class<T> type) throws IOException, ClassNotFoundException {
        int count = readInt();
        if (count < 0 || count > length) {
            throw new IOException("a list of " + Integer.toUnsignedLong(count) + " objects in " + length + " bytes");
        }
        List<T> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(type.cast(next()));
        }
        // In this order: the second one reads on.
        if (bytes.available() > 0 || available() > 0) {
            throw new IOException("there is more after the last of " + count + " objects");
        }
        return list;
    }

    private @Nullable Object next() throws IOException, ClassNotFoundException {
        try {
            return readObject();
        } catch (InvalidClassException e) {
            throw refused == null ? e : new IOException(refused, e);
        }
    }

    /** Looks the class up; the JDK's would load it. */
    @Override
    protected Class<?> resolveClass(ObjectStreamClass description) throws IOException {
        return allowed.find(description.getName());
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws IOException {
        throw new InvalidClassException("a proxy of " + List.of(interfaces) + " is not allowed");
    }

    /** Classes are refused when they are looked up; here it is about sizes. */
    private ObjectInputFilter.Status filter(ObjectInputFilter.FilterInfo info) {
        if (info.depth() > JavaObjects.DEEPEST) {
            return refuse("objects are nested more than " + JavaObjects.DEEPEST + " deep");
        }
        if (info.arrayLength() > length) {
            return refuse("an array of " + info.arrayLength() + " elements in " + length + " bytes");
        }
        // Arrays of arrays, each of which alone may claim that much, would together be many times as large.
        elements += Math.max(0, info.arrayLength());
        if (elements > length) {
            return refuse("arrays of " + elements + " elements in " + length + " bytes");
        }
        if (info.references() > length) {
            return refuse("more than " + length + " objects in as many bytes");
        }
        return ObjectInputFilter.Status.ALLOWED;
    }

    private ObjectInputFilter.Status refuse(String reason) {
        refused = reason;
        return ObjectInputFilter.Status.REJECTED;
    }
}
