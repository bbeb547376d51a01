package com.hookprobe.node.wire;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.HardwareReport;
import com.hookprobe.node.fleet.PolicyOrder;
import com.hookprobe.node.witness.WitnessProof;
import com.hookprobe.node.witness.WitnessRequest;
import com.hookprobe.node.witness.WitnessVote;
import com.hookprobe.qsecbit.federation.MeshDecision;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages between nodes that belong to no single pillar: TER upload, resonance certificates, attack signatures on their
 * way up and decisions on their way down. One kind byte, then fixed fields, big-endian; decoding is strict. Kinds 1..15
 * travel on HTP channel 1 (telemetry), 16..31 on channel 4 (alerts), and in order on channel 1 when a site catches up. Specified in
 * docs/spec/mesh.md.
 */
public sealed interface MeshMessage {
    int TERS_MAX = 1024;
    /** What {@link #TERS_MAX} records can need in the worst case, rounded up. */
    int PACKED_TERS_BYTES_MAX = 64 * 1024;

    int BLOB_MAX = 16 * 1024;
    /** More than any proof that a policy was sealed. */
    int PUSHED_PROOF_BYTES_MAX = 128 * 1024;

    int HOPS_MAX = 8;
    int FINGERPRINT_LENGTH = 64;
    /** A full battery in {@link Power}. */
    int CHARGE_FULL = 65_535;

    /** The kind byte of {@link TerBatch}. */
    int TER_BATCH = 1;
    /** The kind byte of {@link Certificate}. */
    int CERTIFICATE = 3;
    /** The kind byte of {@link GroupKey}. */
    int GROUP_KEY = 18;
    /** The length of every {@link GroupKey}. */
    int GROUP_KEY_BYTES = 41;

    /** The kind byte. */
    int kind();

    /**
     * Records in the packed form of docs/spec/neuro.md 10.9, which says with which number they begin; the fingerprint is that
     * after the last.
     */
    record TerBatch(byte[] packed, byte[] fingerprint) implements MeshMessage {
        @Override
        public int kind() {
            return TER_BATCH;
        }
    }

    /** The verifier has replayed and durably stored everything below {@code count}. */
    record TerAck(long count) implements MeshMessage {
        @Override
        public int kind() {
            return 2;
        }
    }

    /** A resonance certificate, from the verifier to its subject or shown by its subject to a validator. */
    record Certificate(byte[] encoded) implements MeshMessage {
        @Override
        public int kind() {
            return CERTIFICATE;
        }
    }

    /** A node has lost its resonance; signed by the verifier. */
    record Revoked(byte[] encoded) implements MeshMessage {
        @Override
        public int kind() {
            return 4;
        }
    }

    /** A node's own Qsecbit, in millionths: the derived score, never the telemetry. */
    record QsecbitReport(long timeMicros, int valueMillionths, int band) implements MeshMessage {
        @Override
        public int kind() {
            return 5;
        }
    }

    /**
     * What a node has left in its battery; an unknown charge is told as full. Nobody can check it.
     *
     * @param charge of {@link #CHARGE_FULL}
     */
    record Power(int charge, boolean onBattery) implements MeshMessage {
        public Power {
            if (charge < 0 || charge > CHARGE_FULL) {
                throw new IllegalArgumentException("a charge is 0 to " + CHARGE_FULL + ", is " + charge);
            }
        }

        @Override
        public int kind() {
            return 6;
        }
    }

    /** Which hardware a node runs on, sealed for the verifier (docs/spec/identity.md, 6.12). */
    record HardwareNews(byte[] encoded) implements MeshMessage {
        @Override
        public int kind() {
            return 7;
        }
    }

    /**
     * What a device has told the MSSP alone that it enrolled with, from that MSSP to the other one that shares its work (pair 2.3).
     *
     * @param device its node id, 32 bytes
     * @param seed its NEURO seed, 32 bytes
     * @param hardware digests of its hardware
     */
    record Enrolled(byte[] device, byte[] seed, byte[] hardware) implements MeshMessage {
        @Override
        public int kind() {
            return 8;
        }
    }

