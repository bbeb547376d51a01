package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.NodeId;
import java.util.Optional;

/** A microblock before its signature. The fields are those of {@link Microblock}. */
public record MicroblockDraft(
        Hash32 networkId,
        NodeId source,
        long incarnation,
        long seq,
        Hash32 prev,
        long anchorHeight,
        Hash32 anchor,
        long timeMicros,
        EventType eventType,
        Hash32 payloadHash,
        Optional<NeuroBlock> neuro) {
    /** Signs; throws {@link IllegalArgumentException} when a field is out of range. */
    public Microblock sign(BlockSigner signer) {
        Microblock unsigned = with(signer.algorithm(), new byte[SignatureAlgorithm.SIGNATURE_BYTES]);
        return with(signer.algorithm(), signer.sign(unsigned.signingBytes()));
    }

    private Microblock with(SignatureAlgorithm algorithm, byte[] signature) {
        return new Microblock(
                Microblock.VERSION,
                networkId,
                source,
                incarnation,
                seq,
                prev,
                anchorHeight,
                anchor,
                timeMicros,
                eventType,
                payloadHash,
                neuro,
                algorithm,
                signature);
    }
}
