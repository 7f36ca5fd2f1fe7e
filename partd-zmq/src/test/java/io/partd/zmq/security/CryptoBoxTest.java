package io.partd.zmq.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CryptoBoxTest {

    // The example of "Cryptography in NaCl" (Bernstein), chapters 2 to 10.
    private static final byte[] BOB = hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    private static final byte[] ALICE = hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    private static final byte[] SHARED = hex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
    private static final byte[] NONCE = hex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
    private static final byte[] CONTENT = hex("be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffc"
            + "e5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb31"
            + "0e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde"
            + "048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f93776384864"
            + "5e0705");
    private static final byte[] BOX = hex("f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce"
            + "48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c972"
            + "71d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae"
            + "90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b3"
            + "7973f622a43d14a6599b1f654cb45a74e355a5");

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    @Test
    void agreesWithTheExampleOfNacl() throws Exception {
        assertThat(CryptoBox.sharedKey(ALICE, BOB)).isEqualTo(SHARED);
        CryptoBox box = CryptoBox.between(ALICE, BOB);
        assertThat(box.sealed(NONCE, CONTENT)).isEqualTo(BOX);
        assertThat(box.opened(NONCE, ByteBuffer.wrap(BOX))).isEqualTo(ByteBuffer.wrap(CONTENT));
    }

    @Test
    void opensWhatItHasSealedAtAnyLengthAndPlace() {
        Random random = new Random(1);
        CryptoBox sealing = new CryptoBox(SHARED);
        CryptoBox opening = new CryptoBox(SHARED);
        for (int length = 0; length < 300; length++) {
            byte[] bytes = new byte[length + 40];
            random.nextBytes(bytes);
            byte[] before = bytes.clone();
            int offset = random.nextInt(20);
            sealing.seal(NONCE, bytes, offset, length);
            if (length > 8) {
                assertThat(bytes).isNotEqualTo(before);
            }
            assertThat(opening.open(NONCE, bytes, offset, length + CryptoBox.OVERHEAD))
                    .isTrue();
            Arrays.fill(bytes, offset, offset + CryptoBox.OVERHEAD, (byte) 0);
            Arrays.fill(before, offset, offset + CryptoBox.OVERHEAD, (byte) 0);
            assertThat(bytes).isEqualTo(before);
        }
    }

    @Test
    void refusesAChangeOfAnyBit() {
        CryptoBox box = new CryptoBox(SHARED);
        for (int bit = 0; bit < BOX.length * 8; bit++) {
            byte[] changed = BOX.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            byte[] before = changed.clone();
            assertThat(box.open(NONCE, changed, 0, changed.length)).isFalse();
            assertThat(changed).isEqualTo(before);
        }
        for (int length = 0; length < BOX.length; length++) {
            assertThat(box.open(NONCE, BOX.clone(), 0, length)).isFalse();
        }
        byte[] otherNonce = NONCE.clone();
        otherNonce[23] ^= 1;
        assertThat(box.opened(otherNonce, ByteBuffer.wrap(BOX))).isNull();
    }

    @Test
    void refusesAPublicKeyThatMakesNoSecretOrIsWrittenAnotherWay() {
        for (String weak : new String[] {
            "00".repeat(32),
            "01" + "00".repeat(31),
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            HexFormat.of().formatHex(ALICE, 0, 31) + "ea"
        }) {
            assertThatThrownBy(() -> CryptoBox.sharedKey(hex(weak), BOB))
                    .isInstanceOf(HandshakeException.class)
                    .hasMessage("the other side's public key is none that CURVE may use");
        }
    }
}
