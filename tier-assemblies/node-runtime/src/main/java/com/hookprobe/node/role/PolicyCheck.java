package com.hookprobe.node.role;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.PolicyFragment;

/** What every site checks of a policy, so far as that does not depend on the site. */
public final class PolicyCheck {
    private PolicyCheck() {}

    /**
     * Checks one.
     *
     * @param name of it, in messages
     * @throws ConfigException with what is wrong
     */
    public static void check(String name, String yaml) throws ConfigException {
        PolicyFragment fragment = PolicyFragment.parse(name, yaml);
        SiteSensors.thresholds(fragment.asConfig().sensing());
    }
}