    /** The MSSP has a policy for this site's group (docs/spec/fleet.md, 3), with the proof that it was sealed. */
    record PolicyPush(byte[] order, byte[] proof) implements MeshMessage {
        @Override
        public int kind() {
            return 12;
        }
    }

    /** How a site stands with its policy (docs/spec/fleet.md, 4). */
    record PolicyReport(byte[] encoded) implements MeshMessage {
        @Override
        public int kind() {
            return 13;
        }
    }

    /** An attack signature, who signed it (32 bytes), and the times (microseconds) at which each hop had it, oldest first. */
    record Signature(byte[] reporter, byte[] encoded, List<Long> hopMicros) implements MeshMessage {
        @Override
        public int kind() {
            return 16;
        }
    }

    /**
     * A decision of the mesh with its hop times, oldest first.
     *
     * @param position its place in all that this correlator sends to its sites, from 1 on and without gaps
     * @param proof that a quorum of witnesses has judged it (docs/spec/witness.md); empty for none: then it is shown only
     */
    record Decision(long position, byte[] encoded, byte[] proof, List<Long> hopMicros) implements MeshMessage {
        @Override
        public int kind() {
            return 17;
        }
    }

    /** A correlator takes a decision back; its position as that of {@link Decision}. */
    record Cancel(long position, byte[] encoded) implements MeshMessage {
        @Override
        public int kind() {
            return 19;
        }
    }

    /** A site with good experience of a tag's value speaks against a decision about it; signed by the site. */
    record Veto(byte[] encoded) implements MeshMessage {
        @Override
        public int kind() {
            return 20;
        }
    }

    /** A site takes back what it has reported; who signed it (32 bytes), as a nexus relays it. */
    record Retraction(byte[] reporter, byte[] encoded) implements MeshMessage {
        @Override
        public int kind() {
            return 23;
        }
    }

    /** A site asks a correlator for what is in force and was sent after this position; 0 for all. */
    record Resume(long position) implements MeshMessage {
        @Override
        public int kind() {
            return 24;
        }
    }

    /** All that {@link Resume} asked for has been sent, and what follows has the next position. */
    record Resumed(long position) implements MeshMessage {
        @Override
        public int kind() {
            return 25;
        }
    }

    /** The correlator asks a validator to witness a decision. */
    record WitnessAsk(byte[] encoded) implements MeshMessage {
        @Override
        public int kind() {
            return 21;
        }
    }

    /** The validator's answer. */
    record WitnessAnswer(byte[] encoded) implements MeshMessage {
        @Override
        public int kind() {
            return 22;
        }
    }

    /** The region's group secret of one key epoch, from its holder to a member over their own session. */
    record GroupKey(long epoch, byte[] secret) implements MeshMessage {
        @Override
        public int kind() {
            return GROUP_KEY;
        }
    }

    default byte[] encode() {
        WireWriter out = new WireWriter(256).u8(kind());
        if (this instanceof TerBatch m) {
            out.sized(m.packed).bytes(m.fingerprint);
        } else if (this instanceof TerAck m) {
            out.u64(m.count);
        } else if (this instanceof Certificate m) {
            out.sized(m.encoded);
        } else if (this instanceof Revoked m) {
            out.sized(m.encoded);
        } else if (this instanceof QsecbitReport m) {
            out.u64(m.timeMicros).u64(m.valueMillionths).u8(m.band);
        } else if (this instanceof Power m) {
            out.u16(m.charge).u8(m.onBattery ? 1 : 0);
        } else if (this instanceof HardwareNews m) {
            out.sized(m.encoded);
        } else if (this instanceof PolicyPush m) {
            out.sized(m.order).sized(m.proof);
        } else if (this instanceof PolicyReport m) {
            out.sized(m.encoded);
        } else if (this instanceof Enrolled m) {
            out.bytes(m.device).bytes(m.seed).sized(m.hardware);
        } else if (this instanceof Signature m) {
            hops(out.bytes(m.reporter).sized(m.encoded), m.hopMicros);
        } else if (this instanceof Decision m) {
            hops(out.u64(m.position).sized(m.encoded).sized(m.proof), m.hopMicros);
        } else if (this instanceof WitnessAsk m) {
            out.sized(m.encoded);
        } else if (this instanceof WitnessAnswer m) {
            out.sized(m.encoded);
        } else if (this instanceof Cancel m) {
            out.u64(m.position).sized(m.encoded);
        } else if (this instanceof Retraction m) {
            out.bytes(m.reporter).sized(m.encoded);
        } else if (this instanceof Resume m) {
            out.u64(m.position);
        } else if (this instanceof Resumed m) {
            out.u64(m.position);
        } else if (this instanceof Veto m) {
            out.sized(m.encoded);
        } else if (this instanceof GroupKey m) {
            out.u64(m.epoch).bytes(m.secret);
        }
        return out.toBytes();
    }

