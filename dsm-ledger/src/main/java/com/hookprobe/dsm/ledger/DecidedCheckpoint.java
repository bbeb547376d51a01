package com.hookprobe.dsm.ledger;

import java.util.Arrays;
import java.util.Optional;

/**
 * A finalised checkpoint.
 *
 * @param header the value that was agreed on
 * @param certificate the encoded finalisation certificate, opaque here, 1..65,535 bytes, copied in and out
 * @param body the ranges and the rest; empty on a node that keeps headers only
 */
public record DecidedCheckpoint(CheckpointHeader header, byte[] certificate, Optional<CheckpointBody> body) {
    /** Largest certificate in bytes. */
    public static final int CERTIFICATE_BYTES_MAX = 0xFFFF;

    public DecidedCheckpoint {
        Checks.that(
                certificate.length >= 1 && certificate.length <= CERTIFICATE_BYTES_MAX,
                "certificate bytes",
                certificate.length);
        certificate = certificate.clone();
        if (body.isPresent() && !body.get().matches(header)) {
            throw new IllegalArgumentException("the body is not the one that header " + header.height() + " names");
        }
    }

    public static DecidedCheckpoint of(CheckpointHeader header, byte[] certificate, CheckpointBody body) {
        return new DecidedCheckpoint(header, certificate, Optional.of(body));
    }

    public static DecidedCheckpoint headerOnly(CheckpointHeader header, byte[] certificate) {
        return new DecidedCheckpoint(header, certificate, Optional.empty());
    }

    public long height() {
        return header.height();
    }

    @Override
    public byte[] certificate() {
        return certificate.clone();
    }

    /** Header 458 | u32 length, certificate | u8 0 or 1 | the body when 1, u32 length and bytes. */
    public byte[] encode() {
        WireWriter out = new WireWriter(CheckpointHeader.BYTES + certificate.length + 16);
        out.bytes(header.encode()).sized(certificate).u8(body.isPresent() ? 1 : 0);
        body.ifPresent(present -> out.sized(present.encode()));
        return out.toBytes();
    }

    public static DecidedCheckpoint decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        CheckpointHeader header = CheckpointHeader.read(in);
        byte[] certificate = in.sized(CERTIFICATE_BYTES_MAX);
        int flag = in.u8();
        if (flag > 1) {
            throw new MalformedException("body flag must be 0 or 1, is " + flag);
        }
        Optional<CheckpointBody> body =
                flag == 0 ? Optional.empty() : Optional.of(CheckpointBody.decode(in.sized(CheckpointBody.BYTES_MAX)));
        in.end();
        return Checks.canonical(() -> new DecidedCheckpoint(header, certificate, body));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DecidedCheckpoint that
                && header.equals(that.header)
                && Arrays.equals(certificate, that.certificate)
                && body.equals(that.body);
    }

    @Override
    public int hashCode() {
        return header.hashCode();
    }
}
