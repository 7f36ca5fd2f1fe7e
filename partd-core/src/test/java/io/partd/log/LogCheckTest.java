package io.partd.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.Durability;
import io.partd.Store;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damages a log by hand, in every way, and looks what is found and what is kept. */
class LogCheckTest {

    /** Segments of a batch or two, a list for every two records. */
    private static final Log.Options SMALL = new Log.Options(200, 2);

    private static final String FIRST = "segment-0000000001";

    /** What is done with a check. */
    @FunctionalInterface
    private interface Use {
        Object of(LogCheck check) throws IOException;
    }

    @TempDir
    private Path temporary;

    private Path log;

    @BeforeEach
    void nameTheLog() {
        log = temporary.resolve("log");
    }

    /** Batches at bytes 128, 176, 240 and 288 of the first segment; the log ends at byte 336. */
    private void fill() throws IOException {
        try (Store store = LogStore.open(log)) {
            store.append("a", bytes("one")); // record at 160
            store.append(ordered("a", "two", "b", "2")); // records at 208, 224
            store.delete("b"); // record at 272
            store.append("c", bytes("end")); // record at 320
        }
    }

    @Test
    void findsNothingInALogThatIsWhole() throws IOException {
        fill();
        Map<String, byte[]> before = files();
        AtomicLong read = new AtomicLong();
        LogCheck.Report report = LogCheck.of(log).onProgress(read::addAndGet).check();
        assertThat(report).isEqualTo(new LogCheck.Report(1, 4, 5, 2, 336, List.of()));
        assertThat(report.isWhole()).isTrue();
        assertThat(read).hasValue(336);
        LogCheck.Repair repair = LogCheck.of(log).repair();
        assertThat(repair).isEqualTo(new LogCheck.Repair(report, report, List.of()));
        assertThat(repair.isChanged()).isFalse();
        assertThat(files()).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void findsADamagedRecord() throws IOException {
        fill();
        flip(FIRST, 224 + 13);
        assertFound("segment-0000000001 at byte 224: a record (its key reads 'b') is damaged; the batch at"
                + " byte 176 is lost, 2 records; 64 bytes cannot be used; bytes lost of keys: 'a' 3, 'b' 1");
        LogCheck.Repair repair = LogCheck.of(log).repair();
        assertThat(repair.lost()).containsExactlyInAnyOrderEntriesOf(Map.of("a", 3L, "b", 1L));
        assertThat(repair.quarantined()).containsExactly("damaged-segment-0000000001");
        assertThat(repair.kept().batches()).isEqualTo(3);
        assertKept("a", "one", "c", "end");
    }

    @Test
    void findsARecordWhoseHeaderMakesNoSense() throws IOException {
        fill();
        write(FIRST, 208 + 4, new byte[] {-1, -1, -1, -1});
        assertFound("segment-0000000001 at byte 208: a record is damaged; the batch at byte 176 is lost, 2 records; 64"
                + " bytes cannot be used; bytes lost of keys: 'b' 1");
        LogCheck.of(log).repair();
        assertKept("a", "one", "c", "end");
    }

    @Test
    void findsADamagedBatch() throws IOException {
        fill();
        flip(FIRST, 176 + 16);
        assertFound("segment-0000000001 at byte 176: there is no batch, or its header is damaged; 64 bytes cannot be"
                + " used; bytes lost of keys: 'a' 3, 'b' 1");
        LogCheck.of(log).repair();
        assertKept("a", "one", "c", "end");
    }

    @Test
    void findsABatchThatWasZeroed() throws IOException {
        fill();
        write(FIRST, 128, new byte[48]);
        assertFound("segment-0000000001 at byte 128: there is no batch, or its header is damaged; 48 bytes cannot be"
                + " used");
        LogCheck.of(log).repair();
        assertKept("a", "two", "c", "end");
    }

    @Test
    void saysWhatIsNotDeletedAnyMore() throws IOException {
        fill();
        flip(FIRST, 240);
        assertFound("segment-0000000001 at byte 240: there is no batch, or its header is damaged; 48 bytes cannot be"
                + " used; keys not deleted: 'b'");
        LogCheck.of(log).repair();
        assertKept("a", "onetwo", "b", "2", "c", "end");
    }

    @Test
    void takesDamageOfALogThatWasWholeAtTheEndForNoTornEnd() throws IOException {
        fill();
        flip(FIRST, 288);
        assertFound("segment-0000000001 at byte 288: there is no batch, or its header is damaged; 48 bytes cannot be"
                + " used; bytes lost of keys: 'c' 3");
        assertThatThrownBy(() -> LogStore.open(log)).isInstanceOf(CorruptDataException.class);
        LogCheck.of(log).repair();
        assertKept("a", "onetwo");
    }

    @Test
    void findsAFileThatWasCut() throws IOException {
        fill();
        cut(FIRST, 300);
        assertFound("segment-0000000001 at byte 288: the file was cut: it ends at byte 300, and ended at byte 336 when"
                + " the log was closed; 48 bytes cannot be used");
        LogCheck.of(log).repair();
        assertKept("a", "onetwo");
    }

    @Test
    void findsATornEndWhichIsNoDamage() throws IOException {
        fill();
        write(FIRST, 72, new byte[24]); // as if it had never been closed
        flip(FIRST, 320 + 14);
        LogCheck.Report report = LogCheck.of(log).check();
        assertThat(shown(report))
                .containsExactly(
                        "segment-0000000001 at byte 288: an incomplete write ends the log; 48 bytes to be cut off");
        assertThat(report.isWhole()).isTrue();
        LogCheck.Repair repair = LogCheck.of(log).repair();
        assertThat(repair.isChanged()).isTrue();
        assertThat(repair.kept().damages()).isEmpty();
        assertThat(repair.quarantined()).isEmpty();
        assertKept("a", "onetwo");
    }

    @Test
    void mendsASegmentHeaderWhereItIs() throws IOException {
        fill();
        flip(FIRST, 33);
        assertFound("segment-0000000001 at byte 0: the header is damaged");
        LogCheck.Repair repair = LogCheck.of(log).repair();
        assertThat(repair.quarantined()).isEmpty();
        assertThat(repair.kept()).isEqualTo(new LogCheck.Report(1, 4, 5, 2, 336, List.of()));
        assertKept("a", "onetwo", "c", "end");
    }

    @Test
    void takesAnotherVersionInAHeaderForDamageIfTheManifestIsOfThisOne() throws IOException {
        fill();
        flip(FIRST, 8);
        assertFound("segment-0000000001 at byte 0: the header is damaged");
        LogCheck.of(log).repair();
        assertKept("a", "onetwo", "c", "end");
    }

    @Test
    void clearsADamagedMark() throws IOException {
        fill();
        flip(FIRST, 72);
        assertFound("segment-0000000001 at byte 0: a mark in the header is damaged");
        LogCheck.of(log).repair();
        assertKept("a", "onetwo", "c", "end");
    }

    @Test
    void makesTheManifestAnew() throws IOException {
        fill();
        flip("partd-log", 20);
        assertFound("partd-log at byte 0: it is damaged");
        assertThatThrownBy(() -> LogStore.open(log)).isInstanceOf(CorruptDataException.class);
        LogCheck.Repair repair = LogCheck.of(log).repair();
        assertThat(repair.quarantined()).containsExactly("damaged-partd-log");
        assertThat(log.resolve("damaged-partd-log")).exists();
        assertKept("a", "onetwo", "c", "end");
    }

    @Test
    void openingMakesNoNewLogInPlaceOfOneWithoutItsManifest() throws IOException {
        fill();
        Files.delete(log.resolve("partd-log"));
        assertThat(LogStore.isLog(log)).isTrue();
        assertThatThrownBy(() -> LogStore.open(log))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage(log.toRealPath() + " has segments of a log, such as segment-0000000001, but their list,"
                        + " partd-log, is missing; 'partd verify --repair' rebuilds it");
        assertFound("partd-log at byte 0: it is missing");
        assertThat(LogCheck.of(log).repair().quarantined()).isEmpty();
        assertKept("a", "onetwo", "c", "end");
    }

    @Test
    void makesTheManifestOfManySegmentsAnew() throws IOException {
        fillMany();
        assertManifestIsMadeAnew();
    }

    @Test
    void makesTheManifestOfACompactedLogAnew() throws IOException {
        fillMany();
        try (Store store = LogStore.open(log, Durability.NEVER, SMALL)) {
            store.compact();
            for (int i = 0; i < 10; i++) {
                store.append("k" + i % 3, bytes("later " + i + " "));
            }
        }
        assertManifestIsMadeAnew();
    }

    @Test
    void makesTheManifestOfADroppedLogAnewWithoutWhatWasDropped() throws IOException {
        fillMany();
        Path old = temporary.resolve("old");
        try (Store store = LogStore.open(log, Durability.NEVER, SMALL)) {
            Files.copy(log.resolve(FIRST), old);
            store.drop();
            store.append("after", bytes("drop"));
        }
        Files.move(old, log.resolve(FIRST)); // as a crash leaves it that comes before the removal
        assertManifestIsMadeAnew();
    }

    private void assertManifestIsMadeAnew() throws IOException {
        Map<String, String> before = contents();
        List<String> present = Files.readAllLines(log.resolve("partd-log"));
        Files.delete(log.resolve("partd-log"));
        assertFound("partd-log at byte 0: it is missing");
        LogCheck.of(log, SMALL).repair();
        List<String> made = Files.readAllLines(log.resolve("partd-log"));
        assertThat(made.get(1)).isEqualTo(present.get(1));
        assertThat(made.get(5)).isEqualTo(present.get(5));
        assertThat(contents()).isEqualTo(before);
        try (Store store = LogStore.open(log, Durability.NEVER, SMALL)) {
            store.append("more", bytes("of it"));
            store.compact();
        }
        before.put("more", "of it");
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void refusesALogOfANewerVersion() throws IOException {
        fill();
        Path manifest = log.resolve("partd-log");
        Files.writeString(manifest, Files.readString(manifest).replace("partd-log 1", "partd-log 2"));
        write(FIRST, 8, new byte[] {2});
        for (Use use : List.<Use>of(LogCheck::check, LogCheck::repair)) {
            assertThatThrownBy(() -> use.of(LogCheck.of(log)))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("is a log of format version 2; this program reads version 1 only");
        }
    }

    /** Whatever the manifest's other lines say, and whatever the segments do. */
    @Test
    void takesAManifestOfAnotherVersionForNoDamage() throws IOException {
        fill();
        Path manifest = log.resolve("partd-log");
        Files.writeString(manifest, "partd-log 2\nof which this program knows nothing");
        assertRefused(
                "partd-log: is a log of format version 2; this program reads version 1 only, so use one that is as"
                        + " new as the log");
    }

    @Test
    void takesSegmentsOfAnotherVersionForNoDamageIfTheManifestIsMissing() throws IOException {
        fill();
        Files.delete(log.resolve("partd-log"));
        write(FIRST, 8, new byte[] {2});
        assertRefused(FIRST + ": is a log of format version 2; this program reads version 1 only, so use one that is as"
                + " new as the log");
    }

    /** As if this user were not permitted to open it, or had too many files open: nothing says that it is damaged. */
    @Test
    void takesAFileThatItCannotOpenForNoDamage() throws IOException {
        fillMany();
        makeLink("partd-log");
        assertRefused("partd-log: is a symbolic link");
        Files.delete(log.resolve("partd-log"));
        makeLink("segment-0000000003");
        assertRefused("segment-0000000003: is a symbolic link");
    }

    private void makeLink(String file) throws IOException {
        Path elsewhere = Files.move(log.resolve(file), temporary.resolve(file));
        Files.createSymbolicLink(log.resolve(file), elsewhere);
    }

    private void assertRefused(String why) throws IOException {
        Map<String, byte[]> before = files();
        for (Use use : List.<Use>of(LogCheck::check, LogCheck::repair)) {
            assertThatThrownBy(() -> use.of(LogCheck.of(log, SMALL)))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageEndingWith(why);
        }
        assertThat(files()).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void keepsWhatIsInTheOtherSegmentsIfOneIsMissing() throws IOException {
        fillMany();
        Files.delete(log.resolve("segment-0000000005"));
        LogCheck.Report report = LogCheck.of(log).check();
        assertThat(shown(report)).containsExactly("segment-0000000005 at byte 0: the file is missing");
        assertThat(report.isWhole()).isFalse();
        LogCheck.Repair repair = LogCheck.of(log, SMALL).repair();
        assertThat(repair.kept().batches()).isEqualTo(report.batches());
        assertThat(repair.kept().isWhole()).isTrue();
        assertThat(contents().get("k2")).startsWith("value 2 ").endsWith("value 26 ");
    }

    @Test
    void keepsWhatIsInFrontOfACutInTheMiddle() throws IOException {
        fillMany();
        cut("segment-0000000003", 170);
        LogCheck.Report report = LogCheck.of(log).check();
        assertThat(shown(report))
                .containsExactly("segment-0000000003 at byte 128: the segment was cut or overwritten: its last batch is"
                        + " missing; 41 bytes cannot be used");
        LogCheck.Repair repair = LogCheck.of(log, SMALL).repair();
        assertThat(repair.quarantined()).containsExactly("damaged-segment-0000000003");
        assertThat(repair.kept().batches()).isEqualTo(report.batches());
        cut("segment-00000000" + manifest().last(), 50);
        assertThat(shown(LogCheck.of(log).check()))
                .containsExactly("segment-00000000" + manifest().last() + " at byte 0: the file was cut to 50 bytes");
    }

    @Test
    void makesADamagedListAnew() throws IOException {
        fillMany();
        Map<String, String> before = contents();
        long at = find(FIRST, Format.INDEX);
        flip(FIRST, at + Format.BATCH_HEADER);
        LogCheck.Report report = LogCheck.of(log).check();
        assertThat(shown(report))
                .containsExactly("segment-0000000001 at byte " + at
                        + ": a list of records is damaged, one of 1; 64 bytes cannot be used");
        assertThat(report.damages().get(0).isLoss()).isFalse();
        LogCheck.Repair repair = LogCheck.of(log, SMALL).repair();
        assertThat(repair.quarantined()).isEmpty();
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void makesADamagedCheckpointAnew() throws IOException {
        fillMany();
        try (Store store = LogStore.open(log, Durability.NEVER, SMALL)) {
            store.compact();
            store.append("k1", bytes("later"));
            store.append("k1", bytes("than that"));
        }
        Map<String, String> before = contents();
        List<Long> ids = new ArrayList<>(manifest().segments());
        ids.removeIf(id -> !isCheckpointed(Segment.name(id)));
        flip(Segment.name(ids.get(ids.size() - 1)), Format.SEGMENT_HEADER + 60);
        assertThat(shown(LogCheck.of(log).check()))
                .hasSize(1)
                .allMatch(line -> line.contains("a checkpoint is damaged"));
        assertThat(contents()).as("without the checkpoint").isEqualTo(before);
        LogCheck.of(log, SMALL).repair();
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void repairsSeveralDamagesAtOnceAndOnlyOnce() throws IOException {
        fillMany();
        flip("partd-log", 30);
        flip("segment-0000000002", 30);
        flip("segment-0000000004", 170);
        Files.delete(log.resolve("segment-0000000006"));
        LogCheck.Report report = LogCheck.of(log).check();
        assertThat(report.damages())
                .extracting(LogCheck.Damage::kind)
                .containsExactly(
                        LogCheck.Damage.Kind.MANIFEST,
                        LogCheck.Damage.Kind.SEGMENT_HEADER,
                        LogCheck.Damage.Kind.RECORD,
                        LogCheck.Damage.Kind.MISSING_SEGMENT);
        LogCheck.Repair repair = LogCheck.of(log, SMALL).repair();
        assertThat(repair.found()).isEqualTo(report);
        assertThat(repair.kept().damages()).isEmpty();
        assertThat(repair.kept().batches()).isEqualTo(report.batches());
        assertThat(repair.kept().records()).isEqualTo(report.records());
        assertThat(repair.kept().keys()).isEqualTo(report.keys());
        Map<String, byte[]> after = files();
        assertThat(LogCheck.of(log, SMALL).repair().isChanged()).isFalse();
        assertThat(files()).usingRecursiveComparison().isEqualTo(after);
    }

    @Test
    void losesNothingIfItIsInterrupted() throws IOException {
        fillMany();
        flip(FIRST, 170);
        Map<String, byte[]> before = files();
        LogCheck.Report report = LogCheck.of(log).check();
        for (long at = 0; at < 2 * report.bytes(); at += report.bytes() / 8) {
            AtomicLong left = new AtomicLong(at);
            LogCheck check = LogCheck.of(log, SMALL).onProgress(read -> {
                if (left.addAndGet(-read) < 0) {
                    throw new IllegalStateException("stopped");
                }
            });
            assertThatThrownBy(check::repair).hasMessage("stopped");
            assertThat(files()).usingRecursiveComparison().isEqualTo(before);
        }
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> LogCheck.of(log).check()).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void goesOnAfterACrashJustBeforeTheExchange() throws IOException {
        fillMany();
        flip(FIRST, 170);
        LogCheck.Report report = LogCheck.of(log).check();
        // As a crash would leave it: some segments have moved up, the damaged one has its second name.
        Files.createDirectory(log.resolve("partd-log.repair"));
        Files.writeString(log.resolve("partd-log.repair/partd-log"), "made");
        Files.copy(log.resolve("segment-0000000002"), log.resolve("segment-0000000077"));
        Files.createLink(log.resolve("damaged-" + FIRST), log.resolve(FIRST));
        assertThat(LogCheck.of(log).check()).isEqualTo(report);
        LogCheck.Repair repair = LogCheck.of(log, SMALL).repair();
        assertThat(repair.kept().batches()).isEqualTo(report.batches());
        assertThat(log.resolve("partd-log.repair")).doesNotExist();
        contents();
        assertThat(log.resolve("segment-0000000077")).doesNotExist();
        assertThat(log.resolve("damaged-" + FIRST)).exists();
    }

    @Test
    void readsNoSegmentOfAnotherLog() throws IOException {
        fillMany();
        Path other = temporary.resolve("other");
        try (Store store = LogStore.open(other)) {
            store.append("k0", bytes("of another log"));
        }
        Files.copy(other.resolve(FIRST), log.resolve(FIRST), StandardCopyOption.REPLACE_EXISTING);
        assertFound(FIRST + " at byte 0: the file is a segment of another log, or was renamed");
        LogCheck.Repair repair = LogCheck.of(log, SMALL).repair();
        assertThat(repair.quarantined()).containsExactly("damaged-" + FIRST);
        assertThat(contents().get("k0")).doesNotContain("of another log");
    }

    @Test
    void repairsNothingThatAnotherProcessHasOpen() throws IOException {
        fill();
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        // Locks of two descriptors exclude each other within a process, too.
        try (Disk elsewhere = OpenLogs.openDirectory(log, lock)) {
            elsewhere.processes().announce();
            assertThat(LogCheck.of(log).check().isWhole()).isTrue();
            assertThatThrownBy(() -> LogCheck.of(log).repair())
                    .hasMessage(log.toRealPath() + ": is open in another process; close it there, then repair it");
        }
    }

    @Test
    void refusesWhatIsNoLogOrInUse() throws IOException {
        assertThatThrownBy(() -> LogCheck.of(log).check()).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> LogCheck.of(temporary).check())
                .hasMessage(temporary + ": is not a log: it has no partd-log and no segments");
        fill();
        try (Store open = LogStore.open(log)) {
            assertThatThrownBy(() -> LogCheck.of(log).check())
                    .hasMessage(log.toRealPath() + ": is open in this program; close it first");
            assertThat(open.get("c")).isEqualTo(bytes("end"));
        }
    }

    private void fillMany() throws IOException {
        try (Store store = LogStore.open(log, Durability.NEVER, SMALL)) {
            for (int i = 0; i < 28; i++) {
                store.append("k" + i % 3, bytes("value " + i + " "));
                if (i % 10 == 9) {
                    store.delete("k" + i % 3);
                }
            }
        }
    }

    private boolean isCheckpointed(String file) {
        try {
            return Files.readAllBytes(log.resolve(file))[Format.SEGMENT_HEADER + 12] == Format.CHECKPOINT;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Manifest manifest() throws IOException {
        try (Disk disk = OpenLogs.openDirectory(log, new ReentrantLock())) {
            return Manifest.read(disk);
        }
    }

    /** Returns where the first batch of a kind is. */
    private long find(String file, int kind) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(log.resolve(file).toFile(), "r")) {
            for (long at = Format.SEGMENT_HEADER; ; ) {
                in.seek(at);
                long length = Long.reverseBytes(in.readLong());
                in.seek(at + 12);
                if (in.read() == kind) {
                    return at;
                }
                at += length;
            }
        }
    }

    private void assertFound(String line) throws IOException {
        LogCheck.Report report = LogCheck.of(log).check();
        assertThat(shown(report)).containsExactly(line);
        assertThat(report.isWhole()).isFalse();
    }

    private static List<String> shown(LogCheck.Report report) {
        return report.damages().stream().map(LogCheck.Damage::toString).toList();
    }

    private void assertKept(String... keysAndValues) throws IOException {
        assertThat(LogCheck.of(log).check().damages()).isEmpty();
        Map<String, String> expected = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            expected.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        assertThat(contents()).isEqualTo(expected);
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Store store = LogStore.open(log, Durability.NEVER, SMALL)) {
            for (String key : store.keys()) {
                contents.put(key, new String(store.get(key), UTF_8));
            }
        }
        return contents;
    }

    /** The files of the log, but for those that only lock. */
    private Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> entries = Files.list(log)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (!name.equals("partd-log.lock") && !name.equals("partd-log.users")) {
                    files.put(name, Files.readAllBytes(entry));
                }
            }
        }
        return files;
    }

    private void flip(String file, long at) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(log.resolve(file).toFile(), "rw")) {
            out.seek(at);
            int present = out.read();
            out.seek(at);
            out.write(present ^ 1);
        }
    }

    private void write(String file, long at, byte[] bytes) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(log.resolve(file).toFile(), "rw")) {
            out.seek(at);
            out.write(bytes);
        }
    }

    private void cut(String file, long length) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(log.resolve(file).toFile(), "rw")) {
            out.setLength(length);
        }
    }

    private static Map<String, byte[]> ordered(String... keysAndValues) {
        Map<String, byte[]> batch = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            batch.put(keysAndValues[i], bytes(keysAndValues[i + 1]));
        }
        return batch;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
