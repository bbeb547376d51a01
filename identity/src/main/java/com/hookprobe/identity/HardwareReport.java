package com.hookprobe.identity;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a node tells its verifier after a start: the digests of the hardware that it finds itself on, and what its operator
 * said if other hardware was accepted. Signed by the node's device key; sealed to the verifier. (identity.md, 6.12.)
 *
 * <pre>
 * offset  size  field
 *      0     4  magic "HPHR"
 *      4     1  version = 1
 *      5    32  node id
 *     37     8  time in seconds since 1970
 *     45     2  length s
 *     47     s  content, sealed for the verifier's X-Wing key ({@link SealedFor})
 *   47+s    64  Ed25519 signature over label || 00 || everything before
 * </pre>
 *
 * <p>Content: node id 32 || time u64 || a u8, 1 when other hardware was accepted || then its time u64, reason u16 length and
 * UTF-8 || hardware digests. Id and time stand inside too, so that nobody puts what another node sealed into its own report.
 *
 * <p>Each report in memory carries a good signature. Immutable; safe for use by many threads.
 */
public final class HardwareReport {
    private static final String PURPOSE = "hardware report";
    private static final byte[] MAGIC = Bytes.ascii("HPHR");
    private static final int VERSION = 1;
    private static final int CONTENT_BYTES_MAX =
            51 + 4 * HardwareRebinding.REASON_CHARS_MAX + HardwareDigests.BYTES_MAX;

    /** Length of the longest record in bytes. */
    public static final int BYTES_MAX = 111 + SealedFor.OVERHEAD_BYTES + CONTENT_BYTES_MAX;

    private final NodeId nodeId;
    private final Instant time;
    private final byte[] sealed;
    private final byte[] encoded;

    /**
     * What the verifier reads.
     *
     * @param hardware on which the node runs
     * @param accepted the operator's word, if other hardware than that of the enrolment was accepted
     */
    public record Content(HardwareDigests hardware, Optional<Accepted> accepted) {}

    /**
     * An operator of the node has accepted other hardware.
     *
     * @param at when, by the node's clock
     * @param reason 1..200 characters
     */
    public record Accepted(Instant at, String reason) {
        /** Checks the reason. */
        public Accepted {
            HardwareRebinding.checkReason(reason);
            at = Instant.ofEpochSecond(at.getEpochSecond());
        }
    }

    private HardwareReport(NodeId nodeId, Instant time, byte[] sealed, byte[] encoded) {
        this.nodeId = nodeId;
        this.time = time;
        this.sealed = sealed;
        this.encoded = encoded;
    }

    /**
     * Makes a report.
     *
     * @param key the node's current device key
     * @param time now; whole seconds count
     * @param verifierKemPublicKey the verifier's X-Wing public key, 1216 bytes
     */
    public static HardwareReport create(
            NodeId nodeId, DeviceKey key, Instant time, Content content, byte[] verifierKemPublicKey) {
        byte[] sealed = SealedFor.seal(verifierKemPublicKey, PURPOSE, encode(nodeId, time, content));
        byte[] body = new RecordWriter()
                .bytes(MAGIC)
                .u8(VERSION)
                .bytes(nodeId.bytes())
                .u64(time.getEpochSecond())
                .u16(sealed.length)
                .bytes(sealed)
                .toBytes();
        return new HardwareReport(
                nodeId,
                Instant.ofEpochSecond(time.getEpochSecond()),
                sealed,
                Bytes.concat(body, key.sign(signedInput(body))));
    }

    /**
     * Reads a report and verifies who made it.
     *
     * @param publicKey the node's current Ed25519 key as the registry knows it
     * @throws RecordException FORMAT, VERSION or SIGNATURE
     */
    public static HardwareReport decode(byte[] record, byte[] publicKey) throws RecordException {
        RecordReader in = new RecordReader("hardware report", record, BYTES_MAX);
        in.header(MAGIC, VERSION);
        NodeId nodeId = NodeId.of(in.bytes("node id", NodeId.BYTES));
        Instant time = Instant.ofEpochSecond(in.u64("time", HardwareFingerprint.SECONDS_MAX));
        byte[] sealed = in.bytes("sealed content", in.u16("length"));
        byte[] body = Arrays.copyOf(record, in.position());
        byte[] signature = in.bytes("signature", Ed25519.SIGNATURE_BYTES);
        in.end();
        if (!Ed25519.verify(publicKey, signedInput(body), signature)) {
            throw new RecordException(
                    RecordException.Kind.SIGNATURE,
                    "hardware report: expected a signature of the node's current key, found another");
        }
        return new HardwareReport(nodeId, time, sealed, record.clone());
    }

    /**
     * Opens the content.
     *
     * @param kemSeed the verifier's X-Wing private key, 32 bytes
     * @throws RecordException SEALED when it is for another verifier or was changed, FORMAT when it is not this report's
     */
    public Content open(byte[] kemSeed) throws RecordException {
        byte[] content = SealedFor.open(kemSeed, PURPOSE, sealed);
        RecordReader in = new RecordReader("hardware report's content", content, CONTENT_BYTES_MAX);
        NodeId inside = NodeId.of(in.bytes("node id", NodeId.BYTES));
        long seconds = in.u64("time", HardwareFingerprint.SECONDS_MAX);
        if (!inside.equals(nodeId) || seconds != time.getEpochSecond()) {
            throw in.malformed("expected this report's node id and time inside, found those of another");
        }
        Optional<Accepted> accepted = accepted(in);
        HardwareDigests hardware = HardwareDigests.decode(in.bytes("hardware digests", content.length - in.position()));
        Content opened = new Content(hardware, accepted);
        if (!Arrays.equals(encode(nodeId, time, opened), content)) {
            throw in.malformed("expected canonical text");
        }
        return opened;
    }

    /** Returns who made it. */
    public NodeId nodeId() {
        return nodeId;
    }

    /** Returns when it was made, by the node's clock. */
    public Instant time() {
        return time;
    }

    /** Returns the canonical record; a new copy. */
    public byte[] encode() {
        return encoded.clone();
    }

    @Override
    public String toString() {
        return "HardwareReport[" + nodeId.shortHex() + " " + time + "]";
    }

    private static Optional<Accepted> accepted(RecordReader in) throws RecordException {
        int flag = in.u8("accepted");
        if (flag > 1) {
            throw in.malformed("accepted: expected 0 or 1, found " + flag);
        }
        if (flag == 0) {
            return Optional.empty();
        }
        Instant at = Instant.ofEpochSecond(in.u64("time of acceptance", HardwareFingerprint.SECONDS_MAX));
        String reason = new String(in.bytes("reason", in.u16("length")), StandardCharsets.UTF_8);
        if (!HardwareRebinding.isReason(reason)) {
            throw in.malformed("reason: expected 1.." + HardwareRebinding.REASON_CHARS_MAX + " printable characters");
        }
        return Optional.of(new Accepted(at, reason));
    }

    private static byte[] encode(NodeId nodeId, Instant time, Content content) {
        RecordWriter out = new RecordWriter()
                .bytes(nodeId.bytes())
                .u64(time.getEpochSecond())
                .u8(content.accepted().isPresent() ? 1 : 0);
        content.accepted().ifPresent(accepted -> {
            byte[] reason = accepted.reason().getBytes(StandardCharsets.UTF_8);
            out.u64(accepted.at().getEpochSecond()).u16(reason.length).bytes(reason);
        });
        return out.bytes(content.hardware().encode()).toBytes();
    }

    private static byte[] signedInput(byte[] body) {
        return Bytes.labelled(IdentityLabels.HARDWARE_REPORT, body);
    }
}
