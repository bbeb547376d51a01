package com.hookprobe.node.witness;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;

/**
 * A certificate with the claim that it is about, as it travels with a decision. Encoding: length u32, claim, length u32,
 * certificate.
 */
public record WitnessProof(WitnessClaim claim, WitnessCertificate certificate) {
    /** The longest encoding. */
    public static final int BYTES_MAX = 8 + WitnessClaim.BYTES_MAX + WitnessCertificate.BYTES_MAX;

    public byte[] encode() {
        return new WireWriter(512)
                .sized(claim.encode())
                .sized(certificate.encode())
                .toBytes();
    }

    /** Reads exactly one proof; the signature is not verified. */
    public static WitnessProof decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        WitnessClaim claim = WitnessClaim.decode(in.sized(WitnessClaim.BYTES_MAX));
        WitnessCertificate certificate = WitnessCertificate.decode(in.sized(WitnessCertificate.BYTES_MAX));
        in.end();
        return new WitnessProof(claim, certificate);
    }
}
