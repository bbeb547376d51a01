package com.hookprobe.dsm.search;

import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.Justification;
import com.hookprobe.dsm.consensus.Params;
import com.hookprobe.dsm.consensus.ProposalClaim;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.ValidatorSigner;
import com.hookprobe.dsm.consensus.Vote;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Propose;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.sim.ToyScheme;
import com.hookprobe.dsm.sim.ToySigner;
import com.hookprobe.identity.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Who takes part, and how what they say is made: four validators of which one lies, and the values that are at stake. The honest
 * leaders' values are what their own machines propose; the liar has two of its own.
 */
final class Scope {
    static final int MEMBERS = 4;
    static final long HEIGHT = 1;

    /** Five days into the network: every epoch that a value names is long over. */
    static final long WALL_MICROS = 432_000_000_000L;

    /** No waiting for anything but the timer, and the timer ends when the search says so. */
    private static final Params PARAMS = new Params(300, 0, 0, 1_000, 1_000, 1_000, 1_000, 0);

    /** A value that can be proposed. */
    record Value(String name, CheckpointHeader header, CheckpointBody body) {
        Hash32 hash() {
            return header.hash();
        }
    }

    private record Member(Validator validator, ValidatorSigner signer) {}

    final int views;
    final Genesis genesis;
    private final List<Member> members = new ArrayList<>();

    /** Member number of the liar. */
    final int liar;

    /** Member numbers of the others. */
    final List<Integer> honest = new ArrayList<>();

    final List<Value> values = new ArrayList<>();

    /** FRONTIER messages of the honest, encoded, by place in {@link #honest}. */
    final List<byte[]> reports = new ArrayList<>();

    /** @param liarLeads the view that the liar leads; with views + 1 it leads none in the scope */
    Scope(int views, int liarLeads) {
        this.views = views;
        for (int i = 0; i < MEMBERS; i++) {
            members.add(member(i));
        }
        members.sort(Comparator.comparing(member -> member.validator().id()));
        List<Validator> validators = members.stream().map(Member::validator).toList();
        genesis = new Genesis("search", PARAMS, ValidatorSet.of(validators, ToyScheme.INSTANCE), List.of(), 0);
        liar = leader(liarLeads);
        for (int i = 0; i < MEMBERS; i++) {
            if (i != liar) {
                honest.add(i);
            }
        }
        // Only honest reports are used, so that an honest leader has one fresh value.
        honest.forEach(member -> reports.add(new Replica(this, member).report()));
        for (int view = 1; view <= views; view++) {
            if (leader(view) != liar) {
                addFresh(view);
            }
        }
        if (liarLeads <= views) {
            // Before this there is one value at least when views > 1; with one view the liar makes both from any honest
            // one.
            CheckpointBody body =
                    values.isEmpty() ? fresh(2).body() : values.get(0).body();
            CheckpointHeader like =
                    values.isEmpty() ? fresh(2).header() : values.get(0).header();
            values.add(new Value("A", like(like, like.epoch() - 1), body));
            values.add(new Value("B", like(like, like.epoch() - 2), body));
        }
    }

    private static Member member(int number) {
        byte[] identity = key("identity", number, 32);
        byte[] vote = key("vote", number, ToyScheme.KEY_BYTES);
        Validator validator = new Validator(NodeId.derive(identity), identity, vote, new byte[96], "v" + number, 0);
        return new Member(validator, new ToySigner(identity, vote, vote));
    }

    private static byte[] key(String what, int number, int bytes) {
        return Arrays.copyOf((what + number).getBytes(StandardCharsets.US_ASCII), bytes);
    }

    private void addFresh(int view) {
        Propose propose = fresh(view);
        values.add(new Value("F" + view, propose.header(), propose.body()));
    }

    /** What the honest leader of a view proposes when all views before are skipped. */
    private Propose fresh(int view) {
        List<Certificate> skips = new ArrayList<>();
        for (int before = 1; before < view; before++) {
            skips.add(certificate(VoteKind.NULLIFY, before, Hash32.ZERO));
        }
        return new Replica(this, leader(view)).freshProposal(view, new Justification(skips));
    }

    private CheckpointHeader like(CheckpointHeader header, long epoch) {
        return new CheckpointHeader(
                header.version(),
                header.networkId(),
                header.height(),
                epoch,
                header.prevEpoch(),
                header.epochSeconds(),
                header.prevHash(),
                id(liar),
                header.merkleRoot(),
                header.blockCount(),
                header.rangesRoot(),
                header.frontiersRoot(),
                header.frontierRoot(),
                header.logSize(),
                header.logRoot(),
                header.evidenceRoot(),
                header.opsRoot(),
                header.validatorsHash(),
                header.nextValidatorsHash(),
                header.paramsHash());
    }

    int leader(long view) {
        return genesis.validators().leader(genesis.hash(), view);
    }

    NodeId id(int member) {
        return members.get(member).validator().id();
    }

    ValidatorSigner signer(int member) {
        return members.get(member).signer();
    }

    /** The place of a value in {@link #values}. */
    int valueIndex(Hash32 hash) {
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).hash().equals(hash)) {
                return i;
            }
        }
        throw new IllegalStateException("a value that the scope does not know: " + hash);
    }

    /** A certificate by the first three members. Who signed makes no difference; the search decides whether it can exist. */
    Certificate certificate(VoteKind kind, int view, Hash32 value) {
        ValidatorSet set = genesis.validators();
        byte[] message = Vote.signingBytes(genesis.networkId(), set.hash(), kind, HEIGHT, view, value);
        TreeMap<Integer, byte[]> signatures = new TreeMap<>();
        for (int member = 0; member < set.quorum(); member++) {
            signatures.put(member, signer(member).signVote(message));
        }
        return Certificate.of(set, kind, HEIGHT, view, value, signatures);
    }

    Propose propose(int view, Value value, Justification why) {
        int leader = leader(view);
        byte[] message = ProposalClaim.signingBytes(
                genesis.networkId(), genesis.validators().hash(), HEIGHT, view, value.hash(), why.hash());
        return new Propose(
                view, value.header(), value.body(), why, leader, signer(leader).signIdentity(message));
    }

    /** A proposal in words: one text for one meaning. */
    String text(int view, Hash32 value, Justification why) {
        return "PROPOSE " + view + " " + name(value) + " because " + text(why);
    }

    String text(Justification why) {
        StringBuilder text = new StringBuilder("[");
        for (Certificate certificate : why.certificates()) {
            text.append(text.length() > 1 ? " " : "");
            text.append(certificate.kind() == VoteKind.NULLIFY ? "SC " : "VC ").append(certificate.view());
            text.append(certificate.kind() == VoteKind.NULLIFY ? "" : " " + name(certificate.value()));
        }
        return text.append(']').toString();
    }

    String name(Hash32 value) {
        return values.get(valueIndex(value)).name();
    }
}
