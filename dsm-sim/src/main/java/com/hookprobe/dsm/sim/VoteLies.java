package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.Vote;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.ledger.Hash32;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Votes that one liar signs with its own key, whatever it has signed before. */
final class VoteLies {
    private record Said(int to, VoteKind kind, long height, long view, Hash32 value) {}

    private final World world;
    private final SetOracle sets;
    private final int index;
    private final Set<Said> said = new HashSet<>();

    VoteLies(World world, SetOracle sets, int index) {
        this.sets = sets;
        this.world = world;
        this.index = index;
    }

    /** A vote, unless this peer has been told it before. */
    Optional<byte[]> once(int to, VoteKind kind, long height, long view, Hash32 value) {
        return said.add(new Said(to, kind, height, view, value))
                ? Optional.of(vote(kind, height, view, value, sets.at(height).hash()))
                : Optional.empty();
    }

    /** What excludes the vote. */
    byte[] opposite(Vote vote) {
        Hash32 set = sets.at(vote.height()).hash();
        return switch (vote.kind()) {
            case NOTARIZE ->
                vote(
                        VoteKind.NOTARIZE,
                        vote.height(),
                        vote.view(),
                        Hash32.sha256("another value", vote.value().bytes()),
                        set);
            case FINALIZE -> vote(VoteKind.NULLIFY, vote.height(), vote.view(), Hash32.ZERO, set);
            case NULLIFY ->
                vote(VoteKind.FINALIZE, vote.height(), vote.view(), Hash32.sha256("a value", new byte[0]), set);
        };
    }

    /** The same vote, signed for another set. */
    byte[] otherSet(Vote vote) {
        return vote(vote.kind(), vote.height(), vote.view(), vote.value(), Hash32.sha256("another set", new byte[0]));
    }

    private byte[] vote(VoteKind kind, long height, long view, Hash32 value, Hash32 set) {
        byte[] message = Vote.signingBytes(world.genesis.networkId(), set, kind, height, view, value);
        ValidatorSet now = sets.at(height);
        World.Member me = world.members.get(index);
        // Who has been put out signs on, as a member that it is not.
        int signer = now.indexOf(me.id()).orElse(index % now.size());
        byte[] signature = me.signer().signVote(now.find(me.id()).orElse(me.validator()), message);
        return ConsensusCodec.encode(
                new ConsensusMessage.Voted(new Vote(kind, height, view, value, signer, signature)));
    }
}
