package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.IntroductionLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTP 3.7, 3.8.7: a node with several sessions with the validator, and sessions through it. */
class MeetingPathsTest {
    /** HTP 3.8.7: a node may have sessions by several paths. */
    @Test
    void theNewestSessionThatMadeAnOfferIsCalled() {
        Play play = Play.open(612).offer();
        Sim.Node byOtherPath = play.byOtherPath();
        play.sim.run(Sim.SECOND);
        byOtherPath.machine.offer(
                byOtherPath.connected.get(0),
                play.bundle(play.calledNode, play.calledKem).encode(),
                play.sim.nowNs);
        byOtherPath.settle();
        play.sim.run(Sim.SECOND);
        // The older path is dead, and the validator does not know it yet.
        play.sim.tap = (from, to, datagram) -> !to.equals(play.called.address) && !from.equals(play.called.address);
        play.seek().met();
        assertThat(byOtherPath.up).hasSize(2);
    }

    @Test
    void aNewerSessionWithoutAnOfferHidesNoOlderOne() {
        Play play = Play.open(613).offer();
        play.byOtherPath();
        play.seek().met();
        assertThat(play.called.up).hasSize(2);
    }

    /** HTP 3.7.9, 3.10.3: twenty seconds, however patient a NAT would be. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anIdleRelayedSessionKeepsItsCircuit(boolean saving) {
        IntroductionLimits hasty = new IntroductionLimits(12, 3, 5, Duration.ofSeconds(21), 64 << 10, 1 << 20);
        Play play =
                new Play(614, (from, to) -> true, hasty).offer().apart().seek().met();
        play.caller.machine.lowEnergy(saving, play.sim.nowNs);
        play.sim.run(600 * Sim.SECOND);
        assertThat(play.caller.closed).isEmpty();
        play.caller.send(play.meeting(), Channels.USER, new byte[1]);
        play.sim.run(61 * Sim.SECOND);
        assertThat(play.called.messages).hasSize(1);
    }
}
