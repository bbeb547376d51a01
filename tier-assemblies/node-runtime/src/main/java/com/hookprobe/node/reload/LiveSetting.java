package com.hookprobe.node.reload;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.NodeConfig;

/** A part of a node that takes other values while it runs. */
@FunctionalInterface
public interface LiveSetting {
    /**
     * Makes ready for other values, and changes nothing yet: another part may not be able to. On the loop.
     *
     * @param next all that is to hold
     * @return brings them into force, and cannot fail
     * @throws ConfigException when it cannot have them
     */
    Runnable prepare(NodeConfig next) throws ConfigException;
}
