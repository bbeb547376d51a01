package com.hookprobe.htp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * Notices that this machine reaches a peer from another address than before: another network, so sessions should go on
 * under tokens that were not seen in the old one (HTP 3.4.18). Asks the kernel's routing table by connecting a UDP socket,
 * which sends nothing. One thread only.
 */
final class LocalAddressWatch {
    static final long INTERVAL_NS = 5_000_000_000L;

    /** From which of our addresses packets to the peer leave. */
    interface Routes {
        @Nullable InetAddress sourceTowards(InetSocketAddress peer);
    }

    private final Routes routes;
    private @Nullable InetAddress last;
    private long nextNs = Long.MIN_VALUE;

    LocalAddressWatch() {
        this(LocalAddressWatch::ask);
    }

    LocalAddressWatch(Routes routes) {
        this.routes = routes;
    }

    /** True once per interval: it is time to look again. */
    boolean due(long nowNs) {
        if (nextNs != Long.MIN_VALUE && nowNs - nextNs < 0) {
            return false;
        }
        nextNs = nowNs + INTERVAL_NS;
        return true;
    }

    /** True when the address is another one than at the last look that found one. */
    boolean changed(InetSocketAddress peer) {
        InetAddress source = routes.sourceTowards(peer);
        if (source == null || source.isAnyLocalAddress()) {
            // No route just now: what comes next is compared with what was before.
            return false;
        }
        boolean changed = last != null && !last.equals(source);
        last = source;
        return changed;
    }

    private static @Nullable InetAddress ask(InetSocketAddress peer) {
        boolean four = peer.getAddress().getAddress().length == 4;
        try (DatagramChannel channel =
                DatagramChannel.open(four ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6)) {
            channel.connect(peer);
            return ((InetSocketAddress) channel.getLocalAddress()).getAddress();
        } catch (IOException | RuntimeException noRoute) {
            return null;
        }
    }
}
