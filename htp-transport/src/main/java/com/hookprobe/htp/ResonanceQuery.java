package com.hookprobe.htp;

/**
 * What an initiator with a valid signature claims about its weights.
 *
 * @param nodeId the initiator, 32 bytes, already authenticated by its signature
 * @param fingerprint W_fingerprint, 64 bytes
 * @param terSequence the TER count that the fingerprint (and the secret) belong to
 * @param mixesWeights true when the initiator mixes its weight secret into the session root (params.w)
 */
public record ResonanceQuery(byte[] nodeId, byte[] fingerprint, long terSequence, boolean mixesWeights) {
    public ResonanceQuery {
        nodeId = Arguments.copyOfLength(nodeId, 32, "nodeId");
        fingerprint = Arguments.copyOfLength(fingerprint, 64, "fingerprint");
    }

    @Override
    public byte[] nodeId() {
        return nodeId.clone();
    }

    @Override
    public byte[] fingerprint() {
        return fingerprint.clone();
    }
}
