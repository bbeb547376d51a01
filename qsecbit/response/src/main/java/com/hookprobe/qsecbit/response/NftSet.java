package com.hookprobe.qsecbit.response;

/** The kernel's sets: what is done, which family, single addresses or prefixes. */
enum NftSet {
    BAN4("ban4", Action.BLOCK, true, false),
    BAN6("ban6", Action.BLOCK, false, false),
    BAN4NET("ban4net", Action.BLOCK, true, true),
    BAN6NET("ban6net", Action.BLOCK, false, true),
    RATE4("rate4", Action.RATE_LIMIT, true, false),
    RATE6("rate6", Action.RATE_LIMIT, false, false),
    RATE4NET("rate4net", Action.RATE_LIMIT, true, true),
    RATE6NET("rate6net", Action.RATE_LIMIT, false, true);

    private final String label;
    private final Action action;
    private final boolean v4;
    private final boolean interval;

    NftSet(String label, Action action, boolean v4, boolean interval) {
        this.label = label;
        this.action = action;
        this.v4 = v4;
        this.interval = interval;
    }

    static NftSet of(Indicator indicator, Action action) {
        boolean v4 = indicator.prefix().address().isV4();
        boolean interval = !indicator.prefix().isSingle();
        for (NftSet set : values()) {
            if (set.action == action && set.v4 == v4 && set.interval == interval) {
                return set;
            }
        }
        throw new IllegalArgumentException(action + " has no set");
    }

    /** Its name in the kernel. */
    String label() {
        return label;
    }

    Action action() {
        return action;
    }

    boolean isV4() {
        return v4;
    }

    boolean isInterval() {
        return interval;
    }

    String type() {
        return v4 ? "ipv4_addr" : "ipv6_addr";
    }

    String protocol() {
        return v4 ? "ip" : "ip6";
    }
}
