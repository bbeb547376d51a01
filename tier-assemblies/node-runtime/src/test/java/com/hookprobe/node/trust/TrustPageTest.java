package com.hookprobe.node.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.identity.NodeId;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** trust 6: what is kept is read as it was, or not at all. */
class TrustPageTest {
    private static final long EPOCH_NS = 30_000_000_000L;

    private static NodeId node(int number) {
        return NodeId.of(Hash32.sha256("node " + number).bytes());
    }

    /** A node that has lived for some epochs, in a way of its own. */
    private static TrustScore lived(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TrustScore score = new TrustScore(random.nextDouble(), 0);
        long nowNs = 0;
        for (int epoch = random.nextInt(200); epoch > 0; epoch--) {
            nowNs += EPOCH_NS;
            switch (random.nextInt(8)) {
                case 0 -> score.onMismatch(nowNs);
                case 1 -> score.onViolation();
                case 2 -> score.onWitness(random.nextInt(4) > 0);
                case 3 -> score.onQsecbit(random.nextDouble());
                case 4 -> {
                    // Silent.
                }
                default -> score.onMatch(nowNs);
            }
            if (random.nextInt(1_000) == 0) {
                score.onRevoked();
            }
            score.onEpoch(nowNs);
        }
        return score;
    }

    private static TrustPage page(int nodes) {
        SortedMap<NodeId, TrustState> states = new TreeMap<>();
        for (int i = 0; i < nodes; i++) {
            states.put(node(i), lived(i).state(200 * EPOCH_NS));
        }
        return new TrustPage(1_790_000_000_000_000L, states);
    }

    @Test
    void everythingThatAScoreCanComeToIsReadAsItWas() throws MalformedException {
        TrustPage page = page(500);
        byte[] bytes = page.encode();
        assertThat(bytes).hasSize(21 + 500 * 91 + 32);
        TrustPage read = TrustPage.decode(bytes);
        assertThat(read).isEqualTo(page);
        assertThat(read.encode()).isEqualTo(bytes);
        assertThat(TrustPage.decode(page(0).encode())).isEqualTo(page(0));
    }

    @Test
    void aScoreThatGoesOnIsTheSameScore() {
        for (long seed = 0; seed < 300; seed++) {
            TrustScore one = lived(seed);
            TrustScore other = TrustScore.of(one.state(200 * EPOCH_NS), 7);
            for (int epoch = 1; epoch < 80; epoch++) {
                long passed = epoch * EPOCH_NS;
                if (epoch % 3 == 0) {
                    one.onMatch(200 * EPOCH_NS + passed);
                    other.onMatch(7 + passed);
                }
                assertThat(other.onEpoch(7 + passed))
                        .as("seed %d, epoch %d", seed, epoch)
                        .isEqualTo(one.onEpoch(200 * EPOCH_NS + passed));
                assertThat(other.band()).isEqualTo(one.band());
            }
        }
    }

    @Test
    void anyChangedByteAndAnyOtherLengthIsRefused() {
        byte[] bytes = page(3).encode();
        for (int at = 0; at < bytes.length; at++) {
            byte[] changed = bytes.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> TrustPage.decode(changed))
                    .as("byte %d", at)
                    .isInstanceOf(MalformedException.class);
            byte[] cut = Arrays.copyOf(bytes, at);
            assertThatThrownBy(() -> TrustPage.decode(cut)).as("length %d", at).isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> TrustPage.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(MalformedException.class);
    }

    /** With a good digest: a file that somebody wrote who knows how. */
    @Test
    void statesThatNoScoreHasAreRefused() {
        byte[] good = page(1).encode();
        int state = 21 + 32;
        Map<Integer, Integer> changes = Map.of(
                8,
                2, // version
                20,
                2, // number of nodes
                state,
                4, // band
                state + 1,
                8, // flags
                state + 2,
                65, // epochs
                state + 11,
                0x80, // silence
                state + 19,
                0x7f, // trust
                state + 27,
                0x7f, // Qsecbit
                state + 51,
                0x7f); // alerts
        changes.forEach((at, value) -> {
            byte[] bytes = Arrays.copyOf(good, good.length - 32);
            bytes[at] = value.byteValue();
            byte[] digest = Hash32.sha256(TrustLabels.FILE, bytes).bytes();
            byte[] forged = Arrays.copyOf(bytes, good.length);
            System.arraycopy(digest, 0, forged, bytes.length, digest.length);
            assertThatThrownBy(() -> TrustPage.decode(forged)).as("byte %d", at).isInstanceOf(MalformedException.class);
        });
    }
}
