package com.hookprobe.htp;

import java.util.Optional;

/** The binding of a node that has no weights; see {@link ResonanceBinding#none}. */
final class NoResonance implements ResonanceBinding {
    private final byte[] fingerprint;

    NoResonance(byte[] fingerprint) {
        this.fingerprint = Arguments.copyOfLength(fingerprint, 64, "fingerprint");
    }

    @Override
    public byte[] fingerprint(long terSequence) {
        return fingerprint.clone();
    }

    @Override
    public long terSequence() {
        return 0;
    }

    @Override
    public Optional<byte[]> wSecret(long terSequence) {
        return Optional.empty();
    }

    @Override
    public boolean mixesWeights() {
        return false;
    }
}
