package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.consensus.Candidate;
import com.hookprobe.dsm.consensus.SetChange;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Who wants to join, leave, change its key, or put somebody out, and what honest validators agree to. Only honest nodes come and go by
 * wish, and only so many go that the faulty ones stay within f whatever becomes of the rest.
 */
final class SetWishes {
    /** Members that may go by wish in one run. */
    private static final int GOING_MAX = 2;

    /** One wish of each kind in so many changes of the weather. */
    private static final int RARITY = 2;

    private static final int SMALLEST_SET = 3;

    private record Wish(SetChange change, SimNode author) {}

    private final Simulation run;
    private final Plan plan;
    private final World world;
    private final SplittableRandom random;
    private final Map<Hash32, Wish> open = new LinkedHashMap<>();
    private final long[] attested;
    private final int lazy;
    private int mayGo;

    SetWishes(Simulation run, SplittableRandom random) {
        this.run = run;
        this.plan = run.plan;
        this.world = run.world;
        this.random = random;
        this.attested = new long[run.nodes.size()];
        this.lazy = random.nextInt(3) == 0 ? random.nextInt(world.size()) : -1;
        this.mayGo = mayGo(plan);
    }

    /** How many honest members may go: the others must bear all faulty ones, none of which may ever be put out. */
    private static int mayGo(Plan plan) {
        int least = plan.has(Fault.ATTESTATION) ? Math.min(4, plan.validators()) : plan.validators();
        int faulty = plan.liars().size() + plan.amnesiacs().size();
        int go = 0;
        while (go < GOING_MAX && least - go - 1 >= SMALLEST_SET && (least - go - 2) / 3 >= faulty) {
            go++;
        }
        return go;
    }

    /** The weather changes: somebody may want something. */
    void happen() {
        if (!plan.isSafe()) {
            return;
        }
        if (isTime(Fault.JOIN)) {
            someone(world.size(), run.people, false).ifPresent(node -> want(node, new SetChange.Join(candidate(node))));
        }
        if (isTime(Fault.ROTATE_KEY)) {
            someone(0, run.people, true).ifPresent(this::rotate);
        }
        if (isTime(Fault.LEAVE) && mayGo > 0) {
            someone(0, run.people, true).ifPresent(this::leave);
        }
        if (isTime(Fault.SUSPEND)) {
            suspendOrReinstate();
        }
        again();
    }

    private boolean isTime(Fault fault) {
        return plan.has(fault) && random.nextInt(RARITY) == 0;
    }

    private ValidatorSet now() {
        return run.oracle.sets.newest();
    }

    /** An honest one that is, or is not, a member. */
    private Optional<SimNode> someone(int from, int to, boolean member) {
        SimNode node = run.nodes.get(random.nextInt(from, to));
        boolean fits = !node.liar
                && !plan.amnesiacs().contains(node.index)
                && now().indexOf(node.id).isPresent() == member;
        return fits ? Optional.of(node) : Optional.empty();
    }

    private Candidate candidate(SimNode node) {
        World.Member keys = world.members.get(node.index);
        return Candidate.sign(keys.validator(), 0, world.genesis.networkId(), keys.signer());
    }

    private void rotate(SimNode node) {
        World.Member keys = world.members.get(node.index);
        Validator member = now().find(node.id).orElseThrow();
        Validator other = keys.validator()
                        .equals(keys.validator()
                                .withKey(member.blsKey(), keys.validator().pop()))
                ? keys.second()
                : keys.validator();
        byte[] message = SetChange.RotateKey.signingBytes(
                world.genesis.networkId(), node.id, member.blsKey(), other.blsKey(), other.pop());
        byte[] signature = keys.signer().signIdentity(message);
        want(node, new SetChange.RotateKey(node.id, member.blsKey(), other.blsKey(), other.pop(), signature));
    }

    private void leave(SimNode node) {
        mayGo--;
        long joined = now().find(node.id).orElseThrow().joinedHeight();
        byte[] message = SetChange.Leave.signingBytes(world.genesis.networkId(), node.id, joined);
        byte[] signature = world.members.get(node.index).signer().signIdentity(message);
        want(node, new SetChange.Leave(node.id, joined, signature));
    }

    private void suspendOrReinstate() {
        Optional<SimNode> out = someone(0, world.size(), false);
        if (out.isPresent()) {
            want(out.get(), new SetChange.Reinstate(candidate(out.get())));
        } else if (mayGo > 0) {
            Optional<SimNode> victim = someone(0, run.people, true);
            Optional<SimNode> author = someone(0, run.people, true);
            if (victim.isPresent() && author.isPresent()) {
                mayGo--;
                long joined = now().find(victim.get().id).orElseThrow().joinedHeight();
                want(author.get(), new SetChange.Suspend(victim.get().id, joined, "for the test"));
            }
        }
    }

    private void want(SimNode author, SetChange change) {
        boolean another =
                open.values().stream().anyMatch(wish -> wish.change().subject().equals(change.subject()));
        if (!another) {
            open.put(change.hash(), new Wish(change, author));
            run.note(author.toString(), "wants " + change.kind() + " of v" + world.indexOf(change.subject()));
            run.oracle.approves(author, change.hash());
        }
    }

    /** What is still open is asked for again: who knew of it may have crashed. */
    void again() {
        open.values().removeIf(wish -> isDone(wish.change()));
        for (Wish wish : List.copyOf(open.values())) {
            if (wish.author().alive) {
                run.want(wish.author(), wish.change());
            }
        }
    }

    /** What a machine's operator wants from it once more, when it starts: it keeps no wish on its disk. */
    void again(SimNode node) {
        open.values().removeIf(wish -> isDone(wish.change()));
        for (Wish wish : List.copyOf(open.values())) {
            if (wish.author() == node && node.alive) {
                run.want(node, wish.change());
            }
        }
    }

    /** Wishes that are open; each is for another node. */
    int open() {
        open.values().removeIf(wish -> isDone(wish.change()));
        return open.size();
    }

    private boolean isDone(SetChange change) {
        Optional<Validator> member = now().find(change.subject());
        if (change instanceof SetChange.Leave leave) {
            return member.isEmpty() || member.get().joinedHeight() != leave.joinedHeight();
        } else if (change instanceof SetChange.Suspend suspend) {
            return member.isEmpty() || member.get().joinedHeight() != suspend.joinedHeight();
        } else if (change instanceof SetChange.RotateKey rotate) {
            return member.isEmpty() || !java.util.Arrays.equals(member.get().blsKey(), rotate.oldKey());
        }
        return member.isPresent();
    }

    /** A machine's turn: it attests itself once in an epoch. */
    void attest(SimNode node) {
        long epoch = world.genesis.params().epochAt(node.wallMicros());
        boolean now = plan.has(Fault.ATTESTATION)
                && node.alive
                && node.address != lazy
                && epoch > Math.max(attested[node.address], world.genesis.epoch())
                && node.engine().validators().indexOf(node.id).isPresent();
        if (now) {
            attested[node.address] = epoch;
            run.want(node, new SetChange.Attest(node.id, epoch, shown(node.id, epoch)));
        }
    }

    private static Hash32 shown(NodeId id, long epoch) {
        return Hash32.sha256(
                "shown", id.bytes(), Long.toString(epoch).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    /** What an honest validator's rules and operator say. */
    boolean agrees(SimNode node, SetChange change) {
        if (change instanceof SetChange.Attest attest) {
            return attest.epoch() <= world.genesis.params().epochAt(node.wallMicros())
                    && attest.digest().equals(shown(attest.subject(), attest.epoch()));
        }
        return open.containsKey(change.hash());
    }
}
