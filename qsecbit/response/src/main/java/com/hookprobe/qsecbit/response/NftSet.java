package com.hookprobe.qsecbit.response;

/** The kernel's sets: what is done, about addresses of which family, single ones or prefixes. */
enum NftSet {
    BAN4("ban4", Action.BLOCK, Family.V4, false),
    BAN6("ban6", Action.BLOCK, Family.V6, false),
    BAN4NET("ban4net", Action.BLOCK, Family.V4, true),
    BAN6NET("ban6net", Action.BLOCK, Family.V6, true),
    BANMAC("banmac", Action.BLOCK, Family.MAC, false),
    RATE4("rate4", Action.RATE_LIMIT, Family.V4, false),
    RATE6("rate6", Action.RATE_LIMIT, Family.V6, false),
    RATE4NET("rate4net", Action.RATE_LIMIT, Family.V4, true),
    RATE6NET("rate6net", Action.RATE_LIMIT, Family.V6, true),
    RATEMAC("ratemac", Action.RATE_LIMIT, Family.MAC, false),
    QUARANTINE4("quarantine4", Action.QUARANTINE, Family.V4, false),
    QUARANTINE6("quarantine6", Action.QUARANTINE, Family.V6, false),
    QUARANTINEMAC("quarantinemac", Action.QUARANTINE, Family.MAC, false);

    /** What the elements of a set are. */
    enum Family {
        V4("4", "ipv4_addr", "ip", "0.0.0.1"),
        V6("6", "ipv6_addr", "ip6", "::2"),
        MAC("mac", "ether_addr", "ether", "01:00:00:00:00:00");

        private final String suffix;
        private final String type;
        private final String protocol;
        private final String marker;

        Family(String suffix, String type, String protocol, String marker) {
            this.suffix = suffix;
            this.type = type;
            this.protocol = protocol;
            this.marker = marker;
        }

        static Family of(Indicator indicator) {
            if (indicator.isMac()) {
                return MAC;
            }
            return indicator.prefix().address().isV4() ? V4 : V6;
        }

        /** The end of the names of what belongs to it in the kernel. */
        String suffix() {
            return suffix;
        }

        /** The type of a set in nft. */
        String type() {
            return type;
        }

        /** What stands before {@code saddr} in a rule. */
        String protocol() {
            return protocol;
        }
    }

    private final String label;
    private final Action action;
    private final Family family;
    private final boolean interval;

    NftSet(String label, Action action, Family family, boolean interval) {
        this.label = label;
        this.action = action;
        this.family = family;
        this.interval = interval;
    }

    static NftSet of(Indicator indicator, Action action) {
        Family family = Family.of(indicator);
        boolean interval = indicator.type() == Indicator.Type.PREFIX;
        for (NftSet set : values()) {
            if (set.action == action && set.family == family && set.interval == interval) {
                return set;
            }
        }
        throw new IllegalArgumentException(action + " has no set for " + indicator);
    }

    /** Its name in the kernel. */
    String label() {
        return label;
    }

    Action action() {
        return action;
    }

    Family family() {
        return family;
    }

    boolean isInterval() {
        return interval;
    }

    /**
     * An element that is always there and never ends: who finds it finds the set as we left it. Nobody sends from it, and
     * no decision is about it: the addresses are of blocks that every allowlist holds, the other is a group address.
     */
    String marker() {
        return family.marker;
    }
}
