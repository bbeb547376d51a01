package com.hookprobe.node.reload;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.NodeConfig;

/** Where a node's configuration comes from. */
@FunctionalInterface
public interface ConfigSource {
    /**
     * Reads and checks it as at the start.
     *
     * @throws ConfigException with what is wrong
     */
    NodeConfig load() throws ConfigException;
}
