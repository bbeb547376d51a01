package com.hookprobe.node.role;

import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.neuro.WeightState;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The weights as the transport sees them: fingerprint and secret at the count that node and verifier agree on. Set by the
 * node's loop, read by the endpoint's thread: one immutable entry is swapped.
 */
final class NeuroBinding implements ResonanceBinding {
    private record Entry(long count, byte[] fingerprint, byte[] secret) {}

    /** Two verifiers may each be at a count of their own, and a handshake with either have begun with the count before. */
    private static final int ENTRIES = 4;

    /** The newest first. */
    private volatile List<Entry> agreed;

    NeuroBinding(WeightState state) {
        this.agreed = List.of(entry(state));
    }

    private static Entry entry(WeightState state) {
        return new Entry(state.count(), state.fingerprint(), state.wSecret());
    }

    void agree(WeightState state) {
        Entry newest = entry(state);
        agreed = Stream.concat(Stream.of(newest), agreed.stream().filter(entry -> entry.count() != newest.count()))
                .limit(ENTRIES)
                .toList();
    }

    private Entry at(long count) {
        List<Entry> known = agreed;
        return known.stream()
                .filter(entry -> entry.count() == count)
                .findFirst()
                .orElse(known.get(0));
    }

    @Override
    public byte[] fingerprint(long terSequence) {
        return at(terSequence).fingerprint().clone();
    }

    @Override
    public long terSequence() {
        return agreed.get(0).count();
    }

    @Override
    public Optional<byte[]> wSecret(long terSequence) {
        Entry entry = at(terSequence);
        return entry.count() == terSequence ? Optional.of(entry.secret().clone()) : Optional.empty();
    }
}
