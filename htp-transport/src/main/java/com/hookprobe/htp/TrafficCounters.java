package com.hookprobe.htp;

import com.hookprobe.htp.core.EndpointMachine;

/** What the edge counts; owner's thread only. */
final class TrafficCounters {
    private long datagramsIn;
    private long datagramsOut;
    private long bytesIn;
    private long bytesOut;
    private long socketErrors;
    long listenerErrors;

    void in(int bytes) {
        datagramsIn++;
        bytesIn += bytes;
    }

    void out(int bytes, boolean taken) {
        if (taken) {
            datagramsOut++;
            bytesOut += bytes;
        } else {
            socketErrors++;
        }
    }

    HtpStats stats(EndpointMachine machine) {
        var counters = machine.counters();
        return new HtpStats(
                datagramsIn,
                datagramsOut,
                bytesIn,
                bytesOut,
                counters.drops(),
                counters.handshakesStarted,
                counters.handshakesCompleted,
                counters.handshakesRejected,
                counters.handshakesTimedOut,
                machine.sessionsOpen(),
                machine.sessionsHalfOpen(),
                listenerErrors,
                socketErrors);
    }
}
