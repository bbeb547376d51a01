package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.consensus.core.Effect;
import com.hookprobe.dsm.consensus.core.SetHistory;
import com.hookprobe.dsm.consensus.core.SimplexMachine;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** Machines on a network without faults, 1 ms apart, in virtual time: for what several validators do together. Epochs of two seconds. */
final class Ring {
    static final Params PARAMS = new Params(2, 100, 500, 400, 3_000, 120, 700, 100);
    private static final long MILLI_NS = 1_000_000L;

    final Genesis genesis;
    final List<Fixtures.Member> members;
    final Map<NodeId, Node> nodes = new TreeMap<>();
    final List<Effect.SetChanged> changes = new ArrayList<>();
    BiPredicate<Node, SetChange> policy = (node, change) -> true;
    private final PriorityQueue<Mail> mail = new PriorityQueue<>();
    private long sent;
    long nowNs;

    private record Mail(long atNs, long order, NodeId from, NodeId to, byte[] message) implements Comparable<Mail> {
        @Override
        public int compareTo(Mail other) {
            return atNs != other.atNs ? Long.compare(atNs, other.atNs) : Long.compare(order, other.order);
        }
    }

    Ring(int validators, Params params) {
        this.members = Fixtures.members(validators, false);
        this.genesis = Fixtures.genesis(members, false, List.of(), params);
        members.forEach(member -> nodes.put(member.id(), new Node(member)));
    }

    /** A node that is no validator of the genesis. */
    Node stranger(int number) {
        Node node = new Node(Fixtures.fake(number));
        nodes.put(node.id, node);
        return node;
    }

    Node node(int index) {
        return nodes.get(members.get(index).id());
    }

    /** One node: disk and machine. */
    final class Node implements SetHistory {
        final NodeId id;
        Fixtures.Member member;
        final MemoryBlockStore store = MemoryBlockStore.create(genesis.networkId());
        final List<VoteRecord> log = new ArrayList<>();
        final TreeMap<Long, ValidatorSet> reigns = new TreeMap<>();
        final List<SetPath.Step> steps = new ArrayList<>();
        final List<Evidence> reported = new ArrayList<>();
        final List<String> alarms = new ArrayList<>();
        SimplexMachine machine;
        boolean up;

        Node(Fixtures.Member member) {
            this.member = member;
            this.id = member.id();
            reigns.put(1L, genesis.validators());
            start();
        }

        void start() {
            up = true;
            machine = new SimplexMachine(
                    genesis,
                    id,
                    Optional.of(member.signer()),
                    new StoreLedgerView(store),
                    this,
                    List.copyOf(log),
                    List.of());
        }

        @Override
        public Optional<ValidatorSet> at(long height) {
            return Optional.of(reigns.floorEntry(height).getValue());
        }

        @Override
        public List<SetPath.Step> changes(long from, int max) {
            return steps.stream()
                    .filter(step -> step.decided().height() >= from)
                    .limit(max)
                    .toList();
        }

        void want(SetChange change) {
            carryOut(machine.onChange(change, nowNs, wall()));
        }

        long height() {
            return store.frontierHeight();
        }

        void hear(NodeId from, byte[] message) {
            carryOut(machine.onMessage(from, message, nowNs, wall()));
        }

        void carryOut(List<Effect> effects) {
            List<SetChange> considered = new ArrayList<>();
            for (Effect effect : effects) {
                try {
                    carryOut(effect, considered);
                } catch (StoreException e) {
                    throw new AssertionError("memory does not fail", e);
                }
            }
            for (SetChange change : considered) {
                if (policy.test(this, change)) {
                    carryOut(machine.approve(change.hash(), nowNs, wall()));
                }
            }
        }

        private void carryOut(Effect effect, List<SetChange> considered) throws StoreException {
            if (effect instanceof Effect.Send send) {
                post(id, send.to(), send.message());
            } else if (effect instanceof Effect.Broadcast broadcast) {
                broadcast.to().forEach(to -> post(id, to, broadcast.message()));
            } else if (effect instanceof Effect.LogVote vote) {
                log.add(vote.entry());
            } else if (effect instanceof Effect.Commit commit) {
                store.putDecided(commit.checkpoint(), commit.after());
            } else if (effect instanceof Effect.SetChanged changed) {
                reigns.put(changed.decided().height() + 1, changed.next());
                steps.add(new SetPath.Step(changed.decided(), changed.next()));
                changes.add(changed);
            } else if (effect instanceof Effect.Consider consider) {
                considered.add(consider.change());
            } else if (effect instanceof Effect.Report report) {
                reported.add(report.evidence());
            } else if (effect instanceof Effect.Alarm alarm) {
                alarms.add(alarm.what());
            }
        }
    }

    long wall() {
        return Fixtures.GENESIS_SECONDS * 1_000_000L + nowNs / 1_000;
    }

    void post(NodeId from, NodeId to, byte[] message) {
        mail.add(new Mail(nowNs + MILLI_NS, sent++, from, to, message));
    }

    /** Lets so many milliseconds pass. */
    void run(long millis) {
        long end = nowNs + millis * MILLI_NS;
        while (nowNs < end) {
            while (!mail.isEmpty() && mail.peek().atNs() <= nowNs) {
                Mail next = mail.remove();
                Node to = nodes.get(next.to());
                if (to != null && to.up) {
                    to.hear(next.from(), next.message());
                }
            }
            long next = Math.min(end, mail.isEmpty() ? end : mail.peek().atNs());
            for (Node node : nodes.values()) {
                if (node.up && node.machine.nextDeadlineNs() <= nowNs) {
                    node.carryOut(node.machine.onTick(nowNs, wall()));
                }
                if (node.up) {
                    next = Math.min(next, Math.max(nowNs + 1, node.machine.nextDeadlineNs()));
                }
            }
            nowNs = Math.max(nowNs + 1, next);
        }
    }

    /** Runs until every node that is up has this height, at most so many seconds. */
    boolean reaches(long height, int seconds) {
        for (int i = 0; i < seconds * 10; i++) {
            if (nodes.values().stream().allMatch(node -> !node.up || node.height() >= height)) {
                return true;
            }
            run(100);
        }
        return false;
    }
}
