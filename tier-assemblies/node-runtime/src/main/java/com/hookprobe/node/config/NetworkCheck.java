package com.hookprobe.node.config;

import com.hookprobe.identity.Tier;
import com.hookprobe.network.NetworkPlan;
import com.hookprobe.network.NetworkPlan.Surroundings;
import com.hookprobe.network.NetworkSettings;
import com.hookprobe.network.PlanException;
import com.hookprobe.network.Ports;
import java.util.List;

/** What {@code network} may say: it has to come to a plan. */
public final class NetworkCheck {
    private NetworkCheck() {}

    /** Of whichever tier the tree is written for: the file alone does not say which one runs it. */
    static void check(String file, NodeConfig config) throws ConfigException {
        NetworkSettings tree = config.network();
        if (tree != null) {
            plan(file, config, tree, tree.lan() == null);
        }
    }

    /**
     * Only a guardian or a fortress is a gateway, and each has its own tree.
     *
     * @throws ConfigException when the node's tree is another's
     */
    public static void require(String file, NodeConfig config, Tier tier) throws ConfigException {
        if (config.network() != null) {
            plan(file, config, tier);
        }
    }

    /**
     * The plan of a node.
     *
     * @throws ConfigException when there is none, or not for this tier
     */
    public static NetworkPlan plan(String file, NodeConfig config, Tier tier) throws ConfigException {
        NetworkSettings tree = config.network();
        if (tree == null) {
            throw new ConfigException(
                    file + ": expected a section 'network'; found none; docs/spec/network.md has examples");
        }
        if (tier != Tier.GUARDIAN && tier != Tier.FORTRESS) {
            throw new ConfigException(file + ": 'network' expects a guardian or a fortress; found a " + tier.text()
                    + "; remove the section");
        }
        return plan(file, config, tree, tier == Tier.FORTRESS);
    }

    private static NetworkPlan plan(String file, NodeConfig config, NetworkSettings tree, boolean segmented)
            throws ConfigException {
        int port = config.htpPort();
        List<Ports> ports = port == 0 ? List.of() : List.of(new Ports("udp", port, port));
        try {
            return NetworkPlan.of(tree, new Surroundings(segmented, ports, config.quarantineReach()));
        } catch (PlanException e) {
            throw new ConfigException(file + ": " + String.join("\n" + file + ": ", e.problems()));
        }
    }
}
