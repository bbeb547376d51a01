package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PathTest {
    private static final InetSocketAddress HOME = Sim.at(2, 5000);
    private static final InetSocketAddress OTHER_PORT = Sim.at(2, 5001);
    private static final InetSocketAddress OTHER_HOST = Sim.at(3, 5000);
    private static final long PTO = 100_000_000;
    private static final long SECOND = 1_000_000_000;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Path path = new Path(HOME);

    private Path.Change packet(InetSocketAddress from, int bytes, boolean newest, long nowNs) {
        return path.onPacket(from, bytes, newest, PTO, random, nowNs);
    }

    @Test
    void onlyTheNewestPacketMovesThePath() {
        assertThat(packet(OTHER_HOST, 200, false, 1)).isEqualTo(Path.Change.NONE);
        assertThat(path.remote()).isEqualTo(HOME);
        assertThat(packet(OTHER_HOST, 200, true, 1)).isEqualTo(Path.Change.MOVED);
        assertThat(path.remote()).isEqualTo(OTHER_HOST);
        assertThat(path.validatedRemote()).isEqualTo(HOME);
    }

    @Test
    void anUnprovenAddressGetsThreeTimesWhatCameFromIt() {
        packet(OTHER_HOST, 400, true, 1);
        assertThat(path.maySend(1200)).isTrue();
        path.onSent(1200);
        assertThat(path.maySend(1)).isFalse();
        packet(OTHER_HOST, 100, false, 2);
        assertThat(path.maySend(300)).isTrue();
        assertThat(path.maySend(301)).isFalse();
    }

    @Test
    void theRightNumberProvesTheAddress() {
        packet(OTHER_PORT, 200, true, 1);
        assertThat(path.takeChallenge(124)).isTrue();
        assertThat(path.takeChallenge(124)).isFalse();
        assertThat(path.onResponse(path.challenge() + 1)).isEqualTo(Path.Change.NONE);
        assertThat(path.validated()).isFalse();
        assertThat(path.onResponse(path.challenge())).isEqualTo(Path.Change.NONE);
        assertThat(path.validated()).isTrue();
        assertThat(path.validatedRemote()).isEqualTo(OTHER_PORT);
        assertThat(path.maySend(1 << 20)).isTrue();
    }

    @Test
    void anotherHostIsAnotherNetwork() {
        packet(OTHER_HOST, 200, true, 1);
        assertThat(path.onResponse(path.challenge())).isEqualTo(Path.Change.OTHER_NETWORK);
    }

    @Test
    void withoutAnAnswerThePathGoesBack() {
        packet(OTHER_HOST, 4000, true, 0);
        int challenges = 0;
        long nowNs = 0;
        while (!path.validated()) {
            if (path.takeChallenge(124)) {
                challenges++;
            }
            nowNs = path.deadlineNs();
            assertThat(nowNs).isLessThanOrEqualTo(SECOND + 1);
            path.onTimer(nowNs);
        }
        assertThat(challenges).isBetween(2, 3);
        assertThat(path.remote()).isEqualTo(HOME);
        assertThat(path.deadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theTruePeerTakesThePathBackAtOnce() {
        packet(OTHER_HOST, 200, true, 0);
        assertThat(packet(HOME, 200, true, 1)).isEqualTo(Path.Change.MOVED);
        assertThat(path.remote()).isEqualTo(HOME);
        assertThat(path.validated()).isTrue();
    }

    @Test
    void moreThanEightMovesInTenSecondsAreIgnored() {
        for (int i = 0; i < 8; i++) {
            assertThat(packet(Sim.at(10 + i, 1), 200, true, i)).isEqualTo(Path.Change.MOVED);
        }
        assertThat(packet(Sim.at(50, 1), 200, true, 9)).isEqualTo(Path.Change.NONE);
        assertThat(packet(Sim.at(50, 1), 200, true, 10 * SECOND)).isEqualTo(Path.Change.MOVED);
        // However often it moved, the last proven address is what it falls back to.
        assertThat(path.validatedRemote()).isEqualTo(HOME);
    }
}
