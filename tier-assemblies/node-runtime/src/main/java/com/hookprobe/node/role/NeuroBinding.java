package com.hookprobe.node.role;

import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.identity.NodeId;
import com.hookprobe.neuro.WeightState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The weights as the transport sees them: fingerprint and secret at the count that node and verifier agree on, of each verifier by itself.
 * Set by the node's loop, read by the endpoint's thread: an immutable list is swapped.
 *
 * <p>A handshake does not say with whom it is. So it is offered the count of a verifier that has no session; of two such, each in
 * its turn, as who is offered the other's count refuses it, and is tried again.
 */
final class NeuroBinding implements ResonanceBinding {
    private record Entry(long count, byte[] fingerprint, byte[] secret) {}

    /** @param before a handshake may have begun with it; it asks for both of its parts */
    private record Agreed(NodeId verifier, Entry entry, Entry before, boolean open) {}

    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<Agreed> agreed;

    NeuroBinding(List<NodeId> verifiers, WeightState state) {
        Entry entry = entry(state);
        this.agreed = verifiers.stream()
                .map(verifier -> new Agreed(verifier, entry, entry, false))
                .toList();
    }

    private static Entry entry(WeightState state) {
        return new Entry(state.count(), state.fingerprint(), state.wSecret());
    }

    void agree(NodeId verifier, WeightState state) {
        Entry entry = entry(state);
        agreed = agreed.stream()
                .map(each -> each.verifier().equals(verifier)
                        ? new Agreed(verifier, entry, each.entry(), each.open())
                        : each)
                .toList();
    }

    /** Whether there is a session with a verifier: then no handshake with it is to come. */
    void session(NodeId verifier, boolean open) {
        agreed = agreed.stream()
                .map(each -> each.verifier().equals(verifier)
                        ? new Agreed(verifier, each.entry(), each.before(), open)
                        : each)
                .toList();
    }

    private Optional<Entry> at(long count) {
        List<Entry> known = new ArrayList<>();
        agreed.forEach(each -> known.add(each.entry()));
        agreed.forEach(each -> known.add(each.before()));
        return known.stream().filter(entry -> entry.count() == count).findFirst();
    }

    @Override
    public byte[] fingerprint(long terSequence) {
        List<Agreed> all = agreed;
        return at(terSequence).orElse(all.get(0).entry()).fingerprint().clone();
    }

    @Override
    public long terSequence() {
        List<Agreed> all = agreed;
        List<Agreed> wanted = all.stream().filter(each -> !each.open()).toList();
        List<Agreed> from = wanted.isEmpty() ? all : wanted;
        return from.get(Math.floorMod(turn.getAndIncrement(), from.size()))
                .entry()
                .count();
    }

    @Override
    public Optional<byte[]> wSecret(long terSequence) {
        return at(terSequence).map(entry -> entry.secret().clone());
    }
}
