package io.partd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls each method of {@link ForwardingStore} and {@link ForwardingPartd}, and looks at what reaches the delegate. */
final class ForwardingTest {

    /** The methods of a store that come down to another one, by what reaches the delegate. */
    private static final Map<String, String> DERIVED = Map.ofEntries(
            Map.entry("append(String,byte[])", "appendBuffers(Map)"),
            Map.entry("append(String,Object)", "appendBuffers(Map)"),
            Map.entry("append(String,byte[],int,int)", "appendBuffers(Map)"),
            Map.entry("append(String,ByteBuffer)", "appendBuffers(Map)"),
            Map.entry("append(String,InputStream)", "appendBuffers(Map)"),
            Map.entry("append(Map)", "appendBuffers(Map)"),
            Map.entry("appendBlocks(String,InputStream,ByteSize)", "appendBuffers(Map)"),
            Map.entry("batchWriter(ByteSize)", "appendBuffers(Map)"),
            Map.entry("contains(String)", "size(String)"),
            Map.entry("get(String)", "get(List)"),
            Map.entry("pop(String)", "pop(List)"),
            Map.entry("delete(String)", "delete(Collection)"),
            Map.entry("tryLock()", "tryLock(Duration)"));

    /** The methods that return a handle of the decorator, not of its delegate. */
    private static final Set<String> HANDLES = Set.of("with(Layer)", "encodedBy(String)", "raw()");

    /** The methods that a partd of values states itself. */
    private static final Set<String> OF_VALUES =
            Set.of("append(Map)", "get(List)", "stream(String)", "pop(List)", "iset(String,Object)");

    private final RecordedCalls recorded = new RecordedCalls();

    static Stream<Method> methodsOfAStore() {
        return RecordedCalls.methods(Store.class).stream()
                .filter(method -> !HANDLES.contains(RecordedCalls.signature(method)));
    }

    static Stream<Method> methodsOfAPartd() {
        return RecordedCalls.methods(Partd.class).stream()
                .filter(method -> Stream.of(ForwardingPartd.class.getDeclaredMethods())
                        .map(RecordedCalls::signature)
                        .anyMatch(RecordedCalls.signature(method)::equals));
    }

    @ParameterizedTest
    @MethodSource("methodsOfAStore")
    void aStoreReachesTheSameMethodOfItsDelegate(Method method) throws Throwable {
        assertForwarded(new ForwardingStore(recorded.delegate(Store.class)) {}, method);
    }

    @ParameterizedTest
    @MethodSource("methodsOfAPartd")
    void aPartdReachesTheSameMethodOfItsDelegate(Method method) throws Throwable {
        assertForwarded(new Values(recorded.delegate(Partd.class)), method);
    }

    @Test
    void aPartdForwardsAllThatIsNotAboutValues() {
        Stream<String> left = RecordedCalls.methods(Partd.class).stream()
                .map(RecordedCalls::signature)
                .filter(signature ->
                        methodsOfAPartd().map(RecordedCalls::signature).noneMatch(signature::equals))
                .filter(signature -> !OF_VALUES.contains(signature));
        assertThat(left)
                .containsExactlyInAnyOrder(
                        "append(String,Object)",
                        "batchWriter(ByteSize)",
                        "contains(String)",
                        "delete(String)",
                        "get(String)",
                        "keys(String)",
                        "pop(String)",
                        "tryLock()");
    }

    @Test
    void aLayerIsPutOverTheDecoratorItself() {
        Store decorator = new ForwardingStore(recorded.delegate(Store.class)) {};
        assertThat(decorator.<Partd<?>>with(store -> store)).isSameAs(decorator);
    }

    @Test
    void aDecoratorIsItsOwnHandleUnlessItMakesAnotherOne() {
        Store decorator = new ForwardingStore(recorded.delegate(Store.class)) {};
        assertThat(decorator.raw()).isSameAs(decorator);
        assertThat(decorator.encodedBy("zlib")).isSameAs(decorator);
    }

    @Test
    void aDecoratorMakesItsHandlesOverThoseOfItsDelegate() throws IOException {
        try (Store delegate = Partd.memory();
                Store handle = Partd.memory();
                Store decorator =
                        new ForwardingStore(new ForwardingStore(delegate) {
                            @Override
                            public Store encodedBy(String codec) {
                                return codec.equals("zlib") ? handle : delegate;
                            }

                            @Override
                            public Store raw() {
                                return handle;
                            }
                        }) {
                            @Override
                            protected Store over(Store other) {
                                return other == handle ? new ClosingStore(other) : this;
                            }
                        }) {
            assertThat(decorator.encodedBy("zlib")).hasToString("ClosingStore(Memory)");
            assertThat(decorator.raw()).hasToString("ClosingStore(Memory)");
        }
    }

