package com.hookprobe.htp.sim;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A NAT box in front of one or more hosts. Ports are drawn at random from 1024 up; a mapping dies when nothing went out
 * through it for the timeout (what comes in does not keep it alive, RFC 4787 REQ-6 in its safe form).
 */
public final class Nat {
    private final class Mapping {
        final InetSocketAddress inside;
        final InetSocketAddress outside;
        final Host host;
        final Set<InetSocketAddress> written = new HashSet<>();
        final Set<InetAddress> writtenHosts = new HashSet<>();

        @Nullable InetSocketAddress lastWritten;

        long usedNs;

        Mapping(InetSocketAddress inside, InetSocketAddress outside, Host host) {
            this.inside = inside;
            this.outside = outside;
            this.host = host;
        }

        boolean alive(long nowNs) {
            return nowNs - usedNs < timeoutNs;
        }
    }

    private record Pair(InetSocketAddress inside, InetSocketAddress remote) {}

    private final NatKind kind;
    private final long timeoutNs;
    private final SplittableRandom random;
    private InetAddress address;
    private final Map<Pair, Mapping> byInside = new HashMap<>();
    private final Map<InetSocketAddress, Mapping> byOutside = new HashMap<>();
    private final InetSocketAddress anyRemote;
    private long rebinds;

    Nat(NatKind kind, InetAddress address, long timeoutNs, SplittableRandom random) {
        this.kind = kind;
        this.address = address;
        this.timeoutNs = timeoutNs;
        this.random = random;
        this.anyRemote = new InetSocketAddress(address, 0);
    }

    /** The kind. */
    public NatKind kind() {
        return kind;
    }

    /** The public address now. */
    public InetAddress address() {
        return address;
    }

    /** How often a host got another public address or port: after a timeout or a rebind. */
    public long rebinds() {
        return rebinds;
    }

    /** Forgets all mappings, as a box does that was restarted: every host goes on under another port. */
    public void rebindPorts() {
        byOutside.clear();
    }

    /** As {@link #rebindPorts}, under another public address. */
    public void rebindAddress(InetAddress next) {
        byOutside.clear();
        address = next;
    }

    /** The public source address of a datagram that goes out. */
    InetSocketAddress outward(Host host, InetSocketAddress inside, InetSocketAddress remote, long nowNs) {
        Pair pair = new Pair(inside, kind == NatKind.SYMMETRIC ? remote : anyRemote);
        Mapping mapping = byInside.get(pair);
        if (mapping == null || !mapping.alive(nowNs) || byOutside.get(mapping.outside) != mapping) {
            if (mapping != null) {
                byOutside.remove(mapping.outside, mapping);
                rebinds++;
            }
            mapping = new Mapping(inside, freePort(mapping == null ? null : mapping.outside), host);
            byInside.put(pair, mapping);
            byOutside.put(mapping.outside, mapping);
        }
        mapping.usedNs = nowNs;
        if (!remote.equals(mapping.lastWritten)) {
            mapping.lastWritten = remote;
            mapping.written.add(remote);
            mapping.writtenHosts.add(Objects.requireNonNull(remote.getAddress()));
        }
        return mapping.outside;
    }

    /** The host that a datagram from outside is for, or null when nobody may come in that way. */
    @Nullable Host inward(InetSocketAddress from, InetSocketAddress outside, long nowNs) {
        Mapping mapping = byOutside.get(outside);
        if (mapping == null || !mapping.alive(nowNs) || !mapping.inside.equals(mapping.host.address())) {
            return null;
        }
        boolean welcome = switch (kind) {
            case FULL_CONE -> true;
            case ADDRESS_RESTRICTED -> mapping.writtenHosts.contains(from.getAddress());
            case PORT_RESTRICTED, SYMMETRIC -> mapping.written.contains(from);
        };
        return welcome ? mapping.host : null;
    }

    private InetSocketAddress freePort(@Nullable InetSocketAddress notThat) {
        while (true) {
            InetSocketAddress candidate = new InetSocketAddress(address, 1024 + random.nextInt(64_512));
            if (!byOutside.containsKey(candidate) && !candidate.equals(notThat)) {
                return candidate;
            }
        }
    }
}
