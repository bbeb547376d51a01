package com.hookprobe.htp;

/**
 * How a session's packets look to who watches the network (HTP 3.8). The stronger of what both ends ask for holds at both:
 * traffic that only one side shapes is told by the other's answers.
 */
public enum TransmissionMode {
    /** As fast and as small as the content allows; the start of every session. */
    BURST,
    /**
     * Lengths are multiples of 64 bytes, and what begins after a silence begins up to 5 ms later: hides lengths below that
     * step, and when within those milliseconds a sensor spoke. Hides nothing else.
     */
    BALANCED,
    /**
     * Datagrams of one size at random times that do not depend on whether there is anything to say: hides when and how much is
     * said. Costs the whole of its rate all the time, and everything waits for its turn.
     */
    GHOST
}
