package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.Justification;
import com.hookprobe.dsm.consensus.ProposalClaim;
import com.hookprobe.dsm.consensus.SignerBitmap;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.Vote;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Advance;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Decided;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Decision;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Propose;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Voted;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.core.DsmMessage;
import com.hookprobe.dsm.ledger.core.DsmWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Proposals, certificates and questions that a liar makes up; signed with its own key only. */
final class Forger {
    private final World world;
    private final SetOracle sets;
    private final SimNode node;
    private final Drafts drafts;
    private final SetLies setLies;
    private final SplittableRandom random;
    private Hash32 lastValue = Hash32.ZERO;
    private long lastHeight = 1;

    Forger(World world, SetOracle sets, SimNode node, SplittableRandom random) {
        this.world = world;
        this.node = node;
        this.random = random;
        this.sets = sets;
        this.setLies = new SetLies(world, sets, node, random);
        this.drafts = new Drafts(node);
    }

    /** Another proposal for the same view, as valid as the first: it names another proposer. */
    byte[] rival(Propose propose) {
        ValidatorSet set = sets.at(propose.header().height());
        int other = (set.indexOf(propose.header().proposer()).orElse(0) + 1) % set.size();
        return sign(
                propose.view(),
                Drafts.withProposer(propose.header(), set.member(other).id()),
                propose.body(),
                propose.justification());
    }

    /** A proposal that breaks one rule. */
    byte[] badProposal(Propose propose) {
        Justification why = propose.justification();
        CheckpointHeader header = propose.header();
        return switch (random.nextInt(6)) {
            case 0 -> {
                Optional<Propose> cut = drafts.withoutASource(propose, random);
                yield cut.isPresent()
                        ? sign(propose.view(), cut.get().header(), cut.get().body(), why)
                        : rival(propose);
            }
            case 1 -> rival(propose);
            case 2 -> sign(propose.view(), header, CheckpointBody.EMPTY, why);
            case 3 -> sign(propose.view(), Drafts.withEpoch(header, header.epoch() + 5), propose.body(), why);
            case 4 -> sign(propose.view(), Drafts.withRoots(header, random), propose.body(), why);
            default -> sign(propose.view(), Drafts.withProposer(header, node.id), propose.body(), holed(why));
        };
    }

    /** A proposal of another set. */
    byte[] usurped(Propose propose) {
        Propose lie = setLies.usurped(propose);
        return sign(lie.view(), lie.header(), lie.body(), lie.justification());
    }

    List<byte[]> demand() {
        return setLies.demand();
    }

    /** A justification that lacks its beginning, or all of itself. */
    private static Justification holed(Justification why) {
        List<Certificate> certificates = why.certificates();
        return certificates.isEmpty() ? why : new Justification(certificates.subList(1, certificates.size()));
    }

    private byte[] sign(long view, CheckpointHeader header, CheckpointBody body, Justification why) {
        byte[] message = ProposalClaim.signingBytes(
                world.genesis.networkId(),
                sets.at(header.height()).hash(),
                header.height(),
                view,
                header.hash(),
                why.hash());
        byte[] signature = world.members.get(node.index).signer().signIdentity(message);
        return ConsensusCodec.encode(new Propose(
                view,
                header,
                body,
                why,
                sets.at(header.height()).indexOf(node.id).orElse(0),
                signature));
    }

    /** Something that claims a quorum which nobody gave. */
    Optional<byte[]> forged(ConsensusMessage heard) {
        if (heard instanceof Propose propose) {
            lastValue = propose.header().hash();
            lastHeight = propose.header().height();
            Certificate decision = claim(VoteKind.FINALIZE, lastHeight, propose.view(), lastValue);
            return Optional.of(ConsensusCodec.encode(new Decided(List.of(new Decision(propose.header(), decision)))));
        }
        if (heard instanceof Voted voted) {
            Vote vote = voted.vote();
            long view = vote.view() + 1 + random.nextInt(3);
            Justification why = random.nextBoolean()
                    ? Justification.EMPTY
                    : new Justification(List.of(claim(VoteKind.NULLIFY, vote.height(), view - 1, Hash32.ZERO)));
            return Optional.of(ConsensusCodec.encode(new Advance(vote.height(), view, why)));
        }
        if (heard instanceof Advance advance && advance.view() < 1_000) {
            Justification why = holed(advance.justification());
            return Optional.of(ConsensusCodec.encode(new Advance(advance.height(), advance.view() + 1, why)));
        }
        return Optional.empty();
    }

    /** A certificate with a quorum's bits and one signature, summed as often as there are bits or once. */
    private Certificate claim(VoteKind kind, long height, long view, Hash32 value) {
        ValidatorSet now = sets.at(height);
        Hash32 set = now.hash();
        byte[] message = Vote.signingBytes(world.genesis.networkId(), set, kind, height, view, value);
        byte[] own = world.members
                .get(node.index)
                .signer()
                .signVote(now.find(node.id).orElse(world.members.get(node.index).validator()), message);
        List<Integer> signers = new ArrayList<>(
                IntStream.range(0, SetOracle.quorum(now)).boxed().toList());
        return new Certificate(kind, height, view, value, set, now.size(), SignerBitmap.of(now.size(), signers), own);
    }

    /** The same message with certificates that name another set; those without certificates stay. */
    byte[] wrongSet(ConsensusMessage decoded, byte[] message) {
        if (decoded instanceof Advance advance) {
            List<Certificate> changed = advance.justification().certificates().stream()
                    .map(Forger::otherSet)
                    .toList();
            return ConsensusCodec.encode(new Advance(advance.height(), advance.view(), new Justification(changed)));
        }
        if (decoded instanceof Decided decided) {
            List<Decision> changed = decided.decisions().stream()
                    .map(decision -> new Decision(decision.header(), otherSet(decision.certificate())))
                    .toList();
            return ConsensusCodec.encode(new Decided(changed));
        }
        return message;
    }

    private static Certificate otherSet(Certificate it) {
        Hash32 set = Hash32.sha256("another set", new byte[0]);
        return new Certificate(
                it.kind(), it.height(), it.view(), it.value(), set, it.validators(), it.bitmap(), it.signature());
    }

    /** A small question with a large answer. */
    byte[] question() {
        return switch (random.nextInt(4)) {
            case 0 -> ConsensusCodec.encode(new ConsensusMessage.GetDecided(1, 64));
            case 1 -> ConsensusCodec.encode(new ConsensusMessage.GetBody(lastHeight, lastValue));
            case 2 -> ConsensusCodec.encode(new ConsensusMessage.Status(1, 0));
            default ->
                DsmWire.encode(new DsmMessage.Want(
                        world.chains.stream()
                                .map(chain -> new DsmMessage.NumberRange(chain.source(), 0, 1, 1_000))
                                .toList(),
                        List.of()));
        };
    }
}
