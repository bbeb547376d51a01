package com.hookprobe.htp;

import com.hookprobe.htp.core.EndpointMachine;

/** What the edge counts; owner's thread only. */
final class TrafficCounters {
    private long datagramsIn;
    private long datagramsOut;
    private long bytesIn;
    private long bytesOut;

    void in(int bytes) {
        datagramsIn++;
        bytesIn += bytes;
    }

    void out(int bytes) {
        datagramsOut++;
        bytesOut += bytes;
    }

    HtpStats stats(EndpointMachine machine, UdpIo socket, Faults faults) {
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
                faults.count(),
                socket.refused(),
                socket.kind(),
                socket.receiveBufferBytes(),
                socket.sendBufferBytes());
    }
}
