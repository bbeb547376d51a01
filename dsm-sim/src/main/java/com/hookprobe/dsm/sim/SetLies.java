package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.consensus.Operation;
import com.hookprobe.dsm.consensus.SetChange;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Propose;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What a usurper wants: a set that nobody else has approved. */
final class SetLies {
    private final World world;
    private final SetOracle sets;
    private final SimNode node;
    private final SplittableRandom random;

    SetLies(World world, SetOracle sets, SimNode node, SplittableRandom random) {
        this.world = world;
        this.sets = sets;
        this.node = node;
        this.random = random;
    }

    /** Header and body of a proposal that puts a member out without a quorum, or names another next set. */
    Propose usurped(Propose propose) {
        CheckpointHeader header = propose.header();
        ValidatorSet set = sets.at(header.height());
        if (random.nextBoolean()
                || set.size() < 2
                || !header.nextValidatorsHash().equals(set.hash())) {
            Hash32 wrong = random.nextBoolean()
                    ? Hash32.sha256("wrong set", new byte[0])
                    : alone(set).hash();
            return with(propose, header(header, propose.body(), wrong), propose.body());
        }
        Validator victim = set.member(random.nextInt(set.size()));
        List<Validator> rest = new ArrayList<>(set.members());
        rest.remove(victim);
        List<byte[]> operations = new ArrayList<>(propose.body().ops());
        operations.add(unapproved(set, new SetChange.Suspend(victim.id(), victim.joinedHeight(), "usurped")));
        CheckpointBody body = new CheckpointBody(
                propose.body().ranges(),
                propose.body().frontiers(),
                propose.body().evidence(),
                operations);
        return with(
                propose,
                header(header, body, set.derive(rest, header.height() + 1).hash()),
                body);
    }

    private ValidatorSet alone(ValidatorSet set) {
        return set.derive(List.of(set.find(node.id).orElse(set.member(0))), Math.max(1, set.since()));
    }

    private static Propose with(Propose it, CheckpointHeader header, CheckpointBody body) {
        return new Propose(it.view(), header, body, it.justification(), it.signer(), it.signature());
    }

    /** A quorum's bits and one signature. */
    private byte[] unapproved(ValidatorSet set, SetChange change) {
        byte[] bitmap = new byte[(set.size() + 7) / 8];
        for (int i = 0; i < SetOracle.quorum(set); i++) {
            bitmap[i / 8] |= (byte) (1 << i % 8);
        }
        return new WireWriter(1_024)
                .bytes(change.encode())
                .u8(1)
                .u16(set.size())
                .bytes(bitmap)
                .bytes(sign(set, change))
                .toBytes();
    }

    private byte[] sign(ValidatorSet set, SetChange change) {
        World.Member me = world.members.get(node.index);
        byte[] message = Operation.signingBytes(world.genesis.networkId(), set.hash(), change.hash());
        return me.signer().signVote(set.find(me.id()).orElse(me.validator()), message);
    }

    /** Asks everybody to put a member out, and approves it. */
    List<byte[]> demand() {
        ValidatorSet set = sets.newest();
        Validator victim = set.member(random.nextInt(set.size()));
        SetChange change = new SetChange.Suspend(victim.id(), victim.joinedHeight(), "demand " + random.nextInt(100));
        return List.of(
                ConsensusCodec.encode(new ConsensusMessage.Proposed(change)),
                ConsensusCodec.encode(new ConsensusMessage.Approval(
                        change.hash(), set.indexOf(node.id).orElse(0), sign(set, change))));
    }

    private static CheckpointHeader header(CheckpointHeader it, CheckpointBody body, Hash32 next) {
        return new CheckpointHeader(
                it.version(),
                it.networkId(),
                it.height(),
                it.epoch(),
                it.prevEpoch(),
                it.epochSeconds(),
                it.prevHash(),
                it.proposer(),
                it.merkleRoot(),
                it.blockCount(),
                it.rangesRoot(),
                it.frontiersRoot(),
                it.frontierRoot(),
                it.logSize(),
                it.logRoot(),
                it.evidenceRoot(),
                body.opsRoot(),
                it.validatorsHash(),
                next,
                it.paramsHash());
    }
}
