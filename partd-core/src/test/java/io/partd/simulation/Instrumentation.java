package io.partd.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Changes the engine's classes so that they run in a simulation: what they ask of threads, locks, clock, files and
 * system goes to {@link SimulatedRuntime}, and before each access to a volatile field there is a step. A class that
 * calls something that would wait for real is refused, so that the simulation is taught about it.
 */
final class Instrumentation {

    private static final String RUNTIME = "io/partd/simulation/SimulatedRuntime";
    private static final String LOCK = "java/util/concurrent/locks/ReentrantLock";

    /** The method that does what a class's initializer did, to be called again for a new process. */
    static final String INITIALIZE = "$initialize";

    /** What is called there in place of a call, by its owner, name and descriptor. */
    private static final Map<String, String> CALLS = new HashMap<>();

    static {
        String parking = "java/util/concurrent/locks/LockSupport.";
        String files = "java/nio/file/Files.";
        for (String name : List.of("currentThread", "onSpinWait", "interrupted", "sleep")) {
            CALLS.put("java/lang/Thread." + name, name);
        }
        for (String name : List.of("park", "parkNanos", "unpark")) {
            CALLS.put(parking + name, name);
        }
        for (String name : List.of(
                "createDirectories", "exists", "isRegularFile", "isWritable", "newDirectoryStream", "readString")) {
            CALLS.put(files + name, name);
        }
        CALLS.put("java/lang/System.nanoTime", "nanoTime");
        CALLS.put("java/lang/System.currentTimeMillis", "currentTimeMillis");
        CALLS.put("java/lang/Runtime.availableProcessors", "availableProcessors");
        CALLS.put("java/lang/Object.wait", "waitFor");
        CALLS.put("java/lang/Object.notify", "notify");
        CALLS.put("java/lang/Object.notifyAll", "notifyAll");
        CALLS.put("java/util/concurrent/TimeUnit.timedWait", "timedWait");
        CALLS.put("java/lang/ref/Cleaner.create", "createCleaner");
        CALLS.put("java/lang/ref/Cleaner.register", "register");
        CALLS.put("java/nio/ByteBuffer.allocateDirect", "allocateDirect");
        CALLS.put("java/util/concurrent/ThreadLocalRandom.nextLong", "nextLong");
        CALLS.put("java/lang/invoke/VarHandle.setRelease", "setRelease");
        CALLS.put("java/lang/invoke/VarHandle.getAcquire", "getAcquire");
        CALLS.put("java/nio/file/Path.toRealPath", "toRealPath");
    }

    /** What would wait for real, or be different each time. */
    private static final Set<String> REFUSED = Set.of(
            "java/util/concurrent/CountDownLatch",
            "java/util/concurrent/Semaphore",
            "java/util/concurrent/CompletableFuture",
            "java/util/concurrent/Executors",
            "java/util/concurrent/ForkJoinPool",
            "java/util/concurrent/LinkedBlockingQueue",
            "java/util/concurrent/LinkedBlockingDeque",
            "java/util/concurrent/ArrayBlockingQueue",
            "java/util/concurrent/SynchronousQueue",
            "java/util/concurrent/locks/StampedLock",
            "java/util/concurrent/locks/ReentrantReadWriteLock",
            "java/util/concurrent/TimeUnit.sleep",
            "java/util/concurrent/TimeUnit.timedJoin",
            "java/lang/Thread.join",
            "java/lang/Thread.ofVirtual",
            "java/lang/Thread.ofPlatform");

    private final Set<String> volatileFields;
    private final Mutation mutation;

    /**
     * Prepares it.
     *
     * @param volatileFields those of the engine, as {@code owner.name}
     * @param mutation what else is to be changed, so that the engine is wrong
     */
    Instrumentation(Set<String> volatileFields, Mutation mutation) {
        this.volatileFields = volatileFields;
        this.mutation = mutation;
    }

