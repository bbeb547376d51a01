package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rule R8: a validator that was away. Epochs are a minute, and nobody speaks within one: what it needs it must ask for. */
class CatchUpTest {
    private static final int RESEND_MS = 5_000;
    private static final Params PARAMS = new Params(60, 100, 500, 400, 3_000, RESEND_MS, 20_000, 100);
    private static final int AWAY = 300;

    private final Ring ring = new Ring(4, PARAMS);
    private final Ring.Node away = ring.node(3);

    @BeforeEach
    void theOthersGoOn() {
        away.up = false;
        assertThat(ring.reaches(AWAY, (AWAY + 10) * 60)).isTrue();
        // In the midst of an epoch.
        ring.run(20_000);
        away.start();
    }

    private void meet(int index) {
        Ring.Node other = ring.node(index);
        away.carryOut(away.machine.onPeer(other.id, ring.nowNs, ring.wall()));
        other.carryOut(other.machine.onPeer(away.id, ring.nowNs, ring.wall()));
    }

    @Test
    void asksForTheNextDecisionsAsSoonAsTheLastOnesAreHere() {
        meet(0);
        // A body takes two milliseconds here, eight at a time; one repetition would take 5 s.
        ring.run(1_000);
        assertThat(away.height()).isEqualTo(ring.node(0).height());
        assertThat(away.alarms).isEmpty();
    }

    @Test
    void whoeverSaysMoreThanItHasCostsOneRequestThatNobodyAnswers() {
        byte[] boast = ConsensusCodec.encode(new ConsensusMessage.Status(1L << 40, 1));
        // It is up, but has nothing to answer with: it is where the sleeper is.
        Ring.Node liar = ring.stranger(99);
        away.hear(liar.id, boast);
        ring.run(10);
        meet(1);
        ring.run(RESEND_MS / 2);
        long waiting = away.height();
        ring.run(RESEND_MS);
        assertThat(waiting).as("the liar's turn").isLessThan(AWAY);
        assertThat(away.height()).isEqualTo(ring.node(0).height());
    }

    @Test
    void anotherPeerIsAskedWhenTheFirstOneIsGone() {
        meet(0);
        ring.run(30);
        ring.node(0).up = false;
        meet(1);
        ring.run(2 * RESEND_MS + 1_000);
        assertThat(away.height()).isEqualTo(ring.node(1).height());
    }
}
