package com.hookprobe.dsm.sim;

import static com.hookprobe.dsm.sim.SimulationFailure.check;

import com.hookprobe.dsm.consensus.Evidence;
import com.hookprobe.dsm.consensus.SetChange;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.identity.NodeId;
import com.hookprobe.sim.Mix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One run: machines, links, sources and accidents in virtual time, from one plan. First the faults, then the network heals (GST), and
 * then everything must come right within the time that the rules allow.
 */
final class Simulation implements SimNode.Surroundings {
    static final long SECOND_NS = 1_000_000_000L;
    static final long MILLI_NS = 1_000_000L;

    /** Turns that machines take by themselves at one moment of virtual time; more is a machine that never comes to rest. */
    private static final int TURNS_AT_ONCE_MAX = 2_000;

    /** Lies that try to make a machine keep much. */
    private static final Set<Fault> GROWERS =
            EnumSet.of(Fault.GARBAGE, Fault.STALE, Fault.AMPLIFY, Fault.FORGERY, Fault.EQUIVOCATING_VOTER);

    final World world;
    final Plan plan;

    /** Machines without the twins: the validators of the genesis, then strangers who may join. */
    final int people;

    final Oracle oracle;
    final List<SimNode> nodes = new ArrayList<>();
    final Map<SimNode, Liar> liars = new HashMap<>();
    final SimSources sources;
    private final Network network;
    private final Accidents accidents;
    private final SetWishes wishes;
    private final SplittableRandom random;
    private final Tracer tracer;
    private long nowNs;
    private long nextWeatherNs;
    private long nextWriteNs;
    private long trace = 17;
    private boolean healed;
    private long heightAtHeal;
    private int openAtHeal;
    private long progressNs = Long.MAX_VALUE;
    private int largestSends;
    private int crashes;
    private long largestHolding;

    /** Whose set has changed in this turn: what it refused before, its operator may ask for again. */
    private @Nullable SimNode newSet;

    Simulation(Plan plan, Tracer tracer) {
        this.plan = plan;
        this.tracer = tracer;
        this.random = new SplittableRandom(Mix.bits(plan.seed() + 1));
        this.world = World.of(plan.validators(), plan.real(), plan.has(Fault.ATTESTATION));
        this.people = plan.validators() + plan.strangers();
        for (int i = 0; i < people; i++) {
            nodes.add(new SimNode(i, i, world, people, plan.isLiar(i), this, random.split()));
        }
        plan.liars().forEach((index, lies) -> {
            if (lies.contains(Fault.TWIN)) {
                nodes.add(new SimNode(nodes.size(), index, world, people, true, this, random.split()));
            }
        });
        this.oracle = new Oracle(world, plan, nodes);
        this.network = new Network(nodes.size(), plan, random.split());
        this.sources = new SimSources(world, plan, nodes, oracle.chain, random.split(), this::push);
        this.accidents = new Accidents(this, random.split());
        this.wishes = new SetWishes(this, random.split());
        for (SimNode node : nodes) {
            @Nullable Set<Fault> lies = plan.liars().get(node.index);
            if (lies != null) {
                Liar.Mouth mouth = (to, bytes) -> deliver(node, to, bytes, nowNs);
                liars.put(node, new Liar(world, oracle.sets, node, lies, people, random.split(), mouth));
            }
        }
    }

    /** Plays it to the end; throws {@link SimulationFailure} at the first broken promise. */
    void run() {
        note("plan", plan.text());
        for (SimNode node : nodes) {
            node.restartAtNs = random.nextInt(5) == 0 ? random.nextLong(SECOND_NS) : 0;
        }
        int turns = 0;
        while (nowNs < plan.faultNs() + Goals.limitNs(this) && !(healed && Goals.reached(this))) {
            long nextNs = Math.min(network.nextNs(), Math.min(nextControlNs(), nextNodeNs()));
            // Messages that wait for a slow machine all arrive at once, and say nothing about it.
            boolean arrival = network.nextNs() <= nextNs;
            turns = nextNs > nowNs ? 0 : arrival ? turns : turns + 1;
            check(turns < TURNS_AT_ONCE_MAX, "S13: a machine never comes to rest");
            nowNs = Math.max(nowNs, nextNs);
            step();
        }
        if (plan.isSafe()) {
            Goals.check(this);
        }
        FinalChecks.check(this);
    }

