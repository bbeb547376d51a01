package com.hookprobe.htp.sim;

import com.hookprobe.sim.Mix;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A star: each {@link Host} has a link up to the middle and a link down from it, with a NAT at the middle's end if it has
 * one. The middle takes no time and loses nothing. A shared bottleneck is the link of the host that all others talk to.
 *
 * <p>A datagram costs two events and no garbage: packets are pooled, and the bytes are copied once.
 */
public final class VirtualNetwork {
    private static final InetSocketAddress NOWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final SplittableRandom random;
    private final EventQueue queue;
    private final Tracer tracer;
    private final Map<InetSocketAddress, Host> hosts = new HashMap<>();
    private final Map<InetAddress, Nat> nats = new HashMap<>();
    private final long[] fates = new long[Fate.COUNT];
    private final Host nobody;
    private Packet[] pool = new Packet[64];
    private int pooled;
    private @Nullable Tap tap;
    private long bytesDelivered;
    private long traceHash;

    VirtualNetwork(SplittableRandom random, EventQueue queue, Tracer tracer) {
        this.random = random;
        this.queue = queue;
        this.tracer = tracer;
        this.nobody = attachment(NOWHERE, LinkConfig.PERFECT, LinkConfig.PERFECT, null, (packet, nowNs) -> {});
    }

    /** A NAT box with a public address of its own. */
    public Nat nat(NatKind kind, InetAddress publicAddress, long timeoutNs) {
        Nat nat = new Nat(kind, publicAddress, timeoutNs, random.split());
        if (nats.putIfAbsent(publicAddress, nat) != null) {
            throw new IllegalArgumentException("two NATs at " + publicAddress);
        }
        return nat;
    }

    /** Every datagram passes this first; null for none. */
    public void tap(@Nullable Tap next) {
        tap = next;
    }

    /** How often that happened to a datagram. */
    public long count(Fate fate) {
        return fates[fate.index];
    }

    /** Payload bytes that reached a node. */
    public long bytesDelivered() {
        return bytesDelivered;
    }

    /**
     * Gives a host without NAT another address, at once: what is under way to the old one is lost. Behind a NAT this is
     * the inside address.
     */
    public void rebind(Host host, InetSocketAddress next) {
        if (host.nat() == null) {
            if (hosts.containsKey(next)) {
                throw new IllegalArgumentException("two hosts at " + next);
            }
            hosts.remove(host.address(), host);
            hosts.put(next, host);
        }
        host.address(next);
    }

    /** Gives a NAT another public address and new ports, at once. */
    public void rebind(Nat nat, InetAddress next) {
        if (nats.containsKey(next)) {
            throw new IllegalArgumentException("two NATs at " + next);
        }
        nats.remove(nat.address(), nat);
        nat.rebindAddress(next);
        nats.put(next, nat);
    }

    Host attach(InetSocketAddress address, LinkConfig up, LinkConfig down, @Nullable Nat nat, Host.Receiver receiver) {
        Host host = attachment(address, up, down, nat, receiver);
        if (nat == null && hosts.putIfAbsent(address, host) != null) {
            throw new IllegalArgumentException("two hosts at " + address);
        }
        return host;
    }

    private Host attachment(
            InetSocketAddress address, LinkConfig up, LinkConfig down, @Nullable Nat nat, Host.Receiver receiver) {
        return new Host(address, new Link(up, random.split()), new Link(down, random.split()), nat, receiver);
    }

    /** A hash over all that happened to all datagrams: equal for equal runs. */
    long traceHash() {
        return traceHash;
    }

    void send(Host source, InetSocketAddress to, byte[] buffer, int offset, int length, long nowNs) {
        Packet packet = take();
        packet.fill(buffer, offset, length);
        packet.source = source;
        packet.from = source.address();
        packet.to = to;
        note(Fate.SENT, packet, nowNs);
        if (tap != null && !tap.pass(packet.from, to, buffer, offset, length, nowNs)) {
            drop(Fate.TAPPED, packet, nowNs);
            return;
        }
        enter(source.up(), packet, nowNs);
    }

    /** A packet whose time has come: it is in the middle, or at its host. */
    void onDue(Packet packet, long nowNs) {
        if (packet.target == null) {
            atMiddle(packet, nowNs);
        } else {
            atHost(packet, packet.target, nowNs);
        }
    }

    private void atMiddle(Packet packet, long nowNs) {
        Nat sourceNat = packet.source.nat();
        if (sourceNat != null) {
            packet.from = sourceNat.outward(packet.source, packet.from, packet.to, nowNs);
        }
        packet.roundTrip = packet.source.wasReachedAt(packet.from);
        Nat targetNat = nats.isEmpty() ? null : nats.get(packet.to.getAddress());
        Host target = targetNat != null ? targetNat.inward(packet.from, packet.to, nowNs) : hosts.get(packet.to);
        if (target == null) {
            drop(targetNat != null ? Fate.NAT_CLOSED : Fate.NO_HOST, packet, nowNs);
            return;
        }
        packet.target = target;
        enter(target.down(), packet, nowNs);
    }

    private void atHost(Packet packet, Host target, long nowNs) {
        if (target.nat() == null && hosts.get(packet.to) != target) {
            drop(Fate.NO_HOST, packet, nowNs);
            return;
        }
        bytesDelivered += packet.length;
        note(packet.damaged ? Fate.DELIVERED_DAMAGED : Fate.DELIVERED, packet, nowNs);
        target.reached(packet.to);
        target.receiver().receive(packet, nowNs);
        giveBack(packet);
    }

    private void enter(Link link, Packet packet, long nowNs) {
        Fate fate = link.admit(packet.length, nowNs);
        if (fate != Fate.SENT) {
            drop(fate, packet, nowNs);
            return;
        }
        if (link.duplicates()) {
            Packet copy = copy(packet);
            note(Fate.DUPLICATED, copy, nowNs);
            link.corrupt(copy);
            queue.add(link.arrivalNs(nowNs), copy);
        }
        link.corrupt(packet);
        queue.add(link.arrivalNs(nowNs), packet);
    }

    private void drop(Fate fate, Packet packet, long nowNs) {
        note(fate, packet, nowNs);
        giveBack(packet);
    }

    private void note(Fate fate, Packet packet, long nowNs) {
        fates[fate.index]++;
        long hash = Mix.fold(traceHash, nowNs);
        hash = Mix.fold(hash, ((long) fate.index << 32) + packet.from.getPort() * 65_536L + packet.to.getPort());
        traceHash = Mix.fold(hash, Mix.bytes(packet.bytes, 0, Math.min(packet.length, 32)) + packet.length);
        if (tracer.active()) {
            tracer.datagram(nowNs, fate, packet.from, packet.to, packet.bytes, packet.length);
        }
    }

    private Packet take() {
        return pooled == 0 ? new Packet(NOWHERE, nobody) : Objects.requireNonNull(pool[--pooled]);
    }

    private Packet copy(Packet packet) {
        Packet copy = take();
        copy.fill(packet.bytes, 0, packet.length);
        copy.source = packet.source;
        copy.from = packet.from;
        copy.to = packet.to;
        copy.target = packet.target;
        copy.damaged = packet.damaged;
        copy.roundTrip = packet.roundTrip;
        return copy;
    }

    private void giveBack(Packet packet) {
        packet.source = nobody;
        packet.target = null;
        packet.damaged = false;
        packet.roundTrip = false;
        if (pooled == pool.length) {
            pool = Arrays.copyOf(pool, 2 * pooled);
        }
        pool[pooled++] = packet;
    }
}
