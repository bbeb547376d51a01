package com.hookprobe.node.role;

import com.hookprobe.node.status.NodePage;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log of checkpoints that an MSSP shows has no gap, also when it was away while validators went on. */
@Timeout(300)
class MissedCheckpointsTest {
    private static final String MSSP = "mssp-1";

    @TempDir
    Path folder;

    private static long value(LiveMesh mesh, String node, String metric) throws Exception {
        return Math.round(NodePage.values(mesh.node(node).observatory().sheet()).entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("hookprobe_ledger_" + metric))
                .mapToDouble(Map.Entry::getValue)
                .findFirst()
                .orElse(-1));
    }

    @Test
    void heightsThatWereDecidedMeanwhileAreFetched() throws Exception {
        try (LiveMesh mesh = LiveMesh.sharing(folder, 1)) {
            for (String name : mesh.names()) {
                mesh.start(name);
            }
            LiveMesh.await(
                    () -> value(mesh, MSSP, "headers") >= 1,
                    () -> "headers at the MSSP: " + value(mesh, MSSP, "headers") + ", newest "
                            + value(mesh, MSSP, "finalised_height") + " of "
                            + value(mesh, "sentinel-1", "finalised_height"));
            mesh.stop(MSSP);
            long left = value(mesh, "sentinel-1", "finalised_height");
            LiveMesh.await(
                    () -> value(mesh, "sentinel-1", "finalised_height") >= left + 3, () -> "validators do not go on");
            mesh.start(MSSP);
            LiveMesh.await(
                    () -> value(mesh, MSSP, "headers") > left + 3
                            && value(mesh, MSSP, "headers") >= value(mesh, MSSP, "finalised_height"),
                    () -> "headers at the MSSP: " + value(mesh, MSSP, "headers") + ", newest "
                            + value(mesh, MSSP, "finalised_height") + " of "
                            + value(mesh, "sentinel-1", "finalised_height"));
        }
    }
}
