package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.MicroblockDraft;
import com.hookprobe.dsm.ledger.SignedFrontier;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.SourceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Good evidence of every kind, signed by the four validators of a {@link ScriptedNode}. */
final class EvidenceFixtures {
    final ScriptedNode node = new ScriptedNode(false);
    final ValidatorSet set = node.genesis.validators();
    final Hash32 network = node.genesis.networkId();
    final ConsensusMessage.Propose proposal = node.proposal(1, 1, Justification.EMPTY);
    final Hash32 x = proposal.header().hash();
    final Hash32 y = node.proposal(1, 2, Justification.EMPTY).header().hash();

    /** One of each kind, and of E5 and E8 each way. */
    List<Evidence> all() {
        List<Evidence> all = new ArrayList<>(List.of(
                TwoProposals.of(claim(1, x, Justification.EMPTY), claim(1, y, Justification.EMPTY)),
                TwoVotes.of(vote(VoteKind.NOTARIZE, x), vote(VoteKind.NOTARIZE, y)),
                TwoVotes.of(vote(VoteKind.NULLIFY, Hash32.ZERO), vote(VoteKind.FINALIZE, y)),
                TwoVotes.of(vote(VoteKind.FINALIZE, x), vote(VoteKind.FINALIZE, y)),
                new FalseFrontier(report(new SourceHead(node.source.id(), 0, 8, block(7).hash())), block(7))));
        all.addAll(unjustified());
        all.addAll(badHeaders());
        return all;
    }

    Vote vote(VoteKind kind, Hash32 value) {
        return node.signed(2, kind, 1, 3, value);
    }

    ProposalClaim claim(long view, Hash32 value, Justification why) {
        int leader = node.leader(view);
        return claim(leader, 1, view, value, why);
    }

    ProposalClaim claim(int signer, long height, long view, Hash32 value, Justification why) {
        byte[] message = ProposalClaim.signingBytes(network, set.hash(), height, view, value, why.hash());
        return new ProposalClaim(
                height,
                view,
                value,
                why.hash(),
                signer,
                node.members.get(signer).signer().signIdentity(message));
    }

    Certificate skip(long view) {
        return node.certificate(VoteKind.NULLIFY, view, Hash32.ZERO, node.quorum());
    }

    Certificate base(long view, Hash32 value) {
        return node.certificate(VoteKind.NOTARIZE, view, value, node.quorum());
    }

    /** A justification in each way in which it can fail. */
    List<Evidence> unjustified() {
        Certificate good = skip(1);
        byte[] garbage = good.signature();
        garbage[7] ^= 1;
        Certificate otherSet = new Certificate(
                VoteKind.NULLIFY, 1, 1, Hash32.ZERO, Hash32.sha256("set"), 4, good.bitmap(), good.signature());
        List<Justification> reasons = List.of(
                Justification.EMPTY,
                new Justification(List.of(skip(2))),
                new Justification(List.of(skip(1), skip(2))),
                new Justification(List.of(node.certificate(VoteKind.FINALIZE, 1, x, node.quorum()))),
                new Justification(List.of(node.certificate(VoteKind.NULLIFY, 1, Hash32.ZERO, 0, 1))),
                new Justification(List.of(otherSet)),
                new Justification(List.of(
                        new Certificate(VoteKind.NULLIFY, 1, 1, Hash32.ZERO, set.hash(), 4, good.bitmap(), garbage))),
                new Justification(List.of(base(1, y))));
        List<Evidence> all = new ArrayList<>();
        for (Justification why : reasons) {
            all.add(new UnjustifiedProposal(claim(2, x, why), why));
        }
        return all;
    }

    Microblock block(long seq) {
        return new MicroblockDraft(
                        network,
                        node.source.id(),
                        0,
                        seq,
                        Hash32.sha256("before", new byte[] {(byte) seq}),
                        0,
                        Hash32.ZERO,
                        5,
                        EventType.IDS_ALERT,
                        Hash32.sha256("payload"),
                        Optional.empty())
                .sign(node.source.signer());
    }

    SignedFrontier report(SourceHead... heads) {
        return node.report(2, List.of(heads));
    }

