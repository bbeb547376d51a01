package com.hookprobe.node.role;

import com.hookprobe.identity.Tier;
import com.hookprobe.node.cli.TierMain;

/** The command line of a guardian, as a process of its own. */
public final class GuardianProcess {
    private GuardianProcess() {}

    /** As the tier's own. */
    public static void main(String[] args) {
        TierMain.main(Tier.GUARDIAN, args);
    }
}
