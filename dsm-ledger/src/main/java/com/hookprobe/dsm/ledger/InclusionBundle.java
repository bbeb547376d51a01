package com.hookprobe.dsm.ledger;

import java.util.Arrays;

/**
 * What an edge keeps to prove that its block is finalised: the block, its path in the epoch tree, the header and the
 * certificate. The certificate's signature is checked by the light client.
 *
 * <pre>
 * u32 length, block | u32 length, proof | header 458 | u32 length, certificate
 * </pre>
 */
public record InclusionBundle(Microblock block, InclusionProof proof, CheckpointHeader header, byte[] certificate) {
    /** Upper bound of the encoding. */
    public static final int BYTES_MAX = Microblock.BYTES_MAX
            + 9
            + InclusionProof.PATH_MAX * Hash32.BYTES
            + CheckpointHeader.BYTES
            + DecidedCheckpoint.CERTIFICATE_BYTES_MAX
            + 12;

    public InclusionBundle {
        Checks.that(
                certificate.length >= 1 && certificate.length <= DecidedCheckpoint.CERTIFICATE_BYTES_MAX,
                "certificate bytes",
                certificate.length);
        certificate = certificate.clone();
    }

    @Override
    public byte[] certificate() {
        return certificate.clone();
    }

    /**
     * True when the block is under the header's root: same network, a tree of as many leaves as the header counts blocks, and
     * a right path. It says nothing about the certificate.
     */
    public boolean included() {
        return block.networkId().equals(header.networkId())
                && proof.size() == header.blockCount()
                && proof.verify(header.merkleRoot(), block.hash().bytes());
    }

    /** The canonical bytes. */
    public byte[] encode() {
        return new WireWriter(2048)
                .sized(block.encode())
                .sized(proof.encode())
                .bytes(header.encode())
                .sized(certificate)
                .toBytes();
    }

    public static InclusionBundle decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        Microblock block = Microblock.decode(in.sized(Microblock.BYTES_MAX));
        InclusionProof proof = InclusionProof.decode(in.sized(BYTES_MAX));
        CheckpointHeader header = CheckpointHeader.read(in);
        byte[] certificate = in.sized(DecidedCheckpoint.CERTIFICATE_BYTES_MAX);
        in.end();
        return Checks.canonical(() -> new InclusionBundle(block, proof, header, certificate));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InclusionBundle that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return block.hashCode();
    }
}
