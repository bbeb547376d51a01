package com.hookprobe.dsm.ledger.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.StoreException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is replayed from a log, what is cut and what is refused. */
class LogTest {
    private static final long NUMBER = 1;
    private static final String NAME = Names.log(NUMBER);
    /** One record of it is longer than two sectors, so that a hole in it has a sector of its own. */
    private static final int VALUE_BYTES = 1_200;

    private final SimDisk disk = new SimDisk();
    private Log log;

    @BeforeEach
    void create() throws IOException {
        log = Log.create(disk, NUMBER, 42);
    }

    private long append(int number) throws IOException {
        byte[] value = new byte[VALUE_BYTES];
        Arrays.fill(value, (byte) 1);
        long start = log.length();
        log.append(List.of(new Slot(new byte[] {(byte) number}, value)));
        return start;
    }

    private byte[] bytes() {
        return disk.image().get(NAME);
    }

    private static int replayed(byte[] bytes) throws IOException {
        SimDisk found = SimDisk.of(Map.of(NAME, bytes));
        Memtable memtable = new Memtable();
        new LogReplay(found, found.open(NAME), NUMBER).run(memtable);
        return memtable.size();
    }

    private static byte[] zeroed(byte[] bytes, long from, long to) {
        byte[] changed = bytes.clone();
        Arrays.fill(changed, (int) from, (int) to, (byte) 0);
        return changed;
    }

    @Test
    void whatIsTornAtTheEndIsCut() throws Exception {
        append(1);
        long last = append(2);
        byte[] whole = bytes();
        assertThat(replayed(whole)).isEqualTo(2);
        for (int length = (int) last; length < whole.length; length++) {
            assertThat(replayed(Arrays.copyOf(whole, length))).isEqualTo(1);
            // A file system may know the new length and not the new bytes.
            assertThat(replayed(zeroed(whole, length, whole.length))).isEqualTo(1);
        }
    }

    @Test
    void aHoleInWhatWasNeverForcedIsCutWithWhatIsBehindIt() throws Exception {
        append(1);
        log.force();
        long hole = append(2);
        append(3);
        append(4);
        assertThat(replayed(zeroed(bytes(), hole, hole + 512))).isEqualTo(1);
        long sector = hole / 512 * 512 + 512;
        assertThat(replayed(zeroed(bytes(), sector, sector + 512))).isEqualTo(1);
    }

    @Test
    void aHoleInWhatWasForcedIsRefused() throws Exception {
        long hole = append(1);
        append(2);
        log.force();
        append(3);
        byte[] damaged = zeroed(bytes(), hole, hole + 600);
        assertThatThrownBy(() -> replayed(damaged))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("expected a good record at byte " + hole);
    }

    @Test
    void aBadRecordBeforeGoodOnesThatIsNoHoleIsRefused() throws Exception {
        long bad = append(1);
        append(2);
        for (int at = 0; at < 200; at++) {
            byte[] changed = bytes();
            changed[(int) bad + at] ^= 4;
            assertThatThrownBy(() -> replayed(changed)).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void aSalvageGoesOnBehindDamageAndKeepsTheOrderOfBatches() throws Exception {
        Slot first = new Slot(new byte[] {1}, new byte[] {1});
        Slot lost = new Slot(new byte[] {1}, new byte[] {2});
        Slot last = new Slot(new byte[] {1}, new byte[] {3});
        log.append(List.of(first));
        long damaged = log.length();
        log.append(List.of(lost, new Slot(new byte[] {2}, new byte[] {2})));
        long behind = log.length();
        log.append(List.of(last));
        log.append(List.of(new Slot(new byte[] {3}, new byte[] {3})));
        for (long at = damaged; at < behind; at++) {
            byte[] changed = bytes();
            changed[(int) at] ^= 1;
            Losses losses = new Losses();
            Memtable found = salvaged(changed, losses);
            assertThat(found.get(new byte[] {1}))
                    .isNotNull()
                    .extracting(Slot::value)
                    .isEqualTo(last.value());
            assertThat(found.get(new byte[] {2})).isNull();
            assertThat(found.get(new byte[] {3})).isNotNull();
            assertThat(losses.lines())
                    .containsExactly(NAME + ": " + (behind - damaged) + " bytes in 1 place, from byte " + damaged
                            + " on: damaged batches");
        }
    }

    @Test
    void aSalvageCutsAHoleOfAPowerCutAsAStartDoes() throws Exception {
        append(1);
        log.force();
        long hole = append(2);
        append(3);
        Losses losses = new Losses();
        assertThat(salvaged(zeroed(bytes(), hole, hole + 512), losses).size()).isEqualTo(1);
        assertThat(losses.lines()).hasSize(1).allMatch(line -> line.contains("torn by a power cut"));
    }

    private static Memtable salvaged(byte[] bytes, Losses losses) throws IOException {
        SimDisk found = SimDisk.of(Map.of(NAME, bytes));
        Memtable memtable = new Memtable();
        new LogReplay(found, found.open(NAME), NUMBER, losses).run(memtable);
        return memtable;
    }

    @Test
    void recordsOfAnotherLogAreNotReplayed() throws Exception {
        append(1);
        byte[] mine = bytes();
        SimDisk other = new SimDisk();
        Log stale = Log.create(other, NUMBER, 43);
        byte[] value = new byte[VALUE_BYTES];
        for (int i = 1; i < 4; i++) {
            stale.append(List.of(new Slot(new byte[] {(byte) i}, value)));
        }
        byte[] both = other.image().get(NAME);
        System.arraycopy(mine, 0, both, 0, mine.length);
        assertThat(replayed(both)).isEqualTo(1);
    }

    @Test
    void aRecordThatAValueHoldsIsNoRecord() throws Exception {
        append(1);
        byte[] inner = bytes();
        SimDisk outer = new SimDisk();
        Log holder = Log.create(outer, NUMBER, 42);
        holder.append(List.of(new Slot(new byte[] {9}, inner)));
        holder.append(List.of(new Slot(new byte[] {8}, inner)));
        byte[] bytes = outer.image().get(NAME);
        assertThat(replayed(Arrays.copyOf(bytes, bytes.length - 1))).isEqualTo(1);
    }

    @Test
    void aSealIsWrittenOnceUntilSomethingIsWritten() throws Exception {
        log.seal();
        assertThat(log.length()).isEqualTo(Log.HEADER_BYTES);
        append(1);
        log.seal();
        long sealed = log.length();
        log.seal();
        SimDisk found = SimDisk.of(disk.image());
        LogReplay replay = new LogReplay(found, found.open(NAME), NUMBER);
        replay.run(new Memtable());
        Log again = replay.log();
        again.seal();
        assertThat(again.length()).isEqualTo(sealed);
    }

    @Test
    void theHeaderIsChecked() {
        for (int at = 0; at < Log.HEADER_BYTES; at++) {
            byte[] changed = bytes();
            changed[at] ^= 1;
            assertThatThrownBy(() -> replayed(changed)).isInstanceOf(StoreException.class);
        }
        assertThatThrownBy(() -> new LogReplay(disk, disk.open(NAME), 2)).hasMessageContaining("the log of number 2");
    }
}
