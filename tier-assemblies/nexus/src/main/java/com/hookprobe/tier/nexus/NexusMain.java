package com.hookprobe.tier.nexus;

import com.hookprobe.identity.Tier;
import com.hookprobe.node.cli.TierMain;

/** Starts a nexus; see {@code --help}. */
public final class NexusMain {
    private NexusMain() {}

    public static void main(String[] args) {
        TierMain.main(Tier.NEXUS, args);
    }
}
