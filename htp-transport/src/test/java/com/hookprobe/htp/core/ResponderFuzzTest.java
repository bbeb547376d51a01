package com.hookprobe.htp.core;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.hookprobe.testsupport.FuzzInput;

/**
 * HTP 3.4: programs of handshake datagrams into a responder that keeps nothing yet, that holds one or two fragments of an
 * ATTEST, whose session is half open, or open. The first byte chooses the state.
 */
class ResponderFuzzTest {
    /** How many recorded datagrams lead to each state; the first is the HELLO, the second goes the other way. */
    private static final int[] FRAGMENTS = {0, 1, 2, 3, 3};

    @FuzzTest
    void anyProgramLeavesTheRecordedSessionOrNone(byte[] program) {
        FuzzInput in = new FuzzInput(program);
        int state = in.below(FRAGMENTS.length);
        HandshakeFuzz.Party validator = HandshakeFuzz.Party.validator();
        for (int i = 0; i < FRAGMENTS[state]; i++) {
            validator.deliver(HandshakeFuzz.EDGE, HandshakeFuzz.recorded(2 + i));
        }
        if (state == FRAGMENTS.length - 1) {
            // The edge's first packet confirms the session.
            validator.deliver(HandshakeFuzz.EDGE, HandshakeFuzz.recorded(7));
        }
        HandshakeFuzz.run(validator, HandshakeFuzz.EDGE, in);
    }
}