    private long nextControlNs() {
        long next = healed ? Long.MAX_VALUE : Math.min(plan.faultNs(), Math.min(nextWeatherNs, nextWriteNs));
        return healed ? (nowNs / (10 * MILLI_NS) + 1) * (10 * MILLI_NS) : next;
    }

    private long nextNodeNs() {
        long next = Long.MAX_VALUE;
        for (SimNode node : nodes) {
            next = Math.min(next, node.nextNs());
        }
        return next;
    }

    private void step() {
        if (!healed && nowNs >= plan.faultNs()) {
            heal();
        } else if (!healed && nowNs >= nextWeatherNs) {
            network.change(plan, nowNs);
            accidents.happen(nowNs);
            wishes.happen();
            nextWeatherNs = nowNs + random.nextLong(SECOND_NS / 8, SECOND_NS);
        } else if (!healed && nowNs >= nextWriteNs) {
            sources.write();
            nextWriteNs = nowNs + random.nextLong(SECOND_NS / 4, SECOND_NS);
        } else if (network.nextNs() <= nowNs) {
            receive(network.poll());
        } else {
            for (SimNode node : nodes) {
                if (node.nextNs() <= nowNs) {
                    wake(node);
                    return;
                }
            }
        }
    }

    private void wake(SimNode node) {
        if (node.alive) {
            node.tick(nowNs);
            wishes.attest(node);
            @Nullable Liar liar = liars.get(node);
            if (liar != null) {
                liar.tick(nowNs);
            }
        } else {
            node.start(nowNs);
            wishes.again(node);
        }
        after(node);
    }

    private void receive(Network.@Nullable Delivery delivery) {
        if (delivery == null) {
            return;
        }
        SimNode to = nodes.get(delivery.to());
        if (to.alive && to.busyUntilNs > nowNs) {
            network.defer(delivery, to.busyUntilNs);
            return;
        }
        NodeId from = delivery.from() >= 0
                ? nodes.get(delivery.from()).id
                : world.chains.get(-1 - delivery.from()).source();
        trace = Mix.fold(
                Mix.fold(trace, nowNs * 31 + delivery.to()), Mix.bytes(delivery.bytes(), 0, delivery.bytes().length));
        if (tracer.active()) {
            tracer.message(
                    nowNs, to.alive ? "arrives" : "finds none", name(delivery.from()), to.toString(), delivery.bytes());
        }
        if (!to.alive) {
            return;
        }
        @Nullable Liar speaker = delivery.from() >= 0 ? liars.get(nodes.get(delivery.from())) : null;
        if (speaker != null && !to.liar) {
            speaker.arrived(to.index, to.height(), delivery.bytes());
        }
        @Nullable Liar liar = liars.get(to);
        if (liar != null && delivery.from() >= 0) {
            liar.hear(nodes.get(delivery.from()).index, delivery.bytes());
        }
        to.hear(from, delivery.bytes(), nowNs);
        after(to);
    }

    private void after(SimNode node) {
        if (!node.liar) {
            largestSends = Math.max(largestSends, node.sendsThisInput);
            Goals.checkSends(node, world);
        }
        node.sendsThisInput = 0;
        if (progressNs == Long.MAX_VALUE && healed && oracle.chain.tip() > heightAtHeal) {
            progressNs = nowNs;
        }
        if (newSet == node) {
            newSet = null;
            wishes.again(node);
        }
    }

    private String name(int address) {
        return address >= 0 ? nodes.get(address).toString() : "source" + (-1 - address);
    }

    /** GST. */
    private void heal() {
        note("network", "heals at height " + oracle.chain.tip());
        healed = true;
        heightAtHeal = oracle.chain.tip();
        network.heal(nowNs);
        accidents.end(nowNs);
        liars.values().forEach(Liar::heal);
        sources.showAll();
        wishes.again();
        openAtHeal = wishes.open();
        measure();
    }

    /** S13: what a machine keeps is bounded, whatever was thrown at it. */
    void measure() {
        // Walking all fields takes a twentieth of a run: only where a peer or a source tries to make something grow,
        // and now and then.
        boolean worthIt = plan.seed() % 8 == 0
                || plan.liars().values().stream().anyMatch(lies -> !Collections.disjoint(lies, GROWERS));
        if (!worthIt) {
            return;
        }
        for (SimNode node : nodes) {
            if (node.alive && !node.liar) {
                largestHolding = Math.max(largestHolding, Holdings.check(node, Goals.holdingsMax(people)));
            }
        }
    }

