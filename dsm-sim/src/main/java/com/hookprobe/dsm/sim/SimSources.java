package com.hookprobe.dsm.sim;

import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What the sources write, and to whom they show it. The last source may be a bad one. */
final class SimSources {
    /** Delivers a message to a machine, from a source. */
    interface Wire {
        void push(int source, SimNode to, byte[] message);
    }

    private static final int BAD = World.SOURCES - 1;
    private static final int FLOOD = 40;

    private final World world;
    private final Plan plan;
    private final List<SimNode> nodes;
    private final ChainOracle oracle;
    private final SplittableRandom random;
    private final Wire wire;
    private final int[] written = new int[World.SOURCES];
    private final List<Chain.Link> branches = new ArrayList<>();

    SimSources(World world, Plan plan, List<SimNode> nodes, ChainOracle oracle, SplittableRandom random, Wire wire) {
        this.world = world;
        this.plan = plan;
        this.nodes = nodes;
        this.oracle = oracle;
        this.random = random;
        this.wire = wire;
    }

    static boolean mayFork(Plan plan, World world, NodeId source) {
        return (plan.has(Fault.FORKING_SOURCE) || plan.has(Fault.SOURCE_REWIND))
                && world.chains.get(BAD).source().equals(source);
    }

    /** Sources may record something, and show what is new to two machines, and something older that is not final to one. */
    void write() {
        for (int i = 0; i < World.SOURCES; i++) {
            int more = random.nextInt(3) == 0 ? 0 : 1;
            if (plan.has(Fault.SOURCE_FLOOD) && i == BAD && random.nextInt(3) == 0) {
                more = FLOOD;
            }
            for (int k = 0; k < more; k++) {
                written[i]++;
                show(i, world.chains.get(i).at(written[i]));
                show(i, world.chains.get(i).at(written[i]));
            }
            int open = firstOpen(i);
            if (open <= written[i]) {
                show(i, world.chains.get(i).at(open + random.nextInt(written[i] - open + 1)));
            }
        }
        fork();
    }

    private void fork() {
        boolean now = (plan.has(Fault.FORKING_SOURCE) || plan.has(Fault.SOURCE_REWIND)) && random.nextInt(4) == 0;
        if (now && written[BAD] > 0) {
            int from = plan.has(Fault.FORKING_SOURCE) ? Math.max(1, written[BAD] - 2) : 1;
            branches.add(world.chains
                    .get(BAD)
                    .branch(from + random.nextInt(written[BAD] - from + 1), 1 + random.nextInt(3)));
        }
        for (Chain.Link branch : branches) {
            if (random.nextBoolean()) {
                show(BAD, branch);
            }
        }
    }

    /** After the faults: everything that is not final goes to every machine. */
    void showAll() {
        for (int i = 0; i < World.SOURCES; i++) {
            for (int seq = firstOpen(i); seq <= written[i]; seq++) {
                for (SimNode node : nodes) {
                    wire.push(i, node, world.chains.get(i).at(seq).message());
                }
            }
        }
    }

    private int firstOpen(int source) {
        int open = 1;
        while (open <= written[source]
                && oracle.isFinal(world.chains.get(source).source(), open)) {
            open++;
        }
        return open;
    }

    private void show(int source, Chain.Link link) {
        wire.push(source, nodes.get(random.nextInt(nodes.size())), link.message());
    }

    /** L3: the first block of an honest source that is not final, or nothing. */
    String notFinal() {
        for (int i = 0; i < World.SOURCES; i++) {
            NodeId source = world.chains.get(i).source();
            if (!mayFork(plan, world, source) && !oracle.isFinal(source, written[i]) && written[i] > 0) {
                return "block " + written[i] + " of source " + i;
            }
        }
        return "";
    }

    long written() {
        long sum = 0;
        for (int count : written) {
            sum += count;
        }
        return sum;
    }
}
