package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.consensus.Vote;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Propose;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Voted;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.core.DsmWire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A faulty validator: an honest machine whose messages are changed, held back and added to on their way out, with its own key and
 * nobody else's. What it hears it may use too.
 */
final class Liar {
    /** Sends a message as it is. */
    interface Mouth {
        void say(int toIndex, byte[] message);
    }

    private static final int MEMORY = 64;
    private static final int KIND_BODY = 39;
    private static final long DEMAND_NS = 200_000_000L;
    private static final long FLOOD_NS = 40_000_000L;
    private static final int FLOOD_QUESTIONS = 10;
    private static final int KIND_STATUS = 40;

    private final int people;
    private final int index;
    private final Set<Fault> lies;
    private final SplittableRandom random;
    private final Mouth mouth;
    private final Forger forger;
    private final VoteLies votes;
    private final List<byte[]> memory = new ArrayList<>();
    private final Map<Hash32, byte[]> lied = new HashMap<>();
    private final Map<Hash32, byte[]> rivals = new HashMap<>();
    private final ToldBoth toldBoth = new ToldBoth();
    private final int[] told;
    private List<byte[]> lastProposals = List.of();
    private int friends;
    private boolean healed;
    private long nextFloodNs;
    private long nextDemandNs;

    Liar(World world, SetOracle sets, SimNode node, Set<Fault> lies, int people, SplittableRandom random, Mouth mouth) {
        this.people = people;
        this.index = node.index;
        this.lies = lies;
        this.random = random;
        this.mouth = mouth;
        this.forger = new Forger(world, sets, node, random);
        this.votes = new VoteLies(world, sets, index);
        this.told = new int[people];
        this.friends = random.nextInt(1 << people);
    }

    boolean has(Fault lie) {
        return lies.contains(lie);
    }

    /** From now on an equivocator does it openly, so that somebody must notice. */
    void heal() {
        healed = true;
    }

    /** Heights at which somebody honest was told two things that exclude each other, in time to judge them. */
    int planted() {
        return toldBoth.heights();
    }

    /** A message of this node has arrived at an honest machine that works at a height. */
    void arrived(int to, long openHeight, byte[] message) {
        if (!healed || !has(Fault.EQUIVOCATING_VOTER) || message.length == 0 || message[0] < 32) {
            return;
        }
        try {
            if (ConsensusCodec.decode(message) instanceof Voted voted) {
                toldBoth.arrived(to, openHeight, voted.vote());
            }
        } catch (MalformedException damagedOnTheWay) {
            // Nobody can hold it against him.
        }
    }

    /** A message of this node's machine to a peer. */
    void speak(int to, byte[] message) {
        int kind = message[0];
        boolean silent = has(Fault.SILENT) || has(Fault.SELECTIVE) && (friends >> to & 1) == 0;
        boolean withheld =
                has(Fault.WITHHOLDING) && (kind == DsmWire.BLOCKS || kind == DsmWire.BLOCK || kind == KIND_BODY);
        if (random.nextInt(200) == 0) {
            friends = random.nextInt(1 << people);
        }
        if (silent || withheld) {
            return;
        }
        remember(message);
        byte[] said = kind >= 32 ? changed(to, message) : message;
        mouth.say(to, said);
        if (has(Fault.STALE) && random.nextInt(4) == 0) {
            mouth.say(to, memory.get(random.nextInt(memory.size())));
        }
        if (has(Fault.GARBAGE) && random.nextInt(4) == 0) {
            mouth.say(to, Garbage.of(message, random));
        }
    }

    private void remember(byte[] message) {
        if (memory.size() < MEMORY) {
            memory.add(message);
        } else if (random.nextInt(16) == 0) {
            memory.set(random.nextInt(MEMORY), message);
        }
    }

    private byte[] changed(int to, byte[] message) {
        // Now and then the other version too: who sees both may accuse, and who restarted in between must remember.
        boolean half = (friends >> to & 1) == 0 ^ random.nextInt(8) == 0;
        try {
            ConsensusMessage decoded = ConsensusCodec.decode(message);
            if (decoded instanceof Propose propose) {
                if (has(Fault.BAD_PROPOSAL) || has(Fault.USURPER)) {
                    return bad(propose, message);
                }
                if (has(Fault.EQUIVOCATING_LEADER)) {
                    byte[] rival = rivals.computeIfAbsent(propose.header().hash(), x -> forger.rival(propose));
                    lastProposals = List.of(message, rival);
                    told[to] = half ? 1 : 0;
                    if (healed) {
                        mouth.say(to, lastProposals.get(1 - told[to]));
                    }
                    return lastProposals.get(told[to]);
                }
            } else if (decoded instanceof Voted voted) {
                if (has(Fault.WRONG_SET) && random.nextInt(3) == 0) {
                    return votes.otherSet(voted.vote());
                }
                if (has(Fault.EQUIVOCATING_VOTER) && half) {
                    return votes.opposite(voted.vote());
                }
            } else if (has(Fault.WRONG_SET)) {
                return forger.wrongSet(decoded, message);
            }
            return message;
        } catch (MalformedException e) {
            throw new IllegalStateException("a machine sent what it cannot read", e);
        }
    }

