package com.hookprobe.neuro.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.NeuroException.Kind;
import com.hookprobe.neuro.verify.core.DeviceHistory;
import com.hookprobe.neuro.verify.core.DeviceId;
import com.hookprobe.neuro.verify.core.JournalEntry;
import com.hookprobe.neuro.verify.core.Standing;
import com.hookprobe.neuro.verify.core.TestDevice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NEURO 9.26: what a crash and what damage do to the files. */
class FileVerifierStoreTest {
    private static final FileVerifierOptions SMALL = new FileVerifierOptions(4 << 10, 2);

    @TempDir
    Path folder;

    private final AesGcmSeal seal = new AesGcmSeal(new byte[32]);
    private final TestDevice device = new TestDevice(70).run(40);

    private FileVerifierStore open() throws NeuroException {
        return FileVerifierStore.open(folder, seal, SMALL);
    }

    private static JournalEntry standing(DeviceId id, long revision) {
        return new JournalEntry.StandingChanged(id, revision, Standing.ok());
    }

    private JournalEntry records(long revision, int from, int to) {
        return new JournalEntry.Records(device.id, revision, from, device.ters.subList(from, to), List.of());
    }

    private static DeviceId id(int number) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) number;
        return DeviceId.of(bytes);
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("journal"))) {
            return all.sorted().toList();
        }
    }

    private static void fails(Kind kind, String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(NeuroException.class, e -> {
            assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
            assertThat(e.getMessage()).contains(message);
        });
    }

    @Test
    void whatWasAppendedAndSavedIsThereAgain() throws Exception {
        byte[] history;
        try (DeviceHistory empty = DeviceHistory.fromSeed(device.id, device.seed)) {
            history = empty.serialise();
        }
        try (FileVerifierStore store = open()) {
            assertThat(store.load(device.id).history()).isEmpty();
            store.append(List.of(records(1, 0, 5), standing(id(1), 1)));
            store.append(List.of(records(2, 5, 9)));
            store.save(device.id, 1, history);
            assertThat(store.load(device.id).later()).containsExactly(records(2, 5, 9));
        }
        try (FileVerifierStore store = open()) {
            VerifierStore.Stored stored = store.load(device.id);
            assertThat(stored.history()).hasValue(history);
            assertThat(stored.later()).containsExactly(records(2, 5, 9));
            assertThat(store.load(id(1)).later()).containsExactly(standing(id(1), 1));
            store.append(List.of(records(3, 9, 12)));
            // Never into the segment of an earlier process: its key may have sealed these numbers already.
            assertThat(segments()).hasSize(2);
        }
        try (FileVerifierStore store = open()) {
            assertThat(store.load(device.id).later()).containsExactly(records(2, 5, 9), records(3, 9, 12));
        }
    }

    @Test
    void nothingLiesInTheClear() throws Exception {
        try (FileVerifierStore store = open();
                DeviceHistory history = DeviceHistory.fromSeed(device.id, device.seed)) {
            store.append(List.of(records(1, 0, 5)));
            store.save(device.id, 0, history.serialise());
            for (Path file : List.of(
                    segments().get(0),
                    new StateFiles(folder.resolve("states"), Disk.of(folder), seal).file(device.id))) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                String entropy = new String(device.ters.get(2).entropy(), StandardCharsets.ISO_8859_1);
                assertThat(bytes).doesNotContain(entropy).doesNotContain("HPNEUROW");
                assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
            }
        }
    }

    /** Every length of the last group, also with a hole in it: what came before is there, and the store goes on. */
    @Test
    void aTornEndIsCut() throws Exception {
        List<JournalEntry> kept = List.of(standing(id(1), 1), standing(id(2), 1));
        long before;
        try (FileVerifierStore store = open()) {
            store.append(kept);
            before = Files.size(segments().get(0));
            store.append(List.of(standing(id(1), 2), standing(id(2), 2), standing(id(3), 1)));
        }
        byte[] whole = Files.readAllBytes(segments().get(0));
        int entry = (int) (whole.length - before) / 3;
        for (int length = (int) before; length < whole.length; length++) {
            assertCut(Arrays.copyOf(whole, length), (int) (length - before) / entry);
        }
        for (int at = (int) before; at < whole.length; at += 7) {
            byte[] hole = whole.clone();
            Arrays.fill(hole, at, Math.min(at + 20, whole.length), (byte) 0);
            assertCut(hole, (int) (at - before) / entry);
        }
    }

    private void assertCut(byte[] segment, int entriesLeft) throws Exception {
        Path file = segments().get(0);
        for (Path other : segments()) {
            Files.delete(other);
        }
        Files.write(file, segment);
        for (int opening = 0; opening < 2; opening++) {
            try (FileVerifierStore store = open()) {
                int second = opening == 0 ? 0 : 1;
                assertThat(store.load(id(1)).later()).hasSize(1 + (entriesLeft > 0 ? 1 : 0));
                assertThat(store.load(id(2)).later()).hasSize(1 + (entriesLeft > 1 ? 1 : 0));
                assertThat(store.load(id(3)).later()).isEmpty();
                assertThat(store.load(id(4)).later()).hasSize(second);
                if (opening == 0) {
                    store.append(List.of(standing(id(4), 1)));
                }
            }
        }
    }

    @Test
    void damageOfWhatWasDurableIsReportedAndNotRepaired() throws Exception {
        long first;
        try (FileVerifierStore store = open()) {
            store.append(List.of(standing(id(1), 1)));
            first = Files.size(segments().get(0));
            store.append(List.of(standing(id(2), 1)));
            store.append(List.of(standing(id(3), 1)));
        }
        Path file = segments().get(0);
        byte[] whole = Files.readAllBytes(file);
        int entry = (int) (whole.length - first) / 2;
        for (int at = 0; at < first + entry; at++) {
            byte[] bad = whole.clone();
            bad[at] ^= 0x10;
            Files.write(file, bad);
            long start = at < first - entry ? 0 : first + (long) Math.floorDiv((int) (at - first), entry) * entry;
            fails(Kind.LOG_CORRUPT, "at byte " + start + " of " + file.getFileName(), this::open);
            assertThat(Files.readAllBytes(file)).isEqualTo(bad);
        }
        // The last group cannot be told from a torn one.
        byte[] bad = whole.clone();
        bad[whole.length - 1] ^= 1;
        Files.write(file, bad);
        open().close();
        assertThat(Files.size(file)).isEqualTo(first + entry);
    }

    @Test
    void olderSegmentsHaveToBeWhole() throws Exception {
        try (FileVerifierStore store = open()) {
            for (int i = 1; i <= 120; i++) {
                store.append(List.of(standing(id(i), 1)));
            }
        }
        List<Path> files = segments();
        assertThat(files).hasSizeGreaterThan(2);
        byte[] whole = Files.readAllBytes(files.get(0));
        Files.write(files.get(0), Arrays.copyOf(whole, whole.length - 1));
        fails(Kind.LOG_CORRUPT, files.get(0).getFileName().toString(), this::open);
        // A cut between two entries leaves no bad one: the next segment knows the length.
        Files.write(files.get(0), Arrays.copyOf(whole, whole.length - (JournalFrame.HEADER_BYTES + 42 + 16)));
        fails(Kind.LOG_CORRUPT, "an end, expected one at byte " + whole.length, this::open);
        Files.write(files.get(0), whole);
        byte[] second = Files.readAllBytes(files.get(1));
        Files.delete(files.get(1));
        fails(Kind.LOG_CORRUPT, "no segment 1 before", this::open);
        Files.write(files.get(1), second);
        open().close();
    }

    @Test
    void segmentsGoWhenNobodyNeedsThem() throws Exception {
        List<DeviceId> saved = new ArrayList<>();
        try (FileVerifierStore store = open()) {
            for (int i = 1; i <= 5; i++) {
                store.append(List.of(
                        new JournalEntry.Records(id(i), 1, 0, device.ters, List.of()),
                        new JournalEntry.Records(id(i), 2, 40, device.ters, List.of())));
            }
            assertThat(segments()).hasSize(5);
            assertThat(store.crowded()).isTrue();
            assertThat(store.overdue(one -> one.equals(id(4)))).isEmpty();
            while (store.overdue(one -> true).isPresent()) {
                DeviceId next = store.overdue(one -> true).orElseThrow();
                saved.add(next);
                store.save(next, 2, new byte[10]);
            }
            assertThat(saved).containsExactly(id(1), id(2), id(3));
            assertThat(segments()).hasSize(2);
            assertThat(store.crowded()).isFalse();
        }
        try (FileVerifierStore store = open()) {
            assertThat(store.load(id(1)).later()).isEmpty();
            assertThat(store.load(id(5)).later()).hasSize(2);
        }
    }

    @Test
    void aLargeListIsSeveralGroups() throws Exception {
        List<JournalEntry> many = new ArrayList<>();
        for (int i = 1; i <= 4_000; i++) {
            many.add(records(i, 0, 40));
        }
        try (FileVerifierStore store = open()) {
            store.append(many);
        }
        try (FileVerifierStore store = open()) {
            assertThat(store.load(device.id).later()).hasSize(4_000);
        }
    }

    @Test
    void oneAtATimeHasItOpen() throws Exception {
        FileVerifierStore store = open();
        fails(Kind.LOG_LOCKED, "open already", this::open);
        store.close();
        open().close();
    }

    @Test
    void anotherSealOpensNothing() throws Exception {
        try (FileVerifierStore store = open();
                DeviceHistory history = DeviceHistory.fromSeed(device.id, device.seed)) {
            store.save(device.id, 0, history.serialise());
        }
        byte[] key = new byte[32];
        key[31] = 1;
        AesGcmSeal other = new AesGcmSeal(key);
        try (FileVerifierStore store = FileVerifierStore.open(folder, other, SMALL)) {
            fails(Kind.STATE_DAMAGED, "another key", () -> store.load(device.id));
        }
        try (FileVerifierStore store = open()) {
            store.append(List.of(standing(id(1), 1)));
        }
        fails(Kind.STATE_DAMAGED, "another key", () -> FileVerifierStore.open(folder, other, SMALL));
    }

    @Test
    void statesCannotChangePlacesOrRevisions() throws Exception {
        StateFiles states = new StateFiles(folder.resolve("states"), Disk.of(folder), seal);
        byte[] history;
        try (DeviceHistory empty = DeviceHistory.fromSeed(device.id, device.seed)) {
            history = empty.serialise();
        }
        states.write(device.id, 7, history);
        states.write(id(1), 7, history);
        assertThat(states.savedRevision(device.id)).isEqualTo(7);
        Path file = states.file(device.id);
        byte[] good = Files.readAllBytes(file);
        Files.copy(file, states.file(id(1)), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        fails(Kind.STATE_DAMAGED, "cannot be opened", () -> states.read(id(1)));
        for (int at : new int[] {0, 8, 15, 16, 19, 20, 24, 40, 5_000, good.length - 1}) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            Files.write(file, bad);
            fails(Kind.STATE_DAMAGED, "restore it from a backup", () -> states.read(device.id));
        }
        for (int length : new int[] {0, 7, 23, 24, 100, good.length - 1, good.length + 1}) {
            Files.write(file, Arrays.copyOf(good, length));
            fails(Kind.STATE_DAMAGED, "restore it from a backup", () -> states.read(device.id));
        }
        Files.write(file, good);
        assertThat(states.read(device.id)).hasValue(history);
    }

    @Test
    void aSealOpensWhatItSealedUnderTheSameLabelOnly() throws Exception {
        byte[] plain = {1, 2, 3};
        byte[] sealed = seal.seal("a", plain);
        assertThat(seal.open("a", sealed)).isEqualTo(plain);
        assertThat(seal.seal("a", plain)).isNotEqualTo(sealed);
        fails(Kind.STATE_DAMAGED, "sealed as 'b'", () -> seal.open("b", sealed));
        for (int at = 0; at < sealed.length; at++) {
            byte[] bad = sealed.clone();
            bad[at] ^= 1;
            fails(Kind.STATE_DAMAGED, "sealed as 'a'", () -> seal.open("a", bad));
            byte[] cut = Arrays.copyOf(sealed, at);
            fails(Kind.STATE_DAMAGED, "sealed as 'a'", () -> seal.open("a", cut));
        }
        AesGcmSeal closed = new AesGcmSeal(new byte[32]);
        closed.close();
        assertThatThrownBy(() -> closed.seal("a", plain)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new AesGcmSeal(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }
}
