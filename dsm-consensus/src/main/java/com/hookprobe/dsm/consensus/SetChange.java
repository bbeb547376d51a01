package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * One change of the validator set, as its author wrote it (DSM 3.6). A member may leave and change its own key by its signature alone;
 * everything else needs the approval of a quorum, see {@link Operation}.
 *
 * <pre>
 * kind u8, then
 * 1 JOIN       candidate
 * 2 LEAVE      id 32 | joined height u64 | signature 64
 * 3 ROTATE_KEY id 32 | old BLS key 48 | new BLS key 48 | proof of possession 96 | signature 64
 * 4 SUSPEND    id 32 | joined height u64 | length u8 (0..128) | reason, UTF-8
 * 5 REINSTATE  candidate
 * 6 ATTEST     id 32 | epoch u64 | digest 32
 * </pre>
 */
public sealed interface SetChange {
    /** Longest reason of a suspension in bytes of UTF-8. */
    int REASON_BYTES_MAX = 128;

    /** Whom it is about. */
    NodeId subject();

    /** Code of its kind, 1..6. */
    int code();

    /** The kind's name, for people and logs. */
    default String kind() {
        return switch (code()) {
            case 1 -> "JOIN";
            case 2 -> "LEAVE";
            case 3 -> "ROTATE_KEY";
            case 4 -> "SUSPEND";
            case 5 -> "REINSTATE";
            default -> "ATTEST";
        };
    }

    /** True when a quorum must approve; false when the subject's own signature is enough. */
    default boolean needsApproval() {
        return true;
    }

    /** Whom it brings into the set: of JOIN and REINSTATE. */
    default Optional<Candidate> entering() {
        return this instanceof Join join
                ? Optional.of(join.candidate())
                : this instanceof Reinstate back ? Optional.of(back.candidate()) : Optional.empty();
    }

    /** A new member. */
    record Join(Candidate candidate) implements SetChange {
        @Override
        public NodeId subject() {
            return candidate.id();
        }

        @Override
        public int code() {
            return 1;
        }
    }

    /**
     * A member goes.
     *
     * @param joinedHeight of the membership that it ends, so that the signature cannot end a later one
     * @param signature Ed25519, over {@link #signingBytes}
     */
    record Leave(NodeId subject, long joinedHeight, byte[] signature) implements SetChange {
        public Leave {
            Checks.that(joinedHeight >= 0, "joined height", joinedHeight);
            signature = Checks.sized(signature, 64, "signature");
        }

        @Override
        public int code() {
            return 2;
        }

        @Override
        public boolean needsApproval() {
            return false;
        }

        /** Label 16, network id 32, kind 1, id 32, joined height 8. */
        public static byte[] signingBytes(Hash32 networkId, NodeId subject, long joinedHeight) {
            return signed(networkId, 2).node(subject).u64(joinedHeight).toBytes();
        }

        @Override
        public byte[] signature() {
            return signature.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Leave that && Arrays.equals(encode(), that.encode());
        }

        @Override
        public int hashCode() {
            return subject.hashCode();
        }
    }

    /**
     * A member's new vote key. It names the old one, so it holds once.
     *
     * @param signature Ed25519, over {@link #signingBytes}
     */
    record RotateKey(NodeId subject, byte[] oldKey, byte[] newKey, byte[] pop, byte[] signature) implements SetChange {
        public RotateKey {
            oldKey = Checks.sized(oldKey, BlsPublicKey.BYTES, "old BLS key");
            newKey = Checks.sized(newKey, BlsPublicKey.BYTES, "new BLS key");
            pop = Checks.sized(pop, Bls.SIGNATURE_BYTES, "proof of possession");
            signature = Checks.sized(signature, 64, "signature");
        }

        @Override
        public int code() {
            return 3;
        }

        @Override
        public boolean needsApproval() {
            return false;
        }

        /** Label 16, network id 32, kind 1, id 32, old key 48, new key 48, proof 96. */
        public static byte[] signingBytes(Hash32 networkId, NodeId subject, byte[] oldKey, byte[] newKey, byte[] pop) {
            return signed(networkId, 3)
                    .node(subject)
                    .bytes(oldKey)
                    .bytes(newKey)
                    .bytes(pop)
                    .toBytes();
        }

        @Override
        public byte[] oldKey() {
            return oldKey.clone();
        }

