package com.hookprobe.htp.sim;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.KemBundle;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.SessionStats;
import com.hookprobe.htp.TransmissionMode;
import com.hookprobe.htp.core.Effect;
import com.hookprobe.htp.core.EffectSink;
import com.hookprobe.htp.core.MachineHoldings;
import com.hookprobe.htp.core.meet.RelayAddress;
import com.hookprobe.htp.crypto.XWing;
import com.hookprobe.sim.Mix;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node: one HTP machine at one {@link Host}, with a {@link SimApp} above it. Every command is followed by the machine's
 * turn, as the endpoint's loop does it.
 */
public final class SimNode {
    /** More turns than this at one time, without anything that came in, is a machine that spins. */
    static final int TURNS_AT_ONE_TIME_MAX = 1000;

    private record Sent(Conversation.End end, ChannelLog log, int index) {}

    private final Simulation simulation;
    private final String name;
    private final SimIdentity identity;
    private final Host host;
    private final AmplificationLedger amplification = new AmplificationLedger();
    private final List<Effect> effects = new ArrayList<>();
    private final Map<Long, Conversation.End> open = new LinkedHashMap<>();
    /** By send number, minus one; null when acknowledged or lost. */
    private final List<@Nullable Sent> sends = new ArrayList<>();

    private final EffectSink sink = new EffectSink() {
        @Override
        public void transmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
            simulation.check(amplification.out(to, buffer, offset, length), SimNode.this);
            simulation.network().send(host, to, buffer, offset, length, simulation.nowNs());
        }

