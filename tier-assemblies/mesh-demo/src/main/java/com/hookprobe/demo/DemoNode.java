package com.hookprobe.demo;

import java.nio.file.Path;

/**
 * One node of the demo's plan.
 *
 * @param htpPort UDP port on 127.0.0.1
 * @param dsmPort UDP port of the validators' own mesh; 0 for a node that is no validator
 */
record DemoNode(String name, String tier, Path folder, int htpPort, int dsmPort) {
    Path config() {
        return folder.resolve("config.yaml");
    }

    Path eve() {
        return folder.resolve("eve.json");
    }

    /** The file that stands for the node's own binary: H_Integrity covers it. */
    Path binary() {
        return folder.resolve("hookprobe.bin");
    }

    boolean site() {
        return tier.equals("guardian") || tier.equals("fortress") || tier.equals("nexus");
    }

    boolean validator() {
        return tier.equals("sentinel");
    }
}