    /** A fresh header of view 1 with some fields changed. */
    BadHeader bad(UnaryOperator<HeaderFields> change, CheckpointBody body, Optional<CheckpointHeader> parent) {
        CheckpointHeader header = change.apply(new HeaderFields(node.header(node.genesis.epoch() + 1, body)))
                .build();
        int signer = node.leader(1);
        return new BadHeader(
                claim(signer, 1, 1, header.hash(), Justification.EMPTY), Justification.EMPTY, header, parent, body);
    }

    List<Evidence> badHeaders() {
        CheckpointBody empty = node.emptyBody();
        SourceRange range = new SourceRange(node.source.id(), 0, 1, 2, Hash32.sha256("head"));
        SignedFrontier elsewhere =
                new SignedFrontier(2, List.of(), 1, node.members.get(1).signer().signIdentity(new byte[9]));
        byte[] fork = com.hookprobe.dsm.ledger.ForkEvidence.of(block(1), Scripted.sibling(block(1), node.source, 1))
                .encode();
        return List.of(
                bad(it -> it.network(Hash32.sha256("other")), empty, Optional.empty()),
                bad(it -> it.height(2), empty, Optional.empty()),
                bad(it -> it.validators(Hash32.sha256("other")), empty, Optional.empty()),
                bad(it -> it.previous(Hash32.sha256("other")), empty, Optional.empty()),
                bad(it -> it.proposer(node.members.get(node.leader(2)).id()), empty, Optional.empty()),
                bad(it -> it.blocks(1), empty, Optional.empty()),
                bad(it -> it.merkle(Hash32.sha256("other")), empty, Optional.empty()),
                bad(
                        it -> it,
                        new CheckpointBody(List.of(), empty.frontiers().subList(0, 2), List.of(), List.of()),
                        Optional.empty()),
                bad(
                        it -> it,
                        new CheckpointBody(
                                List.of(),
                                List.of(
                                        empty.frontiers().get(0),
                                        elsewhere,
                                        empty.frontiers().get(2)),
                                List.of(),
                                List.of()),
                        Optional.empty()),
                bad(
                        it -> it.blocks(2),
                        new CheckpointBody(List.of(range), empty.frontiers(), List.of(fork), List.of()),
                        Optional.empty()));
    }

    /** A header to be changed field by field. */
    static final class HeaderFields {
        private final CheckpointHeader from;
        private Hash32 network;
        private long height;
        private long prevEpoch;
        private Hash32 previous;
        private com.hookprobe.identity.NodeId proposer;
        private Hash32 merkle;
        private long blocks;
        private Hash32 validators;
        private Hash32 params;

        HeaderFields(CheckpointHeader from) {
            this.from = from;
            network = from.networkId();
            height = from.height();
            prevEpoch = from.prevEpoch();
            previous = from.prevHash();
            proposer = from.proposer();
            merkle = from.merkleRoot();
            blocks = from.blockCount();
            validators = from.validatorsHash();
            params = from.paramsHash();
        }

        HeaderFields network(Hash32 value) {
            network = value;
            return this;
        }

        HeaderFields height(long value) {
            height = value;
            return this;
        }

        HeaderFields prevEpoch(long value) {
            prevEpoch = value;
            return this;
        }

        HeaderFields previous(Hash32 value) {
            previous = value;
            return this;
        }

        HeaderFields proposer(com.hookprobe.identity.NodeId value) {
            proposer = value;
            return this;
        }

        HeaderFields merkle(Hash32 value) {
            merkle = value;
            return this;
        }

        HeaderFields blocks(long value) {
            blocks = value;
            return this;
        }

        HeaderFields validators(Hash32 value) {
            validators = value;
            return this;
        }

        HeaderFields params(Hash32 value) {
            params = value;
            return this;
        }

        CheckpointHeader build() {
            return new CheckpointHeader(
                    1,
                    network,
                    height,
                    from.epoch() + 1,
                    prevEpoch,
                    from.epochSeconds(),
                    previous,
                    proposer,
                    merkle,
                    blocks,
                    from.rangesRoot(),
                    from.frontiersRoot(),
                    from.frontierRoot(),
                    height - 1,
                    from.logRoot(),
                    from.evidenceRoot(),
                    from.opsRoot(),
                    validators,
                    from.nextValidatorsHash(),
                    params);
        }
    }
}
