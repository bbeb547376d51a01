package com.hookprobe.qsecbit.detection.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SessionDetectorsTest {
    private static final byte[] DATA = Frames.bytes("this is what the true sender says");
    private static final byte[] FORGED = Frames.bytes("rm -rf / is what another one says");

    private final Lab lab = new Lab();
    private int clientSeq = 1001;

    private void talk(int rounds) {
        for (int i = 0; i < rounds; i++) {
            lab.send(Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 23, clientSeq, 5001, 0x18, DATA));
            clientSeq += DATA.length;
            lab.send(Frames.tcp(Lab.SERVER, 23, Lab.CLIENT, 40_000, 5001, clientSeq, 0x10, Lab.NOTHING));
        }
    }

    @Test
    void dataOfAThirdHost() {
        lab.open(Lab.CLIENT, 40_000, Lab.SERVER, 23);
        talk(20);
        lab.send(Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 23, clientSeq, 5001, 0x18, FORGED, 128));
        lab.send(Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 23, clientSeq, 5001, 0x18, DATA, 64));
        assertThat(lab.of(AttackKind.SESSION_HIJACK)).isEmpty();
        clientSeq += DATA.length;
        talk(3);
        lab.send(Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 23, clientSeq, 5001, 0x18, DATA, 64));
        lab.send(Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 23, clientSeq, 5001, 0x18, FORGED, 128));
        assertThat(lab.of(AttackKind.SESSION_HIJACK)).hasSize(1);
        assertThat(lab.found.get(0).severity()).isEqualTo(Severity.CRITICAL);
        assertThat(lab.found.get(0).hasSource()).isFalse();
    }

    @Test
    void segmentsThatAreSentAgainAreNoHijack() {
        lab.open(Lab.CLIENT, 40_000, Lab.SERVER, 23);
        for (int i = 0; i < 100; i++) {
            byte[] longer = Frames.join(DATA, DATA);
            lab.send(Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 23, clientSeq, 5001, 0x18, DATA));
            lab.send(Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 23, clientSeq, 5001, 0x18, longer));
            lab.send(Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 23, clientSeq, 5001, 0x18, Arrays.copyOf(DATA, 20)));
            clientSeq += longer.length;
            // A keep-alive stands one before the end.
            lab.send(Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 23, clientSeq - 1, 5001, 0x10, Lab.NOTHING));
        }
        assertThat(lab.found).isEmpty();
    }

    @Test
    void aStormOfAcknowledgementsAfterAnInjection() {
        lab.open(Lab.CLIENT, 40_000, Lab.SERVER, 23);
        talk(5);
        lab.send(Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 23, clientSeq, 5001, 0x18, FORGED));
        for (int i = 0; i < 30; i++) {
            lab.send(
                    Frames.tcp(Lab.SERVER, 23, Lab.CLIENT, 40_000, 5001, clientSeq + FORGED.length, 0x10, Lab.NOTHING));
            lab.send(Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 23, clientSeq, 5001, 0x10, Lab.NOTHING));
        }
        assertThat(lab.of(AttackKind.SESSION_HIJACK)).hasSize(1);
    }

    @Test
    void aSideThatGoesOnAfterItsResetHasNotSentIt() {
        lab.open(Lab.CLIENT, 40_000, Lab.SERVER, 23);
        talk(3);
        lab.send(Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 23, clientSeq, 5001, 0x04, Lab.NOTHING));
        talk(4);
        assertThat(lab.of(AttackKind.TCP_RESET)).hasSize(1);
        assertThat(lab.found.get(0).target()).hasToString(Lab.CLIENT);
    }

    @Test
    void guessesAtTheSequence() {
        lab.open(Lab.CLIENT, 40_000, Lab.SERVER, 23);
        talk(3);
        for (int i = 0; i < 20; i++) {
            int guess = clientSeq + (i + 1) * 100_000_000;
            lab.send(Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 23, guess, 0, 0x04, Lab.NOTHING));
        }
        assertThat(lab.of(AttackKind.TCP_RESET)).hasSize(1);
        int before = lab.pipeline.counters().flowsLive();
        talk(1);
        assertThat(lab.pipeline.counters().flowsLive()).isEqualTo(before);
    }

    @Test
    void manyConnectionsResetByMany() {
        for (int i = 0; i < 150; i++) {
            String client = "198.51." + i + ".7";
            lab.open(client, 40_000, Lab.SERVER, 443);
            lab.send(Frames.tcp(client, 40_000, Lab.SERVER, 443, 1001, 5001, 0x14, Lab.NOTHING));
        }
        assertThat(lab.of(AttackKind.TCP_RESET)).hasSize(1);
    }

    @Test
    void aServerThatRestartsAndBrowsersThatHangUp() {
        for (int i = 0; i < 150; i++) {
            String client = "198.51." + i + ".7";
            lab.open(client, 40_000, Lab.SERVER, 443);
            lab.send(Frames.tcp(Lab.SERVER, 443, client, 40_000, 5001, 1001, 0x14, Lab.NOTHING));
        }
        for (int port = 0; port < 90; port++) {
            lab.pause(300).open(Lab.CLIENT, 50_000 + port, "198.51.200.9", 443);
            lab.send(Frames.tcp(Lab.CLIENT, 50_000 + port, "198.51.200.9", 443, 1001, 5001, 0x14, Lab.NOTHING));
        }
        assertThat(lab.found).isEmpty();
    }
}
