package com.hookprobe.tier.sentinel;

import com.hookprobe.identity.Tier;
import com.hookprobe.node.cli.TierMain;

/** Starts a sentinel; see {@code --help}. */
public final class SentinelMain {
    private SentinelMain() {}

    public static void main(String[] args) {
        TierMain.main(Tier.SENTINEL, args);
    }
}