    /** Returns the volatile fields of a class. */
    static Set<String> volatileFields(byte[] bytes) {
        Set<String> fields = new TreeSet<>();
        ClassReader reader = new ClassReader(bytes);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public FieldVisitor visitField(
                            int access, String name, String descriptor, String signature, Object value) {
                        if ((access & Opcodes.ACC_VOLATILE) != 0) {
                            fields.add(reader.getClassName() + "." + name);
                        }
                        return null;
                    }
                },
                ClassReader.SKIP_CODE);
        return fields;
    }

    /** Returns the class, changed. */
    byte[] apply(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new Changer(writer), ClassReader.EXPAND_FRAMES);
        return writer.toByteArray();
    }

    private final class Changer extends ClassVisitor {

        private String owner = "";
        private boolean initialized;
        private boolean keepsInitializer;

        Changer(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
            owner = name;
            keepsInitializer = (access & (Opcodes.ACC_INTERFACE | Opcodes.ACC_ENUM)) != 0;
            super.visit(version, access, name, signature, parent, interfaces);
        }

        @Override
        public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
            boolean set = (access & Opcodes.ACC_STATIC) != 0 && value == null && !keepsInitializer;
            return super.visitField(set ? access & ~Opcodes.ACC_FINAL : access, name, descriptor, signature, value);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            int unlocked = access & ~Opcodes.ACC_SYNCHRONIZED;
            boolean isSynchronized = unlocked != access;
            MethodVisitor next;
            if (name.equals("<clinit>") && !keepsInitializer) {
                initialized = true;
                next = super.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, INITIALIZE, "()V", null, null);
            } else {
                next = super.visitMethod(unlocked, name, descriptor, signature, exceptions);
            }
            MethodVisitor calls = new Calls(next, owner, name);
            return isSynchronized ? new Synchronized(calls, owner, (access & Opcodes.ACC_STATIC) != 0) : calls;
        }

        @Override
        public void visitEnd() {
            if (initialized) {
                MethodVisitor method = super.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
                method.visitCode();
                method.visitMethodInsn(Opcodes.INVOKESTATIC, owner, INITIALIZE, "()V", false);
                method.visitInsn(Opcodes.RETURN);
                method.visitMaxs(0, 0);
                method.visitEnd();
            }
            super.visitEnd();
        }
    }

    /** Changes what a method calls. */
    private final class Calls extends MethodVisitor {

        private final String owner;
        private final String method;

        Calls(MethodVisitor next, String owner, String method) {
            super(Opcodes.ASM9, next);
            this.owner = owner;
            this.method = method;
        }

        private void runtime(String name, String descriptor) {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, RUNTIME, name, descriptor, false);
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            super.visitTypeInsn(opcode, opcode == Opcodes.NEW ? made(type) : type);
        }

        /** Returns the class that is made in place of another one. */
        private String made(String type) {
            if (REFUSED.contains(type)) {
                throw refused(type);
            }
            return switch (type) {
                case LOCK -> mutation.lockOf(owner, method);
                case "java/lang/Thread" -> "io/partd/simulation/SimulatedThread";
                case "java/util/concurrent/FutureTask" -> "io/partd/simulation/SimulatedFuture";
                default -> type;
            };
        }

        @Override
        public void visitMethodInsn(int opcode, String type, String name, String descriptor, boolean isInterface) {
            String call = mutation.callOf(type, name);
            mutation.beforeCall(mv, owner, method, type, name);
            if (name.equals("<init>")) {
                super.visitMethodInsn(opcode, made(type), name, descriptor, isInterface);
            } else if (call != null) {
                runtimeCall(opcode, call, type, descriptor);
            } else if (type.equals("io/partd/internal/SystemCalls") && name.equals("system")) {
                super.visitMethodInsn(opcode, "io/partd/internal/SimulatedCalls", name, descriptor, false);
            } else if (CALLS.containsKey(type + "." + name)) {
                runtimeCall(opcode, RUNTIME + "." + CALLS.get(type + "." + name), type, descriptor);
            } else if (isStoreToMemory(type, name, descriptor)) {
                runtimeCall(opcode, RUNTIME + ".put", type, descriptor);
            } else if (REFUSED.contains(type) || REFUSED.contains(type + "." + name) || isFiles(type)) {
                throw refused(type + "." + name);
            } else {
                if (type.startsWith("java/util/concurrent/atomic/")) {
                    runtime("step", "()V");
                }
                super.visitMethodInsn(opcode, type, name, descriptor, isInterface);
            }
        }

        /** Calls a static method with the same arguments, after the object if there is one. */
        private void runtimeCall(int opcode, String target, String type, String descriptor) {
            int dot = target.indexOf('.');
            String arguments =
                    opcode == Opcodes.INVOKESTATIC ? descriptor : "(L" + type + ";" + descriptor.substring(1);
            super.visitMethodInsn(
                    Opcodes.INVOKESTATIC, target.substring(0, dot), target.substring(dot + 1), arguments, false);
        }

        private boolean isStoreToMemory(String type, String name, String descriptor) {
            return type.equals("java/nio/ByteBuffer")
                    && name.equals("put")
                    && descriptor.startsWith("(ILjava/nio/ByteBuffer;II)");
        }

        private boolean isFiles(String type) {
            return type.equals("java/nio/file/Files")
                    && Set.of("SystemDisk", "OpenLogs").contains(owner.substring(owner.lastIndexOf('/') + 1));
        }

        private UnsupportedOperationException refused(String what) {
            return new UnsupportedOperationException(owner + "." + method + " uses " + what
                    + ", of which the simulation knows nothing yet; teach SimulatedRuntime and Instrumentation");
        }

        @Override
        public void visitFieldInsn(int opcode, String type, String name, String descriptor) {
            if (volatileFields.contains(type + "." + name)) {
                runtime("step", "()V");
            }
            super.visitFieldInsn(opcode, type, name, descriptor);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.MONITORENTER) {
                runtime("enter", "(Ljava/lang/Object;)V");
            } else if (opcode == Opcodes.MONITOREXIT) {
                runtime("exit", "(Ljava/lang/Object;)V");
            } else {
                super.visitInsn(opcode);
            }
        }
    }

    /** Makes a block of what was a synchronized method. */
    private static final class Synchronized extends MethodVisitor {

        private final String owner;
        private final boolean isStatic;
        private final Label begin = new Label();
        private final Label end = new Label();

        Synchronized(MethodVisitor next, String owner, boolean isStatic) {
            super(Opcodes.ASM9, next);
            this.owner = owner;
            this.isStatic = isStatic;
        }

        private void monitor(String name) {
            if (isStatic) {
                super.visitLdcInsn(Type.getObjectType(owner));
            } else {
                super.visitVarInsn(Opcodes.ALOAD, 0);
            }
            super.visitMethodInsn(Opcodes.INVOKESTATIC, RUNTIME, name, "(Ljava/lang/Object;)V", false);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            monitor("enter");
            super.visitLabel(begin);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
                monitor("exit");
            }
            super.visitInsn(opcode);
        }

        @Override
        public void visitMaxs(int stack, int locals) {
            super.visitLabel(end);
            super.visitTryCatchBlock(begin, end, end, null);
            Object[] self = isStatic ? new Object[0] : new Object[] {owner};
            super.visitFrame(Opcodes.F_NEW, self.length, self, 1, new Object[] {"java/lang/Throwable"});
            monitor("exit");
            super.visitInsn(Opcodes.ATHROW);
            super.visitMaxs(stack, locals);
        }
    }
}
