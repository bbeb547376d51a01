package com.hookprobe.htp.sim;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.SessionStats;
import com.hookprobe.htp.TransmissionMode;
import com.hookprobe.htp.core.Effect;
import com.hookprobe.htp.core.EffectSink;
import com.hookprobe.htp.core.MachineHoldings;
import com.hookprobe.htp.crypto.XWing;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** A machine with a fault: what it wants done goes through {@link #transmit} and {@link #then} first. */
class DelegatingMachine implements Machine {
    private final Machine inner;

    DelegatingMachine(Machine inner) {
        this.inner = inner;
    }

    void transmit(InetSocketAddress to, byte[] buffer, int offset, int length, EffectSink out) {
        out.transmit(to, buffer, offset, length);
    }

    void then(Effect effect, EffectSink out) {
        out.then(effect);
    }

    private EffectSink through(EffectSink out) {
        return new EffectSink() {
            @Override
            public void transmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
                DelegatingMachine.this.transmit(to, buffer, offset, length, out);
            }

            @Override
            public void then(Effect effect) {
                DelegatingMachine.this.then(effect, out);
            }
        };
    }

    @Override
    public void onDatagram(InetSocketAddress from, byte[] buffer, int offset, int length, long nowNs, EffectSink out) {
        inner.onDatagram(from, buffer, offset, length, nowNs, through(out));
    }

    @Override
    public long connect(RemotePeer peer, long nowNs, EffectSink out) {
        return inner.connect(peer, nowNs, through(out));
    }

    @Override
    public void offer(long sessionId, byte[] bundle, long nowNs) {
        inner.offer(sessionId, bundle, nowNs);
    }

    @Override
    public long seek(long sessionId, byte[] nodeId, byte[] identityKey, long unixSecond, long nowNs, EffectSink out) {
        return inner.seek(sessionId, nodeId, identityKey, unixSecond, nowNs, through(out));
    }

    @Override
    public boolean send(long sessionId, int channel, byte[] message, long sendId, long nowNs) {
        return inner.send(sessionId, channel, message, sendId, nowNs);
    }

    @Override
    public boolean sendDatagram(long sessionId, int channel, byte[] data) {
        return inner.sendDatagram(sessionId, channel, data);
    }

    @Override
    public void consumed(long sessionId, int channel, int length) {
        inner.consumed(sessionId, channel, length);
    }

    @Override
    public void moved() {
        inner.moved();
    }

    @Override
    public void shape(long sessionId, TransmissionMode mode, long nowNs) {
        inner.shape(sessionId, mode, nowNs);
    }

    @Override
    public void evidence(long sessionId, byte[] rdvAndPosf) {
        inner.evidence(sessionId, rdvAndPosf);
    }

    @Override
    public void lowEnergy(boolean low, long nowNs) {
        inner.lowEnergy(low, nowNs);
    }

    @Override
    public void renewKeys(long sessionId, long nowNs) {
        inner.renewKeys(sessionId, nowNs);
    }

    @Override
    public void kemKeys(List<XWing.SecretKey> keys, byte[] bundle, long nowNs) {
        inner.kemKeys(keys, bundle, nowNs);
    }

    @Override
    public void close(long sessionId, CloseCode code, long nowNs, EffectSink out) {
        inner.close(sessionId, code, nowNs, through(out));
    }

    @Override
    public void tick(long nowNs, EffectSink out) {
        inner.tick(nowNs, through(out));
    }

    @Override
    public long nextDeadlineNs() {
        return inner.nextDeadlineNs();
    }

    @Override
    public MachineHoldings holdings() {
        return inner.holdings();
    }

    @Override
    public Optional<SessionStats> stats(long sessionId) {
        return inner.stats(sessionId);
    }

    @Override
    public String drops() {
        return inner.drops();
    }
}
