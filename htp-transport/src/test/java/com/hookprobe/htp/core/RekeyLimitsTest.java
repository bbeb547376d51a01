package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.ResonanceVerdict;
import org.junit.jupiter.api.Test;

/** HTP 3.5.2, 3.5.3: what an initiator with genuine keys may make a responder work. */
class RekeyLimitsTest {
    private final Sim sim = Sim.quiet(49);
    private final MachineContext context = sim.validatorContext();
    private final Rekey responder = new Rekey(
            new SessionInfo(new byte[32], new byte[64], 0, Sim.at(2, 2), false, new byte[32]),
            new SessionKeys(Sim.filled(32, 7), false, sim.watch),
            true,
            context,
            0);

    private Rekey.Judged ask(long generation, long nowNs) {
        return responder.onRekey(
                new ControlMessage.Rekey(generation, sim.kem.publicKey(), new byte[64], 0), sim.registry, nowNs);
    }

    @Test
    void newKeysTwiceWithinHalfASecondAreTooMany() {
        assertThat(ask(1, Sim.SECOND)).isInstanceOf(Rekey.Judged.Accepted.class);
        assertThat(ask(2, Sim.SECOND + Rekey.INTERVAL_MIN_NS / 2 - 1)).isInstanceOf(Rekey.Judged.Broken.class);
        assertThat(ask(2, Sim.SECOND + Rekey.INTERVAL_MIN_NS / 2)).isInstanceOf(Rekey.Judged.Accepted.class);
    }

    @Test
    void fourSharesWithTheWrongWeightsAreRefusedAndTheFifthEndsIt() {
        sim.registry.verdict = new ResonanceVerdict.Mismatch(9);
        for (int i = 0; i < 4; i++) {
            assertThat(ask(1, Sim.SECOND)).isInstanceOf(Rekey.Judged.Refused.class);
        }
        assertThat(ask(1, Sim.SECOND)).isInstanceOf(Rekey.Judged.Broken.class);
    }
}