    /** A bad proposal: mostly the same for all, as two would convict; sometimes everybody gets another one. */
    private byte[] bad(Propose propose, byte[] message) {
        Hash32 name = propose.header().hash();
        if (!lied.containsKey(name)) {
            lied.put(name, random.nextInt(4) == 0 ? message : worse(propose));
        }
        return random.nextInt(100) == 0 ? worse(propose) : lied.get(name);
    }

    private byte[] worse(Propose propose) {
        boolean usurps = has(Fault.USURPER) && (!has(Fault.BAD_PROPOSAL) || random.nextBoolean());
        return usurps ? forger.usurped(propose) : forger.badProposal(propose);
    }

    /** A message that has come to this node. */
    void hear(int from, byte[] message) {
        if (message.length == 0 || message[0] < 32 || has(Fault.SILENT)) {
            return;
        }
        if (has(Fault.STALE)) {
            remember(message);
        }
        if (has(Fault.EQUIVOCATING_LEADER) && message[0] == KIND_STATUS && !lastProposals.isEmpty()) {
            // Who asks like this has just started, and may have forgotten which of the two it knows.
            mouth.say(from, lastProposals.get(1 - told[from]));
        }
        if (!has(Fault.EQUIVOCATING_VOTER) && !has(Fault.FORGERY)) {
            return;
        }
        try {
            ConsensusMessage decoded = ConsensusCodec.decode(message);
            if (has(Fault.EQUIVOCATING_VOTER)) {
                conspire(from, decoded);
            }
            if (has(Fault.FORGERY) && random.nextInt(4) == 0) {
                forger.forged(decoded).ifPresent(lie -> mouth.say(from, lie));
                if (decoded instanceof Propose) {
                    forger.forged(decoded).ifPresent(this::sayToAll);
                }
            }
        } catch (MalformedException damagedOnTheWay) {
            // Nothing to make of it.
        }
    }

    /** Votes for whatever the other votes for, and against it. */
    private void conspire(int from, ConsensusMessage decoded) {
        if (decoded instanceof Voted voted) {
            Vote vote = voted.vote();
            votes.once(from, vote.kind(), vote.height(), vote.view(), vote.value())
                    .ifPresent(echo -> mouth.say(from, echo));
        } else if (decoded instanceof Propose propose) {
            long height = propose.header().height();
            Hash32 value = propose.header().hash();
            for (int to = 0; to < people; to++) {
                boolean both = healed || random.nextInt(3) == 0;
                if (to != index && (both || random.nextBoolean())) {
                    tell(to, VoteKind.FINALIZE, height, propose.view(), value);
                    tell(to, VoteKind.NOTARIZE, height, propose.view(), value);
                }
                if (to != index && (both || random.nextBoolean())) {
                    tell(to, VoteKind.NULLIFY, height, propose.view(), Hash32.ZERO);
                }
            }
        }
    }

    private void tell(int to, VoteKind kind, long height, long view, Hash32 value) {
        votes.once(to, kind, height, view, value).ifPresent(vote -> mouth.say(to, vote));
    }

    private void sayToAll(byte[] message) {
        for (int to = 0; to < people; to++) {
            if (to != index) {
                mouth.say(to, message);
            }
        }
    }

    /** Time has passed. */
    void tick(long nowNs) {
        if (has(Fault.AMPLIFY) && nowNs >= nextFloodNs) {
            nextFloodNs = nowNs + FLOOD_NS;
            for (int i = 0; i < FLOOD_QUESTIONS; i++) {
                sayToAll(forger.question());
            }
        }
        if (has(Fault.USURPER) && nowNs >= nextDemandNs) {
            nextDemandNs = nowNs + DEMAND_NS;
            forger.demand().forEach(this::sayToAll);
        }
    }
}
