package io.partd.codecs.pickle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** Pickles that are mostly wrong, from a seed. */
final class PickleNoise {

    private static final String[] STEPS = {
        "N",
        "\u0088",
        "K\1",
        "K\2",
        "M\1\2",
        "G\0\0\0\0\0\0\0\0",
        "I5\n",
        "L7L\n",
        "\u008a\1\5",
        "\u008c\1a",
        "C\1b",
        "V\u00e4\n",
        "]",
        "}",
        ")",
        "\u008f",
        "(",
        "(",
        "t",
        "l",
        "d",
        "\u0091",
        "\u0085",
        "\u0086",
        "\u0087",
        "a",
        "e",
        "s",
        "u",
        "\u0090",
        "q\0",
        "q\1",
        "q\2",
        "\u0094",
        "h\0",
        "h\1",
        "h\2",
        "0",
        "1",
        "2",
        "R",
        "\u0081",
        "\u0092",
        "b",
        "o",
        "cbuiltins\nset\n",
        "cbuiltins\nfrozenset\n",
        "cbuiltins\nlist\n",
        "cbuiltins\ndict\n",
        "cbuiltins\nrange\n",
        "cbuiltins\nbytearray\n",
        "ccollections\nOrderedDict\n",
        "ccollections\ndefaultdict\n",
        "ccollections\ndeque\n",
        "cdecimal\nDecimal\n",
        "cdatetime\ndatetime\n",
        "cdatetime\ntimedelta\n",
        "cdatetime\ntimezone\n",
        "cuuid\nUUID\n",
        "cnumpy\ndtype\n",
        "cnumpy.core.multiarray\n_reconstruct\n",
        "cnumpy.core.multiarray\nscalar\n",
        "cnumpy.core.numeric\n_frombuffer\n",
        "c_codecs\nencode\n",
        "ccopyreg\n_reconstructor\n",
        "Vlatin1\n",
        "Vi8\n",
        "V<\n"
    };

    /** The first ones need nothing on the stack. */
    private static final int PUSHING = 16;

    private PickleNoise() {}

    /** Another pickle with some bytes changed, left out, doubled, or moved. */
    static byte[] mutated(Random random, byte[] original) {
        byte[] pickle = original.clone();
        for (int i = random.nextInt(4); i >= 0 && pickle.length > 0; i--) {
            int at = random.nextInt(pickle.length);
            int length = random.nextInt(Math.min(40, pickle.length - at) + 1);
            switch (random.nextInt(4)) {
                case 0 -> pickle[at] = (byte) random.nextInt(256);
                case 1 -> pickle[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> {
                    byte[] shorter = Arrays.copyOf(pickle, pickle.length - length);
                    System.arraycopy(pickle, at + length, shorter, at, pickle.length - at - length);
                    pickle = shorter;
                }
                default -> {
                    byte[] longer = Arrays.copyOf(pickle, pickle.length + length);
                    System.arraycopy(pickle, at, longer, at + length, pickle.length - at);
                    pickle = longer;
                }
            }
        }
        return pickle;
    }

    /** Some steps of the machine, one after the other. */
    static byte[] program(Random random) {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        for (int i = random.nextInt(40); i >= 0; i--) {
            int step = random.nextInt(random.nextInt(3) == 0 ? STEPS.length : PUSHING);
            pickle.writeBytes(STEPS[step].getBytes(ISO_8859_1));
        }
        pickle.write('.');
        return pickle.toByteArray();
    }
}
