package com.hookprobe.htp.sim;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a node is attached to the network: an address, a link in each direction, maybe a NAT in front. */
public final class Host {
    /** Takes what arrives. */
    interface Receiver {
        void receive(Packet packet, long nowNs);
    }

    private final Link up;
    private final Link down;
    private final @Nullable Nat nat;
    private final Receiver receiver;
    /** Public addresses of ours at which something arrived. */
    private final Set<InetSocketAddress> reachedAt = new HashSet<>();

    private @Nullable InetSocketAddress lastReachedAt;
    private InetSocketAddress address;

    Host(InetSocketAddress address, Link up, Link down, @Nullable Nat nat, Receiver receiver) {
        this.address = address;
        this.up = up;
        this.down = down;
        this.nat = nat;
        this.receiver = receiver;
    }

    /** Its own address: what the network sees, unless there is a NAT in front. */
    public InetSocketAddress address() {
        return address;
    }

    /** Out of the host. */
    public Link up() {
        return up;
    }

    /** Into the host. */
    public Link down() {
        return down;
    }

    /** The box in front, if there is one. */
    public @Nullable Nat nat() {
        return nat;
    }

    void address(InetSocketAddress next) {
        address = next;
    }

    Receiver receiver() {
        return receiver;
    }

    @SuppressWarnings("ReferenceEquality")
    void reached(InetSocketAddress publicAddress) {
        // A peer's datagrams share one address object, so identity spares the hash; a miss costs only that.
        if (publicAddress != lastReachedAt) {
            lastReachedAt = publicAddress;
            reachedAt.add(publicAddress);
        }
    }

    boolean wasReachedAt(InetSocketAddress publicAddress) {
        return reachedAt.contains(publicAddress);
    }
}