    static MeshMessage decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        int kind = in.u8();
        MeshMessage message = switch (kind) {
            case TER_BATCH -> new TerBatch(in.sized(PACKED_TERS_BYTES_MAX), in.bytes(FINGERPRINT_LENGTH));
            case 2 -> new TerAck(in.u64());
            case CERTIFICATE -> new Certificate(in.sized(BLOB_MAX));
            case 4 -> new Revoked(in.sized(BLOB_MAX));
            case 5 -> report(in);
            case 6 -> power(in);
            case 7 -> new HardwareNews(in.sized(HardwareReport.BYTES_MAX));
            case 8 -> new Enrolled(in.bytes(32), in.bytes(32), in.sized(BLOB_MAX));
            case 12 -> new PolicyPush(in.sized(PolicyOrder.BYTES_MAX), in.sized(PUSHED_PROOF_BYTES_MAX));
            case 13 -> new PolicyReport(in.sized(BLOB_MAX));
            case 16 -> new Signature(in.bytes(32), in.sized(BLOB_MAX), hops(in));
            case 17 ->
                new Decision(in.u64(), in.sized(MeshDecision.BYTES_MAX), in.sized(WitnessProof.BYTES_MAX), hops(in));
            case GROUP_KEY -> new GroupKey(in.u64(), in.bytes(32));
            case 19 -> new Cancel(in.u64(), in.sized(BLOB_MAX));
            case 20 -> new Veto(in.sized(BLOB_MAX));
            case 21 -> new WitnessAsk(in.sized(WitnessRequest.BYTES_MAX));
            case 22 -> new WitnessAnswer(in.sized(WitnessVote.BYTES_MAX));
            case 23 -> new Retraction(in.bytes(32), in.sized(BLOB_MAX));
            case 24 -> new Resume(in.u64());
            case 25 -> new Resumed(in.u64());
            default -> throw new MalformedException("unknown message kind " + kind);
        };
        in.end();
        return message;
    }

    private static QsecbitReport report(WireReader in) throws MalformedException {
        long time = in.u64();
        long value = in.u64();
        int band = in.u8();
        if (value > 1_000_000 || band > 2) {
            throw new MalformedException("Qsecbit out of range");
        }
        return new QsecbitReport(time, (int) value, band);
    }

    private static Power power(WireReader in) throws MalformedException {
        int charge = in.u16();
        int onBattery = in.u8();
        if (onBattery > 1) {
            throw new MalformedException("expected 0 or 1 for on battery, found " + onBattery);
        }
        return new Power(charge, onBattery == 1);
    }

    private static void hops(WireWriter out, List<Long> hops) {
        out.u8(hops.size());
        hops.forEach(out::u64);
    }

    private static List<Long> hops(WireReader in) throws MalformedException {
        int count = in.u8();
        if (count > HOPS_MAX) {
            throw new MalformedException("expected at most " + HOPS_MAX + " hops, found " + count);
        }
        List<Long> hops = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            hops.add(in.u64());
        }
        return List.copyOf(hops);
    }
}
