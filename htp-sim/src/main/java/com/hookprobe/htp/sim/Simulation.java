package com.hookprobe.htp.sim;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.HtpTimeoutException;
import com.hookprobe.htp.IntroductionLimits;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.core.EndpointMachine;
import com.hookprobe.htp.core.MachineConfig;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.AeadFactory;
import com.hookprobe.htp.crypto.AeadProviders;
import com.hookprobe.sim.Mix;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One run: nodes on a {@link VirtualNetwork}, virtual time, and the checks. Everything random comes from the seed, so equal
 * seeds and equal calls give equal runs, to the byte. Any broken promise throws {@link SimulationFailure} at once:
 *
 * <ul>
 *   <li>messages arrive exactly once, intact, and in order where the channel is ordered;
 *   <li>both ends of a session agree on its keys and on who they are; sessions end only for reasons that can be;
 *   <li>datagrams arrive intact, and once at most;
 *   <li>the ends of a session are never more than one generation of keys apart;
 *   <li>no nonce is used twice under one key;
 *   <li>addresses that are not validated get no more bytes than they may ({@link AmplificationLedger});
 *   <li>a machine does not spin at one time;
 *   <li>at the end ({@link #finish}): nothing hangs, and every machine holds nothing any more.
 * </ul>
 */
public final class Simulation {
    /** A second in nanoseconds. */
    public static final long SECOND = 1_000_000_000L;
    /** A millisecond in nanoseconds. */
    public static final long MILLISECOND = 1_000_000L;

    /** Longest life of what a machine keeps after its last session ended: half-open sessions, answers, with a margin. */
    private static final long FORGETTING_NS = 200 * SECOND;

    private static final long EVENTS_MAX = 50_000_000;
    /** The cipher that machines use; making it costs more than a run. */
    private static final ThreadLocal<AeadFactory> AEADS = ThreadLocal.withInitial(AeadProviders::best);

    /** Attaches a node's host. */
    interface Attach {
        Host attach(Host.Receiver receiver);
    }

    private final long seed;
    private final SplittableRandom root;
    private final SplittableRandom random;
    private final Set<ByteBuffer> evidence = new HashSet<>();
    private final EventQueue queue = new EventQueue();
    private final VirtualNetwork network;
    private final NonceWatch nonces;
    private final Tracer tracer;
    private final SimDirectory directory = new SimDirectory();
    private final List<SimNode> nodes = new ArrayList<>();
    private final Map<ByteBuffer, Conversation> conversations = new LinkedHashMap<>();
    private final Map<String, Double> metrics = new LinkedHashMap<>();
    private HtpLimits limits = HtpLimits.builder()
            .connectTimeout(Duration.ofMinutes(3))
            .handshakesPerNodeMinute(1000)
            .build();
    private Optional<MachineConfig.Introducing> introducing = Optional.empty();
    private long heartbeatNs = 30 * SECOND;
    private long idleTimeoutNs = 120 * SECOND;
    private long readDelayMaxNs;
    private UnaryOperator<Machine> machineFault = UnaryOperator.identity();
    private UnaryOperator<AeadFactory> aeadFault = UnaryOperator.identity();
    private long nowNs = MILLISECOND;
    private long events;
    private long effectHash;
    private boolean rough;
    private boolean keysMayExpire;
    private boolean ending;

    /** A run of that seed. */
    public Simulation(long seed) {
        this(seed, Tracer.NONE);
    }

    /** A run of that seed that tells the tracer everything. */
    public Simulation(long seed, Tracer tracer) {
        this.seed = seed;
        this.tracer = tracer;
        this.root = new SplittableRandom(Mix.bits(seed));
        this.random = root.split();
        this.network = new VirtualNetwork(root.split(), queue, tracer);
        this.nonces = new NonceWatch(AEADS.get());
    }

    /** The seed. */
    public long seed() {
        return seed;
    }

    /** Virtual time. */
    public long nowNs() {
        return nowNs;
    }

    /** New evidence of resonance, as a node shows it: 64 random bytes that are remembered. */
    byte[] makeEvidence() {
        byte[] made = new byte[Wire.RESONANCE_BYTES];
        random.nextBytes(made);
        evidence.add(ByteBuffer.wrap(made));
        return made;
    }

    boolean isEvidence(byte[] shown) {
        return evidence.contains(ByteBuffer.wrap(shown));
    }

    /** The randomness of whoever plays the scenario. */
    public SplittableRandom random() {
        return random;
    }

    /** The network. */
    public VirtualNetwork network() {
        return network;
    }

    /** The nodes, in the order they were made. */
    public List<SimNode> nodes() {
        return List.copyOf(nodes);
    }

    /** Limits of the nodes made from now on. */
    public void limits(HtpLimits next) {
        limits = next;
    }

    /** The nodes made from now on introduce everybody to everybody who asks. */
    public void introducing(IntroductionLimits next) {
        introducing = Optional.of(new MachineConfig.Introducing((caller, target) -> true, next));
    }

    /** The nodes made from now on give a message's credit back when they have read it, after up to that time. */
    public void slowReaders(long delayMaxNs) {
        readDelayMaxNs = delayMaxNs;
    }

    /** How long a node takes to read a message, at most; 0: nobody waits for it. */
    long readDelayMaxNs() {
        return readDelayMaxNs;
    }

    /** Heartbeat interval and idle timeout of the nodes made from now on. */
    public void timeouts(long nextHeartbeatNs, long nextIdleTimeoutNs) {
        heartbeatNs = nextHeartbeatNs;
        idleTimeoutNs = nextIdleTimeoutNs;
    }

    /**
     * The network is so bad from now on that connects may fail and sessions may end as idle. Otherwise both is a broken
     * promise.
     */
    public void rough() {
        rough = true;
    }

    /** Keys are renewed so often that a lost packet or three may let them expire. */
    public void keysMayExpire() {
        keysMayExpire = true;
    }

    /** A node that accepts sessions, at 10.0.0.n port 4719. */
    public SimNode validator(LinkConfig up, LinkConfig down) {
        int number = nodes.size() + 1;
        return node("validator", address(10, 0, 0, number, 4719), true, up, down, null);
    }

    /** A node that starts sessions, at 10.1.0.n port 5000, or behind that NAT. */
    public SimNode edge(LinkConfig up, LinkConfig down, @Nullable Nat nat) {
        int number = nodes.size() + 1;
        return node("edge" + number, address(10, 1, 0, number, 5000), false, up, down, nat);
    }

    /** A node with everything given. */
    public SimNode node(
            String name,
            InetSocketAddress address,
            boolean accepts,
            LinkConfig up,
            LinkConfig down,
            @Nullable Nat nat) {
        SimIdentity identity = SimIdentity.of(nodes.size());
        directory.know(identity);
        MachineConfig config = new MachineConfig(
                identity,
                ResonanceBinding.none(new byte[64]),
                accepts ? Optional.of(new MachineConfig.Accepting(identity.kem(0), directory)) : Optional.empty(),
                limits,
                aeadFault.apply(nonces),
                KemPool.SHARED,
                heartbeatNs,
                idleTimeoutNs,
                readDelayMaxNs > 0,
                introducing);
        Machine machine = machineFault.apply(Machine.of(new EndpointMachine(config, root.split(), nowNs)));
        Attach attach = receiver -> network.attach(address, up, down, nat, receiver);
        SimNode node = new SimNode(this, name, identity, attach, machine);
        nodes.add(node);
        return node;
    }

    /** An IPv4 address and port. */
    public static InetSocketAddress address(int a, int b, int c, int d, int port) {
        return new InetSocketAddress(ip(a, b, c, d), port);
    }

    /** An IPv4 address. */
    public static InetAddress ip(int a, int b, int c, int d) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /** Does something at that virtual time, or now when it is past. */
    public void at(long whenNs, Runnable action) {
        queue.add(Math.max(whenNs, nowNs), action);
    }

    /** Does something after that time. */
    public void after(long delayNs, Runnable action) {
        at(nowNs + delayNs, action);
    }

    /** Runs until the condition holds; false when that much virtual time went by first. */
    public boolean runUntil(BooleanSupplier done, long forNs) {
        long endNs = nowNs + forNs;
        while (!done.getAsBoolean()) {
            if (!step(endNs)) {
                return false;
            }
        }
        return true;
    }

    /** Runs for that much virtual time. */
    public void run(long forNs) {
        long endNs = nowNs + forNs;
        boolean more = true;
        while (more) {
            more = step(endNs);
        }
    }

    /**
     * Ends the run: within {@code limitNs} every connect must be decided and every message acknowledged, or its session
     * ended; then all sessions are closed, what was scheduled is called off, everybody forgets, and nothing may be left.
     */
    public void finish(long limitNs) {
        if (!runUntil(this::settled, limitNs)) {
            throw failure("stuck for " + limitNs / SECOND + " s: " + unsettled());
        }
        checkGenerations();
        ending = true;
        for (SimNode node : nodes) {
            node.app(SimApp.NONE);
            for (long session : node.sessions()) {
                node.close(session, CloseCode.NORMAL);
            }
        }
        run(idleTimeoutNs + FORGETTING_NS);
        for (SimNode node : nodes) {
            node.onDeadline();
            if (!node.holdings().none() || !node.openEnds().isEmpty()) {
                throw failure(node + " still holds " + node.holdings() + ", sessions up " + node.sessions());
            }
        }
        for (Conversation conversation : conversations.values()) {
            String wrong = conversation.checkEnd();
            if (wrong != null) {
                throw failure(wrong);
            }
        }
    }

    /** A figure for the report. */
    public void metric(String name, double value) {
        metrics.put(name, value);
    }

    /** The failure to throw when something is wrong; names the time. */
    public SimulationFailure failure(String what) {
        return new SimulationFailure(String.format(java.util.Locale.ROOT, "at %.6f s: %s", nowNs / 1e9, what));
    }

    /** A hash over everything that happened, equal for equal runs. */
    public long traceHash() {
        return Mix.fold(network.traceHash(), effectHash);
    }

    /** Plants faults into the machines made from now on, below their effects and above the nonce watch. */
    void plant(UnaryOperator<Machine> machine, UnaryOperator<AeadFactory> aead) {
        machineFault = machine;
        aeadFault = aead;
    }

    Map<String, Double> metrics() {
        return metrics;
    }

    long conversations() {
        return conversations.size();
    }

    void check(@Nullable String wrong, SimNode node) {
        if (wrong != null) {
            throw failure(node + ": " + wrong);
        }
    }

    void checkNonces() {
        String reuse = nonces.reuse();
        if (reuse != null) {
            throw failure("nonce reuse: " + reuse);
        }
    }

    void note(String who, String what, long number, String more, Object detail) {
        effectHash = Mix.fold(Mix.fold(effectHash, nowNs), who.hashCode() + 31L * what.hashCode() + 961 * number);
        if (tracer.active()) {
            tracer.note(nowNs, who, what + number + more + detail);
        }
    }

    /** Pairs the two ends of a session. */
    Conversation.End meet(SimNode node, long session, boolean initiator, byte[] exporter) {
        Conversation conversation =
                conversations.computeIfAbsent(ByteBuffer.wrap(exporter.clone()), k -> new Conversation(limits));
        Conversation.End end = new Conversation.End(conversation, node, session, initiator);
        if (initiator) {
            if (conversation.responder == null) {
                throw failure(node + ": session " + session + " is up with keys that no responder has");
            }
            if (conversation.initiator != null) {
                throw failure(node + ": session " + session + " has the keys of another session");
            }
            conversation.initiator = end;
        } else {
            if (conversation.responder != null) {
                throw failure(node + ": session " + session + " has the keys of another session");
            }
            conversation.responder = end;
        }
        return end;
    }

    /** Nobody here breaks the protocol, so most reasons for a session's end cannot be. */
    void judgeClose(Conversation.End end, CloseCode code, String reason) {
        Conversation.End peer = end.peer();
        boolean alone = peer == null || peer.over;
        boolean may = switch (code) {
            case NORMAL, SHUTDOWN, REPLACED -> true;
            case IDLE -> rough || alone;
            case REKEY -> rough || keysMayExpire || alone;
            // A sender that is gone leaves parts of messages behind.
            case PROTOCOL -> (rough || alone) && reason.equals("a message never became whole");
            default -> false;
        };
        if (!may) {
            throw failure(end.node + ": session " + end.session + " ended with " + code + " '" + reason + "'; drops "
                    + drops());
        }
    }

    void judgeFailure(SimNode node, Exception failure) {
        if (!(rough && failure instanceof HtpTimeoutException)) {
            throw failure(node + ": connect failed: " + failure + "; drops " + drops());
        }
    }

    /** HTP 3.5: only one side may be a step behind, as long as the last one's first packet is under way. */
    private void checkGenerations() {
        for (Conversation conversation : conversations.values()) {
            Conversation.End one = conversation.initiator;
            Conversation.End two = conversation.responder;
            if (one == null || two == null || one.over || two.over) {
                continue;
            }
            long apart = two.node.stats(two.session).orElseThrow().keyGeneration()
                    - one.node.stats(one.session).orElseThrow().keyGeneration();
            if (apart < 0 || apart > 1) {
                throw failure(one.node + ": session " + one.session + " is " + apart + " key generations behind");
            }
        }
    }

    private boolean settled() {
        for (SimNode node : nodes) {
            if (node.connecting() > 0) {
                return false;
            }
            for (Conversation.End end : node.openEnds()) {
                if (end.unacknowledged > 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private String unsettled() {
        List<String> texts = new ArrayList<>();
        for (SimNode node : nodes) {
            if (node.connecting() > 0) {
                texts.add(node + " has " + node.connecting() + " connects undecided");
            }
            for (Conversation.End end : node.openEnds()) {
                if (end.unacknowledged > 0) {
                    texts.add(node + " session " + end.session + " has " + end.unacknowledged
                            + " messages unacknowledged, " + node.stats(end.session));
                }
            }
        }
        return String.join("; ", texts);
    }

    private String drops() {
        List<String> texts = new ArrayList<>();
        nodes.forEach(node -> texts.add(node + " " + node.drops()));
        return String.join(", ", texts);
    }

    /** The next event or deadline up to that time; false when there is none. */
    private boolean step(long endNs) {
        long dueNs = queue.nextNs();
        SimNode waiting = null;
        for (int i = 0; i < nodes.size(); i++) {
            SimNode node = nodes.get(i);
            // A datagram of the same time goes first, as a socket is read before timers are looked at.
            if (node.deadlineNs() < dueNs) {
                dueNs = Math.max(nowNs, node.deadlineNs());
                waiting = node;
            }
        }
        if (dueNs > endNs) {
            nowNs = endNs;
            return false;
        }
        nowNs = dueNs;
        if (++events > EVENTS_MAX) {
            throw failure("more than " + EVENTS_MAX + " events");
        }
        if (waiting != null) {
            waiting.onDeadline();
            return true;
        }
        Object item = queue.poll();
        if (item instanceof Packet packet) {
            network.onDue(packet, nowNs);
        } else if (item instanceof Runnable action && !ending) {
            action.run();
        }
        return true;
    }
}
