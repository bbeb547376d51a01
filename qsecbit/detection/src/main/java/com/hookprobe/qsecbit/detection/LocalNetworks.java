package com.hookprobe.qsecbit.detection;

import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which addresses are our own. */
public final class LocalNetworks {
    private static final Cidr MULTICAST_4 = cidr("224.0.0.0/4");
    private static final Cidr MULTICAST_6 = cidr("ff00::/8");
    private static final IpAddress BROADCAST = IpAddress.v4(-1);
    private static final List<Cidr> PRIVATE = List.of(
            cidr("10.0.0.0/8"),
            cidr("172.16.0.0/12"),
            cidr("192.168.0.0/16"),
            cidr("127.0.0.0/8"),
            cidr("169.254.0.0/16"),
            cidr("fc00::/7"),
            cidr("fe80::/10"),
            Cidr.of(new IpAddress(0, 1)));

    private final Cidr[] prefixes;
    private final @Nullable HomeLearner learner;

    private LocalNetworks(List<Cidr> prefixes) {
        this(prefixes.toArray(new Cidr[0]), null);
    }

    private LocalNetworks(Cidr[] prefixes, @Nullable HomeLearner learner) {
        this.prefixes = prefixes;
        this.learner = learner;
    }

    /** These ranges and the addresses that a learner finds. */
    LocalNetworks with(HomeLearner homes) {
        return new LocalNetworks(prefixes, homes);
    }

    /** The private, link-local and loopback ranges: RFC 1918, RFC 3927, RFC 4193, RFC 4291. */
    public static LocalNetworks privateRanges() {
        return new LocalNetworks(PRIVATE);
    }

    /** The private ranges and the given ones, for a site with public addresses. */
    public static LocalNetworks privateRangesAnd(List<Cidr> more) {
        List<Cidr> all = new ArrayList<>(PRIVATE);
        all.addAll(more);
        return new LocalNetworks(all);
    }

    /** The given ranges only. */
    public static LocalNetworks only(List<Cidr> prefixes) {
        return new LocalNetworks(prefixes);
    }

    /** True for an address of our own. */
    public boolean contains(IpAddress address) {
        for (Cidr prefix : prefixes) {
            if (prefix.contains(address)) {
                return true;
            }
        }
        return learner != null && learner.isHome(address);
    }

    /** True for an address that names no single host: multicast, broadcast, unspecified. */
    public static boolean isGroup(IpAddress address) {
        return address.isUnspecified()
                || MULTICAST_4.contains(address)
                || MULTICAST_6.contains(address)
                || address.equals(BROADCAST);
    }

    private static Cidr cidr(String text) {
        return Cidr.parse(text).orElseThrow();
    }
}
