package com.hookprobe.demo;

import java.nio.file.Path;

/**
 * One node of the demo's plan.
 *
 * @param htpPort UDP port on 127.0.0.1
 * @param dsmPort UDP port of the validators' own mesh; 0 for a node that is no validator
 */
public record DemoNode(String name, String tier, Path folder, int htpPort, int dsmPort) {
    /** Its configuration. */
    public Path config() {
        return folder.resolve("config.yaml");
    }

    /** What it follows as its sensor, if it is a site. */
    public Path eve() {
        return folder.resolve("eve.json");
    }

    /** The file that stands for the node's own binary: H_Integrity covers it. */
    Path binary() {
        return folder.resolve("hookprobe.bin");
    }

    /** True for those that detect and block. */
    public boolean site() {
        return tier.equals("guardian") || tier.equals("fortress") || tier.equals("nexus");
    }

    /** True for those that decide checkpoints. */
    public boolean validator() {
        return tier.equals("sentinel");
    }
}