        @Override
        public byte[] newKey() {
            return newKey.clone();
        }

        @Override
        public byte[] pop() {
            return pop.clone();
        }

        @Override
        public byte[] signature() {
            return signature.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof RotateKey that && Arrays.equals(encode(), that.encode());
        }

        @Override
        public int hashCode() {
            return subject.hashCode();
        }
    }

    /** A quorum puts a member out, for a reason that people read. Against whom there is evidence needs no such decision. */
    record Suspend(NodeId subject, long joinedHeight, String reason) implements SetChange {
        public Suspend {
            Checks.that(joinedHeight >= 0, "joined height", joinedHeight);
            int bytes = reason.getBytes(StandardCharsets.UTF_8).length;
            Checks.that(bytes <= REASON_BYTES_MAX, "reason bytes", bytes);
        }

        @Override
        public int code() {
            return 4;
        }
    }

    /** A suspended member comes back, as a new membership. */
    record Reinstate(Candidate candidate) implements SetChange {
        @Override
        public NodeId subject() {
            return candidate.id();
        }

        @Override
        public int code() {
            return 5;
        }
    }

    /**
     * A quorum has seen a fresh attestation of a member.
     *
     * @param epoch when it was made
     * @param digest SHA-256 over what was seen
     */
    record Attest(NodeId subject, long epoch, Hash32 digest) implements SetChange {
        public Attest {
            Checks.that(epoch >= 0, "epoch", epoch);
        }

        @Override
        public int code() {
            return 6;
        }
    }

    private static WireWriter signed(Hash32 networkId, int code) {
        return new WireWriter(300)
                .bytes(ConsensusLabels.OWN_CHANGE.getBytes(StandardCharsets.US_ASCII))
                .hash(networkId)
                .u8(code);
    }

    /** Names the change: what a quorum approves. */
    default Hash32 hash() {
        return Hash32.sha256(ConsensusLabels.SET_CHANGE, encode());
    }

    /** The canonical bytes. */
    default byte[] encode() {
        WireWriter out = new WireWriter(400).u8(code());
        if (this instanceof Join join) {
            join.candidate.write(out);
        } else if (this instanceof Leave leave) {
            out.node(leave.subject).u64(leave.joinedHeight).bytes(leave.signature);
        } else if (this instanceof RotateKey rotate) {
            out.node(rotate.subject).bytes(rotate.oldKey).bytes(rotate.newKey);
            out.bytes(rotate.pop).bytes(rotate.signature);
        } else if (this instanceof Suspend suspend) {
            byte[] utf8 = suspend.reason.getBytes(StandardCharsets.UTF_8);
            out.node(suspend.subject).u64(suspend.joinedHeight).u8(utf8.length).bytes(utf8);
        } else if (this instanceof Reinstate reinstate) {
            reinstate.candidate.write(out);
        } else if (this instanceof Attest attest) {
            out.node(attest.subject).u64(attest.epoch).hash(attest.digest);
        }
        return out.toBytes();
    }

    /** Reads the next change; nothing is verified but its form. */
    static SetChange read(WireReader in) throws MalformedException {
        int code = in.u8();
        switch (code) {
            case 1:
                return new Join(Candidate.read(in));
            case 2: {
                NodeId id = in.node();
                long joined = in.u64();
                byte[] signature = in.bytes(64);
                return Checks.canonical(() -> new Leave(id, joined, signature));
            }
            case 3:
                return new RotateKey(
                        in.node(),
                        in.bytes(BlsPublicKey.BYTES),
                        in.bytes(BlsPublicKey.BYTES),
                        in.bytes(Bls.SIGNATURE_BYTES),
                        in.bytes(64));
            case 4: {
                NodeId id = in.node();
                long joined = in.u64();
                String reason = Validator.text(in.bytes(in.u8()));
                return Checks.canonical(() -> new Suspend(id, joined, reason));
            }
            case 5:
                return new Reinstate(Candidate.read(in));
            case 6: {
                NodeId id = in.node();
                long epoch = in.u64();
                Hash32 digest = in.hash();
                return Checks.canonical(() -> new Attest(id, epoch, digest));
            }
            default:
                throw new MalformedException("unknown set change " + code + ", expected 1..6");
        }
    }

    /** Reads exactly one change. */
    static SetChange decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        SetChange change = read(in);
        in.end();
        return change;
    }
}
