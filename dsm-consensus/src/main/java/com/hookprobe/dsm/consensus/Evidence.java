package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;

/**
 * Proof that one validator signed two things that no honest validator signs both of (DSM 3.8, E1 to E4). Anyone who knows the
 * set can verify it; it names nobody else.
 *
 * <pre>kind u8 | first | second      (143 bytes each for votes, 142 for proposal claims)</pre>
 */
public sealed interface Evidence {
    /** The signer index of the guilty validator. */
    int offender();

    /** Height at which it happened. */
    long height();

    /** The kind's name, for people and logs. */
    default String kind() {
        return this instanceof TwoProposals ? "E1" : "E2-E4";
    }

    /** True when a checkpoint that carries it puts the offender out of the set. */
    default boolean suspends() {
        return true;
    }

    /** True when the two statements exclude each other and both signatures are the offender's. */
    boolean verify(ValidatorSet set, Hash32 networkId);

    /** The canonical bytes. */
    byte[] encode();

    /** E1: two proposals of one leader for one view, with different value or justification. */
    record TwoProposals(ProposalClaim first, ProposalClaim second) implements Evidence {
        @Override
        public int offender() {
            return first.signer();
        }

        @Override
        public long height() {
            return first.height();
        }

        @Override
        public boolean verify(ValidatorSet set, Hash32 networkId) {
            return first.height() == second.height()
                    && first.view() == second.view()
                    && first.signer() == second.signer()
                    && !(first.value().equals(second.value())
                            && first.justificationHash().equals(second.justificationHash()))
                    && first.verify(set, networkId)
                    && second.verify(set, networkId);
        }

        @Override
        public byte[] encode() {
            WireWriter out = new WireWriter(300).u8(1);
            first.write(out);
            second.write(out);
            return out.toBytes();
        }
    }

    /** E2, E3, E4: two NOTARIZE with different values, NULLIFY and FINALIZE, or two FINALIZE with different values. */
    record TwoVotes(Vote first, Vote second) implements Evidence {
        @Override
        public int offender() {
            return first.signer();
        }

        @Override
        public long height() {
            return first.height();
        }

        @Override
        public boolean verify(ValidatorSet set, Hash32 networkId) {
            return first.height() == second.height()
                    && first.view() == second.view()
                    && first.signer() == second.signer()
                    && exclude(first, second)
                    && first.verify(set, networkId)
                    && second.verify(set, networkId);
        }

        static boolean exclude(Vote first, Vote second) {
            if (first.kind() == second.kind()) {
                return !first.value().equals(second.value());
            }
            return first.kind() != VoteKind.NOTARIZE && second.kind() != VoteKind.NOTARIZE;
        }

        @Override
        public byte[] encode() {
            return new WireWriter(300)
                    .u8(2)
                    .bytes(first.encode())
                    .bytes(second.encode())
                    .toBytes();
        }
    }

    /** Reads exactly one piece of evidence; it is not verified. */
    static Evidence decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        int kind = in.u8();
        Evidence evidence = switch (kind) {
            case 1 -> new TwoProposals(ProposalClaim.read(in), ProposalClaim.read(in));
            case 2 -> new TwoVotes(Vote.read(in), Vote.read(in));
            default -> throw new MalformedException("unknown evidence kind " + kind);
        };
        in.end();
        return evidence;
    }
}