    @Override
    public void send(SimNode from, int toIndex, byte[] message, long atNs) {
        if (!from.liar) {
            oracle.sent(from, toIndex, message, atNs);
            deliver(from, toIndex, message, atNs);
        } else if (toIndex >= 0) {
            Liar liar = liars.get(from);
            if (liar != null) {
                liar.speak(toIndex, message);
            }
        }
    }

    /** A twin shares its sibling's name: what is sent to the name reaches one of them or both; each reaches only a part. */
    private void deliver(SimNode from, int toIndex, byte[] message, long atNs) {
        if (toIndex < 0) {
            return;
        }
        @Nullable SimNode twin = twinOf(toIndex);
        boolean dropped = plan.isSafe() && twinOf(from.index) != null && !healed && random.nextInt(3) == 0;
        if (dropped) {
            return;
        }
        int whom = twin == null || !plan.isSafe() ? 2 : random.nextInt(3);
        if (whom != 0) {
            pass(from, nodes.get(toIndex), message, atNs);
        }
        if (twin != null && whom != 1) {
            pass(from, twin, message, atNs);
        }
    }

    private void pass(SimNode from, SimNode to, byte[] message, long atNs) {
        boolean sent = network.send(from.address, to.address, message, atNs);
        if (!sent && tracer.active()) {
            tracer.message(atNs, "is lost", from.toString(), to.toString(), message);
        }
    }

    private @Nullable SimNode twinOf(int index) {
        for (int i = people; i < nodes.size(); i++) {
            if (nodes.get(i).index == index) {
                return nodes.get(i);
            }
        }
        return null;
    }

    private void push(int source, SimNode to, byte[] message) {
        network.send(-1 - source, to.address, message, nowNs);
    }

    @Override
    public void committed(SimNode node, DecidedCheckpoint checkpoint) {
        note(node.toString(), "commits height " + checkpoint.height());
        if (!node.liar) {
            oracle.committed(node, checkpoint);
        }
    }

    @Override
    public void evidence(SimNode node, Evidence evidence) {
        note(node.toString(), "accuses v" + evidence.offender());
        if (!node.liar) {
            oracle.evidence(node, evidence);
            if (healed) {
                oracle.mustGo(node, evidence);
            }
        }
    }

    @Override
    public void alarm(SimNode node, String what) {
        note(node.toString(), "alarm: " + what);
        if (!node.liar) {
            oracle.alarm(node, what);
        }
    }

    @Override
    public void down(SimNode node, String why, boolean powerLost) {
        note(node.toString(), why);
        crashes++;
        // Half come back within the view that they were in, the others after it.
        long most = healed || random.nextBoolean() ? SECOND_NS / 8 : 2 * SECOND_NS;
        node.restartAtNs = nowNs + random.nextLong(SECOND_NS / 50, most);
        accidents.whileDown(node);
        if (powerLost) {
            oracle.chain.restarted(node);
        }
    }

    @Override
    public void started(SimNode node) {
        note(node.toString(), "starts");
        if (!node.liar) {
            oracle.chain.keeps(node);
        }
    }

    @Override
    public boolean considers(SimNode node, SetChange change) {
        boolean agrees = node.liar || wishes.agrees(node, change);
        if (agrees && !node.liar) {
            oracle.approves(node, change.hash());
        }
        return agrees;
    }

    /** A machine whose operator wants something. */
    void want(SimNode node, SetChange change) {
        node.want(change, nowNs);
        after(node);
    }

    @Override
    public void setChanged(SimNode node, long height, ValidatorSet next) {
        note(node.toString(), "has " + next.size() + " validators from height " + (height + 1) + " on");
        if (!node.liar) {
            oracle.sets.changed(node, height, next, plan.isSafe());
        }
        newSet = node;
    }

    void note(String who, String what) {
        trace = Mix.fold(Mix.fold(trace, nowNs), who.hashCode() * 31L + what.hashCode());
        if (tracer.active()) {
            tracer.note(nowNs, who, what);
        }
    }

    long nowNs() {
        return nowNs;
    }

    long heightAtHeal() {
        return heightAtHeal;
    }

    /** Wishes that were open when the network healed. */
    int openAtHeal() {
        return openAtHeal;
    }

    SetWishes wishes() {
        return wishes;
    }

    /** When the first new decision came after GST. */
    long progressNs() {
        return progressNs;
    }

    long traceHash() {
        return trace;
    }

    long messages() {
        return network.sent();
    }

    int crashes() {
        return crashes;
    }

    int largestSends() {
        return largestSends;
    }

    long largestHolding() {
        return largestHolding;
    }
}
