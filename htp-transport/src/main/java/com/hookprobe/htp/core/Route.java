package com.hookprobe.htp.core;

import com.hookprobe.htp.core.meet.RelayAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a connect's HELLOs go. Usually one address; after a meeting (HTP 3.7) also another port of the same host, from
 * which the called one's punch came, and after some time the relay circuit.
 */
final class Route {
    /** HTP 3.7: so long the direct way is tried alone. */
    static final long RELAY_AFTER_NS = 5_000_000_000L;
    /** A NAT that gives each of the five punches a port of its own cannot be reached anyway. */
    private static final int ADDRESSES_MAX = 3;

    private final List<InetSocketAddress> addresses = new ArrayList<>(ADDRESSES_MAX + 1);
    private final boolean met;
    private final long nonce;
    private final @Nullable RelayAddress relay;
    private long relayAtNs;

    private Route(InetSocketAddress address, boolean met, long nonce, @Nullable RelayAddress relay, long relayAtNs) {
        this.addresses.add(address);
        this.met = met;
        this.nonce = nonce;
        this.relay = relay;
        this.relayAtNs = relayAtNs;
    }

    /** To where the user says. */
    static Route to(InetSocketAddress address) {
        return new Route(address, false, 0, null, Long.MAX_VALUE);
    }

    /** To where a validator proved the peer to be, or through its circuit. */
    static Route met(InetSocketAddress address, long nonce, RelayAddress relay, long nowNs) {
        return new Route(address, true, nonce, relay, nowNs + RELAY_AFTER_NS);
    }

    /** Where HELLOs go now. */
    List<InetSocketAddress> addresses() {
        return addresses;
    }

    boolean has(InetSocketAddress address) {
        return addresses.contains(address);
    }

    /** True when it came out of a meeting: then both sides dig at the same time, and early resends are worth it. */
    boolean met() {
        return met;
    }

    /**
     * A punch of that meeting came from there; true when HELLOs should go there too. Only another port of the same host,
     * so that who copies a punch leads us to nobody else.
     */
    boolean learn(long punchNonce, InetSocketAddress from) {
        boolean known = !met
                || nonce != punchNonce
                || addresses.size() >= ADDRESSES_MAX
                || addresses.contains(from)
                || !from.getAddress().equals(addresses.get(0).getAddress());
        return !known && addresses.add(from);
    }

    /** When the relay comes into use, or {@link Long#MAX_VALUE}. */
    long deadlineNs() {
        return relayAtNs;
    }

    /** The relay, once, when it is time: from then on it is one of the addresses. */
    @Nullable RelayAddress takeRelay(long nowNs) {
        if (nowNs < relayAtNs || relay == null) {
            return null;
        }
        relayAtNs = Long.MAX_VALUE;
        addresses.add(relay);
        return relay;
    }
}
