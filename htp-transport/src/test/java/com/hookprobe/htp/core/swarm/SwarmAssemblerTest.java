package com.hookprobe.htp.core.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SwarmAssemblerTest {
    private static final byte[] NODE = new byte[32];

    private final SwarmAssembler assembler = new SwarmAssembler();
    private final SplittableRandom random = new SplittableRandom(1);

    private SwarmShare[] shares(int id, byte[] message, int k, int n) {
        byte[][] data = ReedSolomon.split(message, k, n);
        SwarmShare[] shares = new SwarmShare[n];
        for (int i = 0; i < n; i++) {
            ByteBuffer name = ByteBuffer.allocate(16).putInt(0, id);
            shares[i] = new SwarmShare(name, Channels.USER, k, n, i, message.length, data[i]);
        }
        return shares;
    }

    private byte[] message(int bytes) {
        byte[] message = new byte[bytes];
        random.nextBytes(message);
        return message;
    }

    @Test
    void tellsAMessageOnceWithTheFourthShare() {
        byte[] message = message(5000);
        SwarmShare[] shares = shares(1, message, 4, 6);
        for (int i : new int[] {5, 0, 3}) {
            assertThat(assembler.onShare(NODE, shares[i], 0)).isEmpty();
            assertThat(assembler.onShare(NODE, shares[i], 0)).isEmpty();
        }
        Optional<SwarmAssembler.Whole> whole = assembler.onShare(NODE, shares[2], 0);
        assertThat(whole.orElseThrow().message()).isEqualTo(message);
        assertThat(whole.orElseThrow().channel()).isEqualTo(Channels.USER);
        assertThat(assembler.bytes()).isZero();
        for (SwarmShare late : shares) {
            assertThat(assembler.onShare(NODE, late, 0)).isEmpty();
        }
        assertThat(assembler.bytes()).isZero();
    }

    @Test
    void theSecondCopyIsNotTold() {
        SwarmShare[] copies = shares(2, message(10), 1, 2);
        assertThat(assembler.onShare(NODE, copies[1], 0)).isPresent();
        assertThat(assembler.onShare(NODE, copies[0], 0)).isEmpty();
    }

    @Test
    void nodesDoNotSeeEachOthersIds() {
        SwarmShare[] copies = shares(3, message(10), 1, 2);
        byte[] other = new byte[32];
        other[0] = 1;
        assertThat(assembler.onShare(NODE, copies[0], 0)).isPresent();
        assertThat(assembler.onShare(other, copies[1], 0)).isPresent();
    }

    @Test
    void whatContradictsTheFirstShareIsPassedOver() {
        byte[] message = message(4000);
        SwarmShare[] shares = shares(4, message, 4, 6);
        SwarmShare[] others = shares(4, message(3996), 4, 6);
        assembler.onShare(NODE, shares[0], 0);
        assertThat(assembler.onShare(NODE, others[1], 0)).isEmpty();
        assembler.onShare(NODE, shares[1], 0);
        assembler.onShare(NODE, shares[2], 0);
        assertThat(assembler.onShare(NODE, shares[3], 0).orElseThrow().message())
                .isEqualTo(message);
    }

    /** At the bound all are kept, one beyond is refused: the oldest, whose last shares are on their way, stay. */
    @Test
    void partialMessagesOfANodeAreBounded() {
        SwarmShare[] first = shares(0, message(2000), 4, 6);
        assembler.onShare(NODE, first[0], 0);
        for (int id = 1; id < SwarmAssembler.PARTIAL_MAX; id++) {
            assembler.onShare(NODE, shares(id, message(2000), 4, 6)[0], 0);
        }
        assertThat(assembler.bytes()).isEqualTo(SwarmAssembler.PARTIAL_MAX * 500L);
        assembler.onShare(NODE, shares(9999, message(2000), 4, 6)[0], 0);
        assertThat(assembler.bytes()).isEqualTo(SwarmAssembler.PARTIAL_MAX * 500L);
        assembler.onShare(NODE, first[1], 0);
        assembler.onShare(NODE, first[2], 0);
        assertThat(assembler.onShare(NODE, first[3], 0)).isPresent();
        // Now there is a place.
        assembler.onShare(NODE, shares(9999, message(2000), 4, 6)[0], 0);
        assertThat(assembler.bytes()).isEqualTo(SwarmAssembler.PARTIAL_MAX * 500L);
    }

    @Test
    void bytesAreBoundedOfANodeAndOfAll() {
        for (int id = 0; id < 40; id++) {
            assembler.onShare(NODE, shares(id, message(1_000_000), 4, 6)[0], 0);
            assertThat(assembler.bytes()).isLessThanOrEqualTo(SwarmAssembler.BYTES_MAX);
        }
        assertThat(assembler.bytes()).isGreaterThan(SwarmAssembler.BYTES_MAX - 500_000);
        SwarmShare share = shares(1, message(1_000_000), 4, 6)[0];
        for (int node = 1; node < 300; node++) {
            byte[] other = new byte[32];
            other[0] = (byte) node;
            other[1] = (byte) (node >> 8);
            assembler.onShare(other, share, 0);
            assertThat(assembler.bytes()).isLessThanOrEqualTo(SwarmAssembler.BYTES_TOTAL_MAX);
        }
        assertThat(assembler.bytes()).isGreaterThan(SwarmAssembler.BYTES_TOTAL_MAX - 500_000);
    }

    /** Whoever sends next, of whichever node: a peer that is gone holds nothing for ever. */
    @Test
    void whatNeverBecomesWholeIsForgotten() {
        assembler.onShare(NODE, shares(1, message(2000), 4, 6)[0], 0);
        byte[] other = new byte[32];
        other[5] = 5;
        assembler.onShare(other, shares(2, message(40), 4, 6)[0], SwarmAssembler.PARTIAL_NS - 1);
        assertThat(assembler.bytes()).isEqualTo(510);
        assembler.onShare(other, shares(3, message(40), 4, 6)[0], SwarmAssembler.PARTIAL_NS + 5_000_000_000L);
        assertThat(assembler.bytes()).isEqualTo(20);
    }

    /** Review: path after path, as far apart as a sender's window lets them be. */
    @Test
    void pathsThatAreFarApartLoseNothing() {
        SwarmShare[][] all = new SwarmShare[SwarmWindow.SHARED_MAX][];
        for (int id = 0; id < all.length; id++) {
            all[id] = shares(id, message(2000), 4, 6);
        }
        int whole = 0;
        for (int path = 0; path < 3; path++) {
            for (SwarmShare[] shares : all) {
                whole += assembler.onShare(NODE, shares[path], 0).isPresent() ? 1 : 0;
                whole += assembler.onShare(NODE, shares[path + 3], 0).isPresent() ? 1 : 0;
            }
        }
        assertThat(whole).isEqualTo(all.length);
    }

    @Test
    void aShareIsReadBackAsItWasAndNothingElseIs() {
        SwarmShare share = shares(7, message(999), 4, 6)[5];
        byte[] bytes = share.encode();
        SwarmShare read = SwarmShare.decode(bytes);
        assertThat(read.encode()).isEqualTo(bytes);
        assertThat(read.id()).isEqualTo(share.id());
        assertThat(SwarmShare.decode(Arrays.copyOf(bytes, bytes.length - 1))).isNull();
        assertThat(SwarmShare.decode(Arrays.copyOf(bytes, bytes.length + 1))).isNull();
        assertThat(SwarmShare.decode(new byte[SwarmShare.HEADER_BYTES - 1])).isNull();
        int[][] wrong = {
            {16, 0}, {16, Channels.RELAY}, {16, Channels.SWARM}, {16, 255}, {17, 0}, {17, 7}, {18, 17}, {18, 3}, {19, 6}
        };
        for (int[] change : wrong) {
            byte[] changed = bytes.clone();
            changed[change[0]] = (byte) change[1];
            assertThat(SwarmShare.decode(changed))
                    .as("byte %d = %d", change[0], change[1])
                    .isNull();
        }
    }

    @Test
    void aThousandAndTwentyFourMessagesAreRemembered() {
        SwarmShare first = shares(0, message(10), 1, 2)[0];
        assertThat(assembler.onShare(NODE, first, 0)).isPresent();
        for (int id = 1; id < SwarmAssembler.REMEMBERED_MAX; id++) {
            assembler.onShare(NODE, shares(id, message(10), 1, 2)[0], 0);
        }
        assertThat(assembler.onShare(NODE, first, 0)).isEmpty();
        assembler.onShare(NODE, shares(SwarmAssembler.REMEMBERED_MAX, message(10), 1, 2)[0], 0);
        assertThat(assembler.onShare(NODE, first, 0)).isPresent();
    }
}
