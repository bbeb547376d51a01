package com.hookprobe.qsecbit.learning;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where updates and reports of health lie (LEARNING 8.2): {@code <node id, 64 hex digits>/learning/<base id, 64 hex digits>.bin} and
 * {@code <node id>/learning/health.bin}, below the {@code nodes} of the aggregator, where each node writes below its own id only.
 * Other names are not looked at.
 */
public final class UpdateFolder {
    private static final Pattern NODE = Pattern.compile("[0-9a-f]{64}");
    private static final String HEALTH = "health.bin";

    private final Path nodes;

    /** The folder that holds one folder for each node. */
    public UpdateFolder(Path nodes) {
        this.nodes = nodes;
    }

    /** Writes an update of its node; one to the same base is replaced. */
    public Path write(ModelUpdate update) throws IOException {
        Path file = nodes.resolve(update.node().hex())
                .resolve("learning")
                .resolve(update.base().hex() + ".bin");
        SmallFiles.write(file, update.encode());
        return file;
    }

    /** Writes a report of its node in place of the last one. */
    public Path write(ModelHealth health) throws IOException {
        Path file = nodes.resolve(health.node().hex()).resolve("learning").resolve(HEALTH);
        SmallFiles.write(file, health.encode());
        return file;
    }

    /**
     * What nodes sent to a base, by node id: bytes as they came, to be checked by who joins them. A file that lies below another node's
     * id than it names is left out, and so is one that cannot be read or is too long.
     */
    public List<byte[]> updates(Bytes32 base) throws IOException {
        List<byte[]> found = new ArrayList<>();
        for (String node : ModelFolder.names(nodes, NODE)) {
            Path file = nodes.resolve(node).resolve("learning").resolve(base.hex() + ".bin");
            try {
                byte[] bytes = SmallFiles.read(file, ModelUpdate.BYTES_MAX);
                if (ModelUpdate.decode(bytes).node().hex().equals(node)) {
                    found.add(bytes);
                }
            } catch (IOException | MalformedException e) {
                // Not sent yet, or not sent well: one node must not stop the round of all.
                continue;
            }
        }
        return found;
    }

    /** The nodes' latest reports that are well-formed and lie where they should; signatures are the caller's to check. */
    public List<ModelHealth> health() throws IOException {
        List<ModelHealth> found = new ArrayList<>();
        for (String node : ModelFolder.names(nodes, NODE)) {
            Path file = nodes.resolve(node).resolve("learning").resolve(HEALTH);
            if (!Files.isRegularFile(file)) {
                continue;
            }
            try {
                ModelHealth health = ModelHealth.decode(SmallFiles.read(file, ModelHealth.BYTES));
                if (health.node().hex().equals(node)) {
                    found.add(health);
                }
            } catch (IOException | MalformedException e) {
                continue;
            }
        }
        return found;
    }
}
