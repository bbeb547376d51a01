package com.hookprobe.tier.fortress;

import com.hookprobe.identity.Tier;
import com.hookprobe.node.cli.TierMain;

/** Starts a fortress; see {@code --help}. */
public final class FortressMain {
    private FortressMain() {}

    public static void main(String[] args) {
        TierMain.main(Tier.FORTRESS, args);
    }
}
