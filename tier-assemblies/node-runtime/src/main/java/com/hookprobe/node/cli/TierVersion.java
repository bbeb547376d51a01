package com.hookprobe.node.cli;

import com.hookprobe.node.ProductVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class TierVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"hookprobe " + ProductVersion.TEXT};
    }
}
