package com.hookprobe.node.role;

import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.neuro.WeightState;
import java.util.Optional;

/**
 * The weights as the transport sees them: fingerprint and secret at the count that node and verifier agree on. Set by the
 * node's loop, read by the endpoint's thread: one immutable entry is swapped.
 */
final class NeuroBinding implements ResonanceBinding {
    private record Entry(long count, byte[] fingerprint, byte[] secret) {}

    private volatile Entry agreed;
    /** A handshake may have begun with the count before; it asks for both of its parts. */
    private volatile Entry before;

    NeuroBinding(WeightState state) {
        this.agreed = entry(state);
        this.before = agreed;
    }

    private static Entry entry(WeightState state) {
        return new Entry(state.count(), state.fingerprint(), state.wSecret());
    }

    void agree(WeightState state) {
        before = agreed;
        agreed = entry(state);
    }

    private Entry at(long count) {
        Entry older = before;
        return older.count() == count ? older : agreed;
    }

    @Override
    public byte[] fingerprint(long terSequence) {
        return at(terSequence).fingerprint().clone();
    }

    @Override
    public long terSequence() {
        return agreed.count();
    }

    @Override
    public Optional<byte[]> wSecret(long terSequence) {
        Entry entry = at(terSequence);
        return entry.count() == terSequence ? Optional.of(entry.secret().clone()) : Optional.empty();
    }
}
