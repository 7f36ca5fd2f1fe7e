package io.partd;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ForwardingStoreTest {

    /** These come down to others, or are about the decorator itself. */
    private static final Set<String> NOT_FORWARDED = Set.of(
            "append(java.lang.String,byte[])",
            "append(java.lang.String,java.lang.Object)",
            "append(java.lang.String,byte[],int,int)",
            "append(java.lang.String,java.io.InputStream)",
            "append(java.lang.String,java.nio.ByteBuffer)",
            "append(java.util.Map)",
            "appendBlocks(java.lang.String,java.io.InputStream,io.partd.ByteSize)",
            "batchWriter(io.partd.ByteSize)",
            "contains(java.lang.String)",
            "get(java.lang.String)",
            "pop(java.lang.String)",
            "delete(java.lang.String)",
            "tryLock()",
            "with(io.partd.Layer)");

    @Test
    void forwardsEveryMethodThatDoesNotComeDownToAnother() {
        for (Method method : Store.class.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers()) && !NOT_FORWARDED.contains(signature(method))) {
                assertThat(Stream.of(ForwardingStore.class.getDeclaredMethods()).map(ForwardingStoreTest::signature))
                        .contains(signature(method));
            }
        }
    }

    @Test
    void showsItsNameAroundTheInnerStore() {
        try (ClosingStore outer = new ClosingStore(new ClosingStore(Partd.memory()))) {
            assertThat(outer).hasToString("ClosingStore(ClosingStore(Memory))");
        }
    }

    private static String signature(Method method) {
        return Stream.of(method.getParameterTypes())
                .map(Class::getCanonicalName)
                .collect(Collectors.joining(",", method.getName() + "(", ")"));
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
