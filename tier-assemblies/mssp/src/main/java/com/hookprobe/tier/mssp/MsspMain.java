package com.hookprobe.tier.mssp;

import com.hookprobe.identity.Tier;
import com.hookprobe.node.cli.TierMain;

/** Starts a mssp; see {@code --help}. */
public final class MsspMain {
    private MsspMain() {}

    public static void main(String[] args) {
        TierMain.main(Tier.MSSP, args);
    }
}
