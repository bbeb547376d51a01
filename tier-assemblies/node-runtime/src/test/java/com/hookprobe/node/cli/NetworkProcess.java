package com.hookprobe.node.cli;

import com.hookprobe.identity.Tier;

/** The command line of a guardian, as a process. */
final class NetworkProcess {
    private NetworkProcess() {}

    public static void main(String[] args) {
        TierMain.main(Tier.GUARDIAN, args);
    }
}
