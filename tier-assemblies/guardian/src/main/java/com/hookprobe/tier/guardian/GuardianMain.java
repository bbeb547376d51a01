package com.hookprobe.tier.guardian;

import com.hookprobe.identity.Tier;
import com.hookprobe.node.cli.TierMain;

/** Starts a guardian; see {@code --help}. */
public final class GuardianMain {
    private GuardianMain() {}

    public static void main(String[] args) {
        TierMain.main(Tier.GUARDIAN, args);
    }
}