        @Override
        public void then(Effect effect) {
            if (effect instanceof Effect.SessionUp) {
                // Here, not in dispatch: the machine may answer within the same turn.
                amplification.confirmed(from);
            }
            effects.add(effect);
        }
    };

    private final Set<Long> relayedSessions = new HashSet<>();
    private Machine machine;
    private SimApp app = SimApp.NONE;
    private InetSocketAddress from;
    private boolean inTurn;
    private boolean again;
    private long deadlineNs = Long.MAX_VALUE;
    private long lastTurnNs = Long.MIN_VALUE;
    private int turns;
    private int connecting;
    /** KEM public keys of others that were announced to us, by node. */
    private final Map<SimNode, byte[]> announced = new HashMap<>();

    private int kemGeneration;
    private long datagrams;
    private long datagramsReceived;
    private long sessionsSeen;
    private long messagesReceived;
    private long messageBytesReceived;

    SimNode(Simulation simulation, String name, SimIdentity identity, Simulation.Attach attach, Machine machine) {
        this.simulation = simulation;
        this.name = name;
        this.identity = identity;
        this.host = attach.attach(this::receive);
        this.machine = machine;
        this.from = host.address();
    }

    /** For people. */
    public String name() {
        return name;
    }

    /** Where it is attached. */
    public Host host() {
        return host;
    }

    /** Its own address. */
    public InetSocketAddress address() {
        return host.address();
    }

    /** From now on that hears of what happens. */
    public void app(SimApp next) {
        app = next;
    }

    /** The sessions that are up, oldest first. */
    public List<Long> sessions() {
        return List.copyOf(open.keySet());
    }

    /** True while the session is up. */
    public boolean isOpen(long session) {
        return open.containsKey(session);
    }

    /** Sessions that ever came up. */
    public long sessionsSeen() {
        return sessionsSeen;
    }

    /** Connects that are not decided. */
    public int connecting() {
        return connecting;
    }

    /** Messages that came in, whole. */
    public long messagesReceived() {
        return messagesReceived;
    }

    /** Their bytes. */
    public long messageBytesReceived() {
        return messageBytesReceived;
    }

    /** The counters of a session that the machine still knows. */
    public Optional<SessionStats> stats(long session) {
        return machine.stats(session);
    }

    /** The largest ratio of handshake bytes sent to bytes received, over all addresses that were not confirmed yet. */
    public double worstAmplification() {
        return amplification.worst();
    }

    /** Starts to connect; returns the connect's number. */
    public long connect(SimNode to) {
        InetSocketAddress address = to.address();
        amplification.chosen(address);
        connecting++;
        RemotePeer peer = new RemotePeer(address, to.identity.nodeId(), kemPublicKey(to));
        long connect = machine.connect(peer, simulation.nowNs(), sink);
        note("connect ", connect, " to ", to.name);
        turn();
        return connect;
    }

    /** Offers its key to the validator at the other end of that session. */
    public void offer(long session) {
        Instant begin = Instant.EPOCH;
        KemBundle bundle =
                KemBundle.sign(identity, identity.kem(kemGeneration).publicKey(), begin, begin.plusSeconds(1_000_000));
        machine.offer(session, bundle.encode(), simulation.nowNs());
        note("offer on session ", session, "", "");
        turn();
    }

    /** Seeks a node through the validator at the other end of that session; returns the connect's number. */
    public long seek(long session, SimNode target) {
        // What the validator may tell is known here, so that anything else is an accusation.
        amplification.chosenHost(target.publicHost());
        target.amplification.calls();
        connecting++;
        long second = simulation.nowNs() / Simulation.SECOND;
        byte[] nodeId = target.identity.nodeId();
        long connect = machine.seek(session, nodeId, target.identity.publicKey(), second, simulation.nowNs(), sink);
        note("seek ", connect, " of ", target.name);
        turn();
        return connect;
    }

    /** True when that open session's peer is reached through a relay circuit. */
    public boolean relayed(long session) {
        return relayedSessions.contains(session);
    }

    private InetAddress publicHost() {
        Nat nat = host.nat();
        return nat == null ? host.address().getAddress() : nat.address();
    }

    /** Sends a message on an open session; returns the send's number, or -1 when the session is not open (any more). */
    public long send(long session, int channel, byte[] message) {
        Conversation.End end = open.get(session);
        long send = sends.size() + 1L;
        if (end == null || !machine.send(session, channel, message, send, simulation.nowNs())) {
            return -1;
        }
        ChannelLog log = end.conversation.log(end.initiator, channel);
        sends.add(new Sent(end, log, log.sent(message)));
        end.unacknowledged++;
        end.sends++;
        note("send ", send, " on session " + session + " channel " + channel + ", bytes ", message.length);
        turn();
        return send;
    }

    /** As {@link #send(long, int, byte[])}, with contents made from the session and the number of the message. */
    public long send(long session, int channel, int length) {
        return send(session, channel, Mix.content(Mix.fold(simulation.seed(), sends.size() + 31L * session), length));
    }

    /** Sends an unreliable datagram of at least 16 bytes; false when the session does not take it. */
    public boolean sendDatagram(long session, int channel, int length) {
        Conversation.End end = open.get(session);
        byte[] data = Mix.content(Mix.fold(simulation.seed(), --datagrams), Math.max(16, length));
        if (end == null || !machine.sendDatagram(session, channel, data)) {
            return false;
        }
        end.conversation.datagramSent(end.initiator, channel, data);
        note("datagram on session ", session, " channel " + channel + ", bytes ", data.length);
        turn();
        return true;
    }

    /** Datagrams that came in. */
    public long datagramsReceived() {
        return datagramsReceived;
    }

    /** Tells the machine that its own address changed. */
    public void moved() {
        note("was told that it moved ", 0, "", "");
        machine.moved();
        turn();
    }

    /** Asks for another look of a session's packets, both ways. */
    public void shape(long session, TransmissionMode mode) {
        note("shape of session ", session, " ", mode);
        machine.shape(session, mode, simulation.nowNs());
        turn();
    }

    /** Saves energy, or need not any more. */
    public void lowEnergy(boolean low) {
        note(low ? "saves energy" : "has enough energy", 0, "", "");
        machine.lowEnergy(low, simulation.nowNs());
        turn();
    }

    /** Evidence of resonance, which the peer must get as it is. */
    public void evidence(long session, byte[] rdvAndPosf) {
        note("evidence on session ", session, "", "");
        machine.evidence(session, rdvAndPosf);
        turn();
    }

    /** Renews a session's keys as soon as may be. */
    public void renewKeys(long session) {
        note("renews the keys of session ", session, "", "");
        machine.renewKeys(session, simulation.nowNs());
        turn();
    }

    /** Goes on to its next KEM key and answers to the older ones too; false when it has no more. */
    public boolean rotateKem() {
        if (kemGeneration + 1 == SimIdentity.KEM_KEYS) {
            return false;
        }
        kemGeneration++;
        note("goes on to KEM key ", kemGeneration, "", "");
        List<XWing.SecretKey> keys = new ArrayList<>();
        for (int i = kemGeneration; i >= 0; i--) {
            keys.add(identity.kem(i));
        }
        machine.kemKeys(keys, identity.bundle(kemGeneration), simulation.nowNs());
        turn();
        return true;
    }

    /** Messages of ours on that session that are not acknowledged. */
    public int unacknowledged(long session) {
        Conversation.End end = open.get(session);
        return end == null ? 0 : end.unacknowledged;
    }

    /** Ends a session. */
    public void close(long session, CloseCode code) {
        note("close session ", session, " ", code);
        machine.close(session, code, simulation.nowNs(), sink);
        turn();
    }

    @Override
    public String toString() {
        return name;
    }

    Collection<Conversation.End> openEnds() {
        return open.values();
    }

    SimIdentity identity() {
        return identity;
    }

    long deadlineNs() {
        return deadlineNs;
    }

    Machine machine() {
        return machine;
    }

    MachineHoldings holdings() {
        return machine.holdings();
    }

    String drops() {
        return machine.drops();
    }

    /** The machine's deadline has come. */
    void onDeadline() {
        if (simulation.nowNs() == lastTurnNs) {
            if (++turns > TURNS_AT_ONE_TIME_MAX) {
                throw simulation.failure(name + ": the machine wants its " + turns + "th turn at one time");
            }
        } else {
            lastTurnNs = simulation.nowNs();
            turns = 0;
        }
        turn();
    }

    private byte[] kemPublicKey(SimNode to) {
        byte[] newer = announced.get(to);
        return newer != null ? newer : to.identity.kem(0).publicKey();
    }

    private void receive(Packet packet, long nowNs) {
        turns = 0;
        amplification.in(packet);
        from = packet.from;
        machine.onDatagram(packet.from, packet.bytes, 0, packet.length, nowNs, sink);
        turn();
    }

    private void turn() {
        if (inTurn) {
            again = true;
            return;
        }
        inTurn = true;
        do {
            again = false;
            machine.tick(simulation.nowNs(), sink);
            // The app may add to the list.
            for (int i = 0; i < effects.size(); i++) {
                dispatch(effects.get(i));
            }
            effects.clear();
        } while (again);
        inTurn = false;
        deadlineNs = machine.nextDeadlineNs();
        simulation.checkNonces();
    }

    private void dispatch(Effect effect) {
        if (effect instanceof Effect.Deliver d) {
            onDeliver(d);
        } else if (effect instanceof Effect.Sent s) {
            onSent(s);
        } else if (effect instanceof Effect.SessionUp s) {
            onUp(s);
        } else if (effect instanceof Effect.SessionClosed c) {
            onClosed(c);
        } else if (effect instanceof Effect.Datagram d) {
            onDatagram(d);
        } else if (effect instanceof Effect.BundleReceived b) {
            onBundle(b);
        } else if (effect instanceof Effect.Shaped shaped) {
            note("peer's shape on session ", shaped.sessionId(), " ", shaped.peer());
        } else if (effect instanceof Effect.Evidence e) {
            onEvidence(e);
        } else if (effect instanceof Effect.Connected c) {
            connecting--;
            note("connected ", c.connectId(), " to session ", c.sessionId());
            app.onConnected(this, c.connectId(), c.sessionId());
        } else if (effect instanceof Effect.ConnectFailed f) {
            connecting--;
            note("connect ", f.connectId(), " failed: ", f.failure());
            simulation.judgeFailure(this, f.failure());
            app.onConnectFailed(this, f.connectId(), f.failure());
        }
    }

    /** It must be what someone showed. */
    private void onEvidence(Effect.Evidence e) {
        if (!simulation.isEvidence(e.rdvAndPosf())) {
            throw new SimulationFailure(name + ": evidence that nobody showed");
        }
    }

    private void onUp(Effect.SessionUp up) {
        sessionsSeen++;
        note("session ", up.sessionId(), " is up, ", up.info());
        Conversation.End end = simulation.meet(
                this, up.sessionId(), up.info().initiator(), up.info().exporter());
        Conversation.End peer = end.peer();
        if (peer != null
                && !Arrays.equals(peer.node.identity.nodeId(), up.info().peerNodeId())) {
            throw simulation.failure(name + ": session " + up.sessionId() + " names another peer than " + peer.node);
        }
        open.put(up.sessionId(), end);
        if (up.info().peerAddress() instanceof RelayAddress) {
            relayedSessions.add(up.sessionId());
        }
        app.onSession(this, up.sessionId());
    }

    private void onDeliver(Effect.Deliver d) {
        Conversation.End end = open.get(d.sessionId());
        if (end == null) {
            throw simulation.failure(name + ": a message on session " + d.sessionId() + ", which is not up");
        }
        messagesReceived++;
        messageBytesReceived += d.message().length;
        note("message on session ", d.sessionId(), " channel " + d.channel() + ", bytes ", d.message().length);
        simulation.check(end.conversation.log(!end.initiator, d.channel()).delivered(d.message()), this);
        if (simulation.readDelayMaxNs() > 0) {
            simulation.after(
                    simulation.random().nextLong(simulation.readDelayMaxNs()),
                    () -> read(d.sessionId(), d.channel(), d.message().length));
        }
        app.onMessage(this, d.sessionId(), d.channel(), d.message());
    }

    private void read(long session, int channel, int length) {
        machine.consumed(session, channel, length);
        turn();
    }

    private void onDatagram(Effect.Datagram d) {
        Conversation.End end = open.get(d.sessionId());
        if (end == null) {
            throw simulation.failure(name + ": a datagram on session " + d.sessionId() + ", which is not up");
        }
        datagramsReceived++;
        note("datagram came on session ", d.sessionId(), " channel " + d.channel() + ", bytes ", d.data().length);
        simulation.check(end.conversation.datagramDelivered(!end.initiator, d.channel(), d.data()), this);
    }

    private void onBundle(Effect.BundleReceived b) {
        Conversation.End end = open.get(b.sessionId());
        Conversation.End peer = end == null ? null : end.peer();
        KemBundle bundle = KemBundle.decode(b.bundle()).orElse(null);
        if (peer == null || bundle == null || !bundle.signedBy(peer.node.identity.publicKey())) {
            throw simulation.failure(name + ": a bundle that is not of the session's peer");
        }
        note("bundle on session ", b.sessionId(), "", "");
        announced.put(peer.node, bundle.kemPublicKey());
    }

    private void onSent(Effect.Sent s) {
        Sent sent = sends.get((int) s.sendId() - 1);
        if (sent == null) {
            throw simulation.failure(name + ": send " + s.sendId() + " is done twice");
        }
        sends.set((int) s.sendId() - 1, null);
        sent.end.unacknowledged--;
        note("sent ", s.sendId(), " on session ", s.sessionId());
        simulation.check(sent.log.acknowledged(sent.index), this);
        app.onSent(this, s.sessionId(), s.sendId());
    }

    private void onClosed(Effect.SessionClosed c) {
        note("session ", c.sessionId(), " is over, " + c.code() + " ", c.reason());
        Conversation.End end = open.remove(c.sessionId());
        relayedSessions.remove(c.sessionId());
        if (end == null) {
            throw simulation.failure(name + ": session " + c.sessionId() + " ended, but was not up");
        }
        simulation.judgeClose(end, c.code(), c.reason());
        end.over = true;
        end.unacknowledged = 0;
        app.onClosed(this, c.sessionId(), c.code(), c.reason());
    }

    private void note(String what, long number, String more, Object detail) {
        simulation.note(name, what, number, more, detail);
    }
}
