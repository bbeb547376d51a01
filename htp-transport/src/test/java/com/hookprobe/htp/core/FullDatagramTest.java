package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import org.junit.jupiter.api.Test;

/** An unreliable datagram as large as a packet leaves although an ACK is due that has no room beside it. */
class FullDatagramTest {
    @Test
    void aDatagramThatFillsAPacketDoesNotMakeTheMachineSpin() {
        Sim sim = Sim.quiet(66);
        Sim.Pair pair = sim.connected();
        sim.run(Sim.SECOND);
        // From here on the edge says its ACK again for some probe timeouts, in packets with data.
        pair.validator().send(pair.validatorSession(), Channels.USER, new byte[100]);
        sim.run(Sim.SECOND / 50);
        int length = 2000;
        while (!pair.edge().machine.sendDatagram(pair.edgeSession(), Channels.USER, new byte[length])) {
            length--;
        }
        pair.edge().send(pair.edgeSession(), Channels.USER, new byte[1]);
        sim.run(Sim.SECOND);
        assertThat(pair.validator().datagrams).hasSize(1);
        assertThat(pair.validator().messages).hasSize(1);
        assertThat(pair.edge().machine.nextDeadlineNs()).isGreaterThan(sim.nowNs);
    }
}
