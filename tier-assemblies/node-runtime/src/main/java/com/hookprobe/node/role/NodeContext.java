package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.reload.LiveConfig;
import java.nio.file.Path;

/** What every role of a node shares. */
record NodeContext(
        LiveConfig live,
        EventLog log,
        NodeLoop loop,
        NodeKeys keys,
        MeshFile mesh,
        Genesis genesis,
        Member self,
        Links links,
        Watchers watchers) {
    /** Watched by nobody yet. */
    NodeContext(
            NodeConfig config,
            EventLog log,
            NodeLoop loop,
            NodeKeys keys,
            MeshFile mesh,
            Genesis genesis,
            Member self,
            Links links) {
        this(
                new LiveConfig(config),
                log,
                loop,
                keys,
                mesh,
                genesis,
                self,
                links,
                new Watchers(e -> log.event("internal_error", "error", e.toString(), "at", "a watcher")));
    }

    /** What holds now; live keys may be others later. */
    NodeConfig config() {
        return live.effective();
    }

    Path data() {
        return Path.of(config().node().data());
    }
}
