package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.JsonObject;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;

/**
 * Proof that one validator did what no honest validator does (DSM 3.8). It holds all that is needed but the validator set of its
 * height and the network id; it names one validator and no other, since everything in it that counts is signed by that one.
 *
 * <p>First byte of the encoding: {@link EvidenceKind#code}. One deed has one encoding: the two halves of a pair are in the order of
 * their bytes. Immutable.
 *
 * <p>The rule that each kind keeps: whatever is not under the offender's own signature, anybody could have put there, so it convicts
 * only where the signed part names it by a hash.
 */
public sealed interface Evidence permits TwoProposals, TwoVotes, UnjustifiedProposal, FalseFrontier, BadHeader {
    /** Longest encoding of any kind; {@link EvidenceKind#maxBytes} is that of one. */
    int BYTES_MAX = ConsensusCodec.MESSAGE_BYTES_MAX + 2 * CheckpointHeader.BYTES;

    /** Which of the kinds. */
    EvidenceKind type();

    /** The signer index of the guilty validator in the set of the height. */
    int offender();

    /** Height at which it happened. */
    long height();

    /** True when it proves what it says. Costs at most one signature check per statement, certificate or report in it. */
    boolean verify(ValidatorSet set, Hash32 networkId);

    /** The canonical bytes. */
    byte[] encode();

    /** Adds what the two sides of the contradiction are. */
    void describe(JsonObject out);

    /** The name for people and logs. */
    default String kind() {
        return type().text();
    }

    /** True when it may cost the validator its place without a person's judgement. */
    default boolean suspends() {
        return type().suspends();
    }

    /**
     * The JSON view; values and ids in hexadecimal.
     *
     * @param set of the height, for the id and name; an offender outside it has none
     */
    default String json(ValidatorSet set) {
        JsonObject out = new JsonObject()
                .text("evidence", "E" + type().code())
                .text("kind", kind())
                .number("height", height())
                .number("offender", offender());
        if (offender() < set.size()) {
            Validator member = set.member(offender());
            out.text("validator", member.id().hex()).text("name", member.name());
        }
        describe(out.raw("suspends", String.valueOf(suspends())));
        return out.toString();
    }

    /** Reads exactly one piece of evidence; it is not verified. */
    static Evidence decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        EvidenceKind kind = EvidenceKind.ofCode(in.u8());
        if (bytes.length > kind.maxBytes()) {
            throw new MalformedException("expected at most " + kind.maxBytes() + " bytes of " + kind.text()
                    + " evidence, found " + bytes.length);
        }
        Evidence evidence = switch (kind) {
            case TWO_PROPOSALS -> TwoProposals.read(in);
            case TWO_NOTARIZE, NULLIFY_AND_FINALIZE, TWO_FINALIZE -> TwoVotes.read(kind, in);
            case UNJUSTIFIED_PROPOSAL -> UnjustifiedProposal.read(in);
            case FALSE_FRONTIER -> FalseFrontier.read(in);
            case BAD_HEADER -> BadHeader.read(in);
            case FORK -> throw new MalformedException("a fork is the deed of a source: read it as ForkEvidence");
        };
        in.end();
        return evidence;
    }

    /** The first bytes of every kind. */
    static WireWriter begin(EvidenceKind kind) {
        return new WireWriter(320).u8(kind.code());
    }
}
