package com.hookprobe.htp.core;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.hookprobe.testsupport.FuzzInput;

/**
 * HTP 3.4: programs of handshake datagrams into an initiator that sent HELLO, sent ATTEST, holds one fragment of ACCEPT,
 * has an unconfirmed session, or an open one. The first byte chooses the state.
 */
class InitiatorFuzzTest {
    /** The recorded datagrams that lead to each state. */
    private static final int[][] LEADING = {{}, {1}, {1, 5}, {1, 5, 6}, {1, 5, 6, 8}};

    @FuzzTest
    void anyProgramLeavesTheRecordedSessionOrNone(byte[] program) {
        FuzzInput in = new FuzzInput(program);
        int state = in.below(LEADING.length);
        HandshakeFuzz.Party edge = HandshakeFuzz.Party.edge();
        edge.connect();
        for (int index : LEADING[state]) {
            edge.deliver(HandshakeFuzz.VALIDATOR, HandshakeFuzz.recorded(index));
        }
        HandshakeFuzz.run(edge, HandshakeFuzz.VALIDATOR, in);
    }
}
