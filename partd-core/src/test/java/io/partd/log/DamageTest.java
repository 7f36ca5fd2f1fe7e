package io.partd.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Durability;
import io.partd.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damages the files of a small log in all places: what is read is right, or it is an error that says where. */
@ExtendWith(WithoutWarnings.class)
@Tag("sampled")
final class DamageTest {

    private static final int UNREADABLE = 32;
    private static final int[] MASKS = {1, 0x80, 0xff};
    private static final Log.Options OPTIONS = new Log.Options(900, 5);

    @TempDir
    private Path directory;

    private int opened;

    private static DamagedLog log(boolean closed) throws IOException {
        return closed ? DamagedLog.closed() : DamagedLog.killed();
    }

    private static LogStore simulated(Map<String, byte[]> files) throws IOException {
        return SimulatedDisk.store(SimulatedMachine.with(files), Durability.NEVER, OPTIONS);
    }

    /** Opens the files where they are files. */
    private LogStore real(Map<String, byte[]> files) throws IOException {
        Path dataset = Files.createDirectory(directory.resolve("dataset" + opened++));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(dataset.resolve(file.getKey()), file.getValue());
        }
        return LogStore.open(dataset, Durability.NEVER, OPTIONS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aByteThatFlipsIsNeverAWrongValue(boolean closed) throws IOException {
        DamagedLog log = log(closed);
        log.files().forEach((name, content) -> {
            // What is before the last segment does not depend on how the log was left.
            int flips = closed || name.equals(log.last()) ? content.length * MASKS.length : 0;
            for (int flip = 0; flip < flips; flip += Sample.step(4)) {
                int i = flip / MASKS.length;
                int mask = MASKS[flip % MASKS.length];
                byte[] flipped = content.clone();
                flipped[i] ^= (byte) mask;
                log.damage(name, flipped, DamageTest::simulated, "byte " + i + " ^ " + mask);
            }
        });
        assertThat(log.refused()).isGreaterThan(100 / Sample.step(4));
        // What follows the last checkpoint is compared with its checksums at once.
        assertThat(log.unreadable() > 100 / Sample.step(4)).isEqualTo(closed);
        assertThat(log.read()).isGreaterThan(100 / Sample.step(4));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatIsCutIsNeverAWrongValue(boolean closed) throws IOException {
        DamagedLog log = log(closed);
        log.files().forEach((name, content) -> {
            for (int length = 0; length < content.length; length += Sample.step(5)) {
                byte[] cut = Arrays.copyOf(content, length);
                log.damage(name, cut, DamageTest::simulated, "cut to " + length + " of " + content.length + " bytes");
            }
        });
        assertThat(log.refused()).isGreaterThan(500 / Sample.step(5));
    }

    /** A check finds all of it, and stops at none. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPartThatCannotBeReadIsNeverAWrongValue(boolean closed) throws IOException {
        DamagedLog log = log(closed);
        for (String name : log.files().keySet()) {
            if (!Segment.isName(name)) {
                continue;
            }
            byte[] content = log.files().get(name);
            for (int from = 0; from < content.length; from += UNREADABLE) {
                int start = from;
                int end = from + UNREADABLE;
                String what = "bytes " + start + " to " + end;
                DamagedLog.Opening opening = files -> SimulatedDisk.store(
                        SimulatedMachine.with(files).withUnreadable(name, start, end), Durability.NEVER, OPTIONS);
                log.damage(name, content, opening, what);
                SimulatedMachine machine = SimulatedMachine.with(log.files()).withUnreadable(name, start, end);
                try (Disk disk = new SimulatedDisk(machine, new ReentrantLock())) {
                    LogCheck.Report report = new LogScan(disk, Manifest.read(disk), LogScan.NONE, bytes -> {}).run();
                    boolean used = IntStream.range(start, Math.min(end, content.length))
                            .anyMatch(i -> content[i] != 0);
                    assertThat(!report.damages().isEmpty() || !used)
                            .as(what + " of " + name)
                            .isTrue();
                }
            }
        }
        assertThat(log.refused() + log.unreadable()).isGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCutFileOfTheSystemIsAnErrorNotAFault(boolean closed) throws IOException {
        DamagedLog log = log(closed);
        log.files().forEach((name, content) -> {
            int step = name.equals(log.last()) ? 1 : 13;
            for (int length = 0; length < content.length; length += step * Sample.step(7)) {
                byte[] cut = Arrays.copyOf(content, length);
                log.damage(name, cut, this::real, "cut to " + length + " of " + content.length + " bytes");
            }
        });
        assertThat(log.refused()).isGreaterThan(100 / Sample.step(7));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsBehindTheEndIsNoData(boolean closed) throws IOException {
        DamagedLog log = log(closed);
        Random random = new Random(7);
        for (int length : new int[] {1, 7, 8, 31, 32, 33, 100, 511, 4096, 70_000}) {
            byte[] garbage = new byte[length];
            random.nextBytes(garbage);
            for (byte[] tail : new byte[][] {new byte[length], garbage}) {
                log.files().forEach((name, content) -> {
                    byte[] longer = Arrays.copyOf(content, content.length + length);
                    System.arraycopy(tail, 0, longer, content.length, length);
                    int refused = log.refused();
                    log.damage(name, longer, DamageTest::simulated, length + " bytes behind the end");
                    assertThat(log.refused() > refused).isEqualTo(name.equals(Manifest.NAME));
                });
            }
        }
        assertThat(log.unreadable()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"partd-log.lock", "partd-log.users"})
    void whatIsInTheLockFilesDoesNotMatter(String name) throws IOException {
        DamagedLog log = DamagedLog.closed();
        for (int i = 0; i <= 200; i += 8) {
            byte[] words = new byte[4096];
            new Random(i).nextBytes(words);
            Arrays.fill(words, i, words.length, (byte) (i % 3 == 0 ? 0 : 0xff));
            log.damage(name, words, this::real, "words from " + i);
            log.damage(name, Arrays.copyOf(words, i), this::real, "cut to " + i);
        }
        assertThat(log.refused() + log.unreadable()).isZero();
    }
}
