package com.hookprobe.htp.sim;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.SessionStats;
import com.hookprobe.htp.TransmissionMode;
import com.hookprobe.htp.core.EffectSink;
import com.hookprobe.htp.core.EndpointMachine;
import com.hookprobe.htp.core.MachineHoldings;
import com.hookprobe.htp.crypto.XWing;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** {@link EndpointMachine} as a node drives it: the place where tests plant faults, to see that the checker finds them. */
interface Machine {
    void onDatagram(InetSocketAddress from, byte[] buffer, int offset, int length, long nowNs, EffectSink out);

    long connect(RemotePeer peer, long nowNs, EffectSink out);

    void offer(long sessionId, byte[] bundle, long nowNs);

    long seek(long sessionId, byte[] nodeId, byte[] identityKey, long unixSecond, long nowNs, EffectSink out);

    boolean send(long sessionId, int channel, byte[] message, long sendId, long nowNs);

    boolean sendDatagram(long sessionId, int channel, byte[] data);

    void consumed(long sessionId, int channel, int length);

    void moved();

    void renewKeys(long sessionId, long nowNs);

    void shape(long sessionId, TransmissionMode mode, long nowNs);

    void evidence(long sessionId, byte[] rdvAndPosf);

    void lowEnergy(boolean low, long nowNs);

    void kemKeys(List<XWing.SecretKey> keys, byte[] bundle, long nowNs);

    void close(long sessionId, CloseCode code, long nowNs, EffectSink out);

    void tick(long nowNs, EffectSink out);

    long nextDeadlineNs();

    MachineHoldings holdings();

    Optional<SessionStats> stats(long sessionId);

    String drops();

    static Machine of(EndpointMachine machine) {
        return new Machine() {
            @Override
            public void onDatagram(
                    InetSocketAddress from, byte[] buffer, int offset, int length, long nowNs, EffectSink out) {
                machine.onDatagram(from, buffer, offset, length, nowNs, out);
            }

            @Override
            public long connect(RemotePeer peer, long nowNs, EffectSink out) {
                return machine.connect(peer, nowNs, out);
            }

            @Override
            public void offer(long sessionId, byte[] bundle, long nowNs) {
                machine.offer(sessionId, bundle, nowNs);
            }

            @Override
            public long seek(
                    long sessionId, byte[] nodeId, byte[] identityKey, long unixSecond, long nowNs, EffectSink out) {
                return machine.seek(sessionId, nodeId, identityKey, unixSecond, nowNs, out);
            }

            @Override
            public boolean send(long sessionId, int channel, byte[] message, long sendId, long nowNs) {
                return machine.send(sessionId, channel, message, sendId, nowNs);
            }

            @Override
            public boolean sendDatagram(long sessionId, int channel, byte[] data) {
                return machine.sendDatagram(sessionId, channel, data);
            }

            @Override
            public void consumed(long sessionId, int channel, int length) {
                machine.consumed(sessionId, channel, length);
            }

            @Override
            public void moved() {
                machine.moved();
            }

            @Override
            public void renewKeys(long sessionId, long nowNs) {
                machine.renewKeys(sessionId, nowNs);
            }

            @Override
            public void shape(long sessionId, TransmissionMode mode, long nowNs) {
                machine.shape(sessionId, mode, nowNs);
            }

            @Override
            public void evidence(long sessionId, byte[] rdvAndPosf) {
                machine.evidence(sessionId, rdvAndPosf);
            }

            @Override
            public void lowEnergy(boolean low, long nowNs) {
                machine.lowEnergy(low, nowNs);
            }

            @Override
            public void kemKeys(List<XWing.SecretKey> keys, byte[] bundle, long nowNs) {
                machine.kemKeys(keys, bundle, nowNs);
            }

            @Override
            public void close(long sessionId, CloseCode code, long nowNs, EffectSink out) {
                machine.close(sessionId, code, "", nowNs, out);
            }

            @Override
            public void tick(long nowNs, EffectSink out) {
                machine.tick(nowNs, out);
            }

            @Override
            public long nextDeadlineNs() {
                return machine.nextDeadlineNs();
            }

            @Override
            public MachineHoldings holdings() {
                return machine.holdings();
            }

            @Override
            public Optional<SessionStats> stats(long sessionId) {
                return machine.sessionStats(sessionId);
            }

            @Override
            public String drops() {
                return machine.counters().drops().toString();
            }
        };
    }
}
