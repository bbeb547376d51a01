package com.hookprobe.node.witness;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.Params;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.qsecbit.federation.Bytes32;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of a witness's log is believed after a crash, and what after damage. */
class ClaimLogCodecTest {
    private static final int RECORD = ClaimLogCodec.RECORD_BYTES;

    private final WitnessMesh mesh = new WitnessMesh(4, 3, 30);
    private final Genesis genesis = genesis("one");
    private final ClaimLogCodec codec = new ClaimLogCodec(genesis, mesh.set.id(0));

    private Genesis genesis(String name) {
        return new Genesis(name, Params.local(2), mesh.validators, List.of(), 1_790_000_000_000_000L);
    }

    private static SignedClaim signed(int number) {
        return new SignedClaim(new Bytes32(0, 0, 0, number), Hash32.sha256("claim " + number), 1_000 + number);
    }

    /** Two records came with the file; then batches of one, of three and of two. */
    private byte[] file() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(codec.file(List.of(signed(1)), 77));
        out.writeBytes(codec.batch(1, List.of(signed(2))));
        out.writeBytes(codec.batch(2, List.of(signed(3), signed(4), signed(5))));
        out.writeBytes(codec.batch(3, List.of(signed(6), signed(7))));
        return out.toByteArray();
    }

    private static List<SignedClaim> upTo(int last) {
        List<SignedClaim> all = new ArrayList<>();
        for (int i = 1; i <= last; i++) {
            all.add(signed(i));
        }
        return all;
    }

    @Test
    void whatWasWrittenIsRead() {
        assertThat(codec.scan(file())).isEqualTo(new ClaimLogCodec.Scan(upTo(7), 77, 3, false, ""));
        assertThat(codec.scan(codec.file(List.of(), 0))).isEqualTo(new ClaimLogCodec.Scan(List.of(), 0, 0, false, ""));
    }

    /** Whatever a crash left of the last batches: what was durable is there. */
    @Test
    void aFileThatEndsAnywhereIsReadUpToThere() {
        byte[] file = file();
        for (int length = 3 * RECORD; length < file.length; length++) {
            ClaimLogCodec.Scan scan = codec.scan(Arrays.copyOf(file, length));
            assertThat(scan.refusal()).as("length %d", length).isEmpty();
            assertThat(scan.signed()).as("length %d", length).isEqualTo(upTo(length / RECORD - 2));
            boolean whole = length == 3 * RECORD || length == 4 * RECORD || length == 7 * RECORD;
            assertThat(scan.torn()).as("length %d", length).isEqualTo(!whole);
        }
        for (int length = 0; length < 3 * RECORD; length++) {
            assertThat(codec.scan(Arrays.copyOf(file, length)).refusal())
                    .as("length %d: it was made whole", length)
                    .contains("damaged or cut");
        }
    }

    @Test
    void theLastBatchMayBeTornAnywhereAndNothingBeforeIt() {
        byte[] file = file();
        for (int at = 0; at < file.length; at++) {
            byte[] damaged = file.clone();
            damaged[at] ^= 1;
            ClaimLogCodec.Scan scan = codec.scan(damaged);
            int record = at / RECORD;
            if (record < 7) {
                assertThat(scan.refusal())
                        .as("byte %d", at)
                        .contains(record == 0 ? "first record" : "record " + record);
            } else {
                assertThat(scan.refusal()).as("byte %d", at).isEmpty();
                assertThat(scan.torn()).isTrue();
                assertThat(scan.signed()).isEqualTo(upTo(record - 2));
            }
        }
    }

    @Test
    void anyTwoBytesOfDifferentBatchesAreMoreThanACrashDamages() {
        byte[] file = file();
        for (int at = 0; at < 7 * RECORD; at += 11) {
            for (int last = 7 * RECORD; last < file.length; last += 11) {
                byte[] damaged = file.clone();
                damaged[at] ^= 1;
                damaged[last] ^= 1;
                assertThat(codec.scan(damaged).refusal())
                        .as("bytes %d and %d", at, last)
                        .isNotEmpty();
            }
        }
    }

    @Test
    void moreDamageThanOneBatchCanBeIsRefused() {
        for (int records : new int[] {ClaimLogCodec.BATCH_MAX, ClaimLogCodec.BATCH_MAX + 1}) {
            byte[] file = Arrays.copyOf(file(), (9 + records) * RECORD);
            assertThat(codec.scan(file).refusal().isEmpty()).isEqualTo(records == ClaimLogCodec.BATCH_MAX);
        }
        byte[] begun = Arrays.copyOf(file(), 6 * RECORD);
        assertThat(codec.scan(Arrays.copyOf(begun, 7 * RECORD)).torn()).isTrue();
        assertThat(codec.scan(Arrays.copyOf(begun, 8 * RECORD)).refusal())
                .as("one more than was begun")
                .contains("record 6");
    }

    @Test
    void batchesThatAreMissingOrTwiceAreRefused() {
        for (long batch : new long[] {0, 2}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(codec.file(List.of(), 0));
            out.writeBytes(codec.batch(batch, List.of(signed(1))));
            assertThat(codec.scan(out.toByteArray()).refusal())
                    .as("batch %d", batch)
                    .contains("does not belong there");
        }
    }

    @Test
    void anothersLogIsNotOnesOwn() {
        assertThat(new ClaimLogCodec(genesis, mesh.set.id(1)).scan(file()).refusal())
                .contains("another key");
        assertThat(new ClaimLogCodec(genesis("two"), mesh.set.id(0))
                        .scan(file())
                        .refusal())
                .contains("another genesis");
    }
}