    @Test
    void showsItsNameAroundTheInnerStore() {
        try (ClosingStore outer = new ClosingStore(new ClosingStore(Partd.memory()))) {
            assertThat(outer).hasToString("ClosingStore(ClosingStore(Memory))");
        }
    }

    private void assertForwarded(Partd<?> decorator, Method method) throws Throwable {
        String signature = RecordedCalls.signature(method);
        String reached = DERIVED.getOrDefault(signature, signature);
        for (Object answer : answers(reached)) {
            Object[] given = arguments(method);
            recorded.clear();
            recorded.answerWith(answer);
            Object returned = RecordedCalls.call(decorator, method, given);
            assertThat(recorded.calls()).as(signature).containsExactly(reached);
            if (reached.equals(signature)) {
                if (method.getReturnType().isPrimitive()) {
                    assertThat(returned).as("what %s returns", signature).isEqualTo(answer);
                } else {
                    assertThat(returned).as("what %s returns", signature).isSameAs(answer);
                }
                assertThat(recorded.arguments().get(0).toArray())
                        .as("arguments of %s", signature)
                        .hasSameSizeAs(given);
                for (int i = 0; i < given.length; i++) {
                    assertThat(recorded.arguments().get(0).get(i))
                            .as("argument %s", i)
                            .isSameAs(given[i]);
                }
            }
        }
        for (Throwable failure : failures(method)) {
            recorded.clear();
            recorded.failWith(failure);
            assertThat(catchThrowable(() -> RecordedCalls.call(decorator, method, arguments(method))))
                    .as("what %s throws", signature)
                    .isSameAs(failure);
        }
    }

    private static List<Throwable> failures(Method method) {
        boolean mayFail = method.getExceptionTypes().length > 0;
        return mayFail ? List.of(new IOException("a fault"), new IllegalStateException()) : List.of(new Error());
    }

    /** Returns values for a method to return, one after the other: what is not the default, and not of another call. */
    private static List<?> answers(String signature) {
        return switch (signature) {
            case "iset(String,byte[])", "iset(String,Object)" -> List.of(true, false);
            case "size(String)" -> List.of(4_711L);
            case "get(List)", "pop(List)" -> List.of(List.of(new byte[] {7}));
            case "open(String)" -> List.of(new ByteArrayInputStream(new byte[1]));
            case "stream(String)" -> List.of(Stream.of(new byte[] {7}));
            case "keys()" -> List.of(new TreeSet<>(Set.of("one")));
            case "keys(String)" -> List.of(Stream.of("two"));
            case "lock()" -> List.of((Section) () -> {});
            case "tryLock(Duration)" -> List.of(Optional.of((Section) () -> {}));
            case "guarantees()" -> List.of(EnumSet.of(Guarantee.SHARED));
            default -> Collections.singletonList((Object) null);
        };
    }

    /** Returns an argument of each type, equal to no other one. */
    private static Object[] arguments(Method method) {
        return Stream.of(method.getParameterTypes())
                .map(ForwardingTest::argument)
                .toArray();
    }

    private static Object argument(Class<?> type) {
        if (type == String.class) {
            return "key of " + type;
        }
        if (type == byte[].class || type == Object.class) {
            return new byte[] {1, 2, 3};
        }
        if (type == int.class) {
            return 1;
        }
        if (type == ByteBuffer.class) {
            return ByteBuffer.wrap(new byte[] {4});
        }
        if (type == InputStream.class) {
            return new ByteArrayInputStream(new byte[] {5});
        }
        if (type == ByteSize.class) {
            return ByteSize.of(100);
        }
        if (type == Duration.class) {
            return Duration.ofMillis(123);
        }
        if (type == Map.class) {
            return new HashMap<>(Map.of());
        }
        if (type == List.class || type == Collection.class) {
            return new ArrayList<>(List.of("key"));
        }
        throw new AssertionError("no example of " + type);
    }

    /** A partd whose values do not matter. */
    private static final class Values extends ForwardingPartd<Object> {

        private Values(Partd<?> below) {
            super(below);
        }

        @Override
        public void append(Map<String, ?> batch) {
            throw new AssertionError();
        }

        @Override
        public List<Object> get(List<String> keys) {
            throw new AssertionError();
        }

        @Override
        public Stream<Object> stream(String key) {
            throw new AssertionError();
        }

        @Override
        public List<Object> pop(List<String> keys) {
            throw new AssertionError();
        }

        @Override
        public boolean iset(String key, Object value) {
            throw new AssertionError();
        }
    }

    /** Closes without a checked exception. */
    private static final class ClosingStore extends ForwardingStore {

        private ClosingStore(Store store) {
            super(store);
        }

        @Override
        public void close() {}
    }
}
