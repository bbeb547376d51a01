package com.hookprobe.neuro.dream;

import static com.hookprobe.neuro.dream.DreamFixture.after;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * NEURO 10.4 against a disk that keeps any of the writes that were not synced: after every append, for every choice of what
 * is lost, the segment is read without damage, and has at least what was synced.
 */
class SegmentPowerCutTest {
    private static Segment segment(RecordingChannel channel, SegmentHeader header) throws Exception {
        return Segment.newest(
                new SegmentFile(Path.of(Directory.name(header.start().count())), channel, header));
    }

    @Test
    void everyChoiceOfLostWritesIsCutAndNeverTakenForDamage() throws Exception {
        TerChain start = new TerChain(40, 50, 60);
        for (int syncEvery = 1; syncEvery <= 8; syncEvery++) {
            List<Ter> ters = after(start, syncEvery, 40, 40);
            SegmentHeader header = new SegmentHeader(start, syncEvery, 0, 0);
            RecordingChannel channel = new RecordingChannel(header.encode().array());
            try (Segment segment = segment(channel, header)) {
                int synced = 0;
                for (int i = 0; i < ters.size(); i++) {
                    segment.append(ters.get(i));
                    synced = channel.writesNotSynced() == 0 ? i + 1 : synced;
                    String what = "syncEvery " + syncEvery + ", record " + i;
                    assertThat(channel.writesNotSynced()).as(what).isLessThan(syncEvery);
                    assertEveryPowerCut(channel, header, ters.subList(0, i + 1), synced, what);
                }
                segment.sync();
                assertThat(channel.writesNotSynced()).isZero();
            }
        }
    }

    private static void assertEveryPowerCut(
            RecordingChannel channel, SegmentHeader header, List<Ter> ters, int synced, String what) throws Exception {
        for (int lost = 0; lost < 1 << channel.writesNotSynced(); lost++) {
            RecordingChannel rest = new RecordingChannel(channel.afterPowerCut(lost));
            SlotWalk walk = SlotWalk.all(new SegmentFile(Path.of("rest"), rest, header));
            List<Ter> found = new ArrayList<>();
            boolean torn = false;
            try {
                for (Optional<Ter> ter = walk.next(); ter.isPresent(); ter = walk.next()) {
                    found.add(ter.get());
                }
            } catch (DamageException e) {
                torn = true;
                assertThat(walk.mayBeTorn())
                        .as(what + ", lost " + lost + ": " + e)
                        .isTrue();
            }
            assertThat(found).as(what + ", lost " + lost).hasSizeGreaterThanOrEqualTo(synced);
            assertThat(found).as(what + ", lost " + lost).isEqualTo(ters.subList(0, found.size()));
            assertThat(found.size() == ters.size() || torn || lost > 0).isTrue();
        }
    }

    /**
     * A process that dies after a write and before its sync, and then a power cut after the next append: opening has synced
     * what it found, so that it is not taken for damage.
     */
    @Test
    void openingSyncsWhatADeadProcessHasLeft() throws Exception {
        List<Ter> ters = after(TerChain.START, 3, 2, 0);
        SegmentHeader header = new SegmentHeader(TerChain.START, 2, 0, 0);
        RecordingChannel channel = new RecordingChannel(header.encode().array());
        byte[] slots = Slots.pack(Cursor.start(header), ters.get(0));
        SegmentFile dead = new SegmentFile(Path.of(Directory.name(0)), channel, header);
        dead.write(slots, 0, 0);
        dead.write(slots, Slots.BYTES, 1);
        assertThat(channel.writesNotSynced()).isEqualTo(2);
        Segment again = segment(channel, header);
        assertThat(channel.writesNotSynced()).isZero();
        again.append(ters.get(1));
        assertThat(channel.writesNotSynced()).isEqualTo(1);
        assertEveryPowerCut(channel, header, ters, 1, "opened again");
    }
}
