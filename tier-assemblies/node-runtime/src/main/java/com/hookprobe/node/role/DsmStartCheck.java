package com.hookprobe.node.role;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.DsmSettings;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshException;
import com.hookprobe.node.mesh.MeshFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Does {@code dsm} say the same as keystore, mesh file and genesis? */
final class DsmStartCheck {
    private static final int CARD_CHARS_MAX = 64 << 10;

    private DsmStartCheck() {}

    static void check(NodeConfig config, MeshFile mesh, Member self) throws ConfigException, MeshException {
        DsmSettings dsm = config.dsm();
        if (dsm == null) {
            return;
        }
        node(dsm.node(), self);
        validator(dsm.validator(), self);
        consensus(dsm.consensus(), mesh);
        bootstrap(dsm.gossip(), mesh);
    }

    private static void node(DsmSettings.@Nullable Node node, Member self) throws ConfigException {
        if (node != null && node.id() != null && !node.id().equals(self.id().hex())) {
            throw new ConfigException("dsm.node.id is " + node.id() + "; the keystore's node is "
                    + self.id().hex());
        }
        if (node != null && node.role() != null && node.role().equals("edge") == self.validator()) {
            throw new ConfigException("dsm.node.role is " + node.role() + "; in the mesh '" + self.name() + "' is "
                    + (self.validator() ? "a validator" : "an edge"));
        }
    }

    private static void validator(DsmSettings.@Nullable Validator validator, Member self) throws ConfigException {
        if (validator == null) {
            return;
        }
        if (validator.enabled() != null && validator.enabled() != self.validator()) {
            throw new ConfigException("dsm.validator.enabled is " + validator.enabled() + "; in the mesh '"
                    + self.name() + "' is " + (self.validator() ? "a validator" : "none"));
        }
        // The seed's example names a file though the node is an edge: what is not a validator has no card to show.
        if (validator.certificatePath() != null && self.validator()) {
            certificate(Path.of(validator.certificatePath()), self);
        }
    }

    private static void certificate(Path file, Member self) throws ConfigException {
        String text;
        try {
            text = Files.size(file) > CARD_CHARS_MAX ? "" : Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigException("dsm.validator.certificate_path expects this node's card, as 'hookprobe keys show"
                    + " --card FILE' writes it; there is no " + file);
        } catch (IOException e) {
            throw new ConfigException("dsm.validator.certificate_path: " + file + " cannot be read: " + e.getMessage());
        }
        if (!text.strip().equals(self.card().toText().strip())) {
            throw new ConfigException("dsm.validator.certificate_path expects the card that the mesh file has of '"
                    + self.name() + "'; found another in " + file + "; write it anew with 'hookprobe keys show --card "
                    + file + "'");
        }
    }

    private static void consensus(DsmSettings.@Nullable Consensus consensus, MeshFile mesh) throws ConfigException {
        if (consensus == null) {
            return;
        }
        MeshFile.Consensus genesis = mesh.consensus();
        if (consensus.epochDuration() != null && consensus.epochDuration() != genesis.epochDurationS()) {
            throw new ConfigException("dsm.consensus.epoch_duration is " + consensus.epochDuration()
                    + "; the mesh's genesis says " + genesis.epochDurationS());
        }
        if (consensus.signatureTimeout() != null
                && Math.round(consensus.signatureTimeout() * 1000) != genesis.signatureTimeoutMs()) {
            throw new ConfigException("dsm.consensus.signature_timeout is " + consensus.signatureTimeout()
                    + "; the mesh's genesis says " + genesis.signatureTimeoutMs() / 1000.0);
        }
        if (consensus.quorumThreshold() != null) {
            threshold(consensus.quorumThreshold(), mesh.validators().size());
        }
    }

    /** DSM 3.1: "Refuse quorum_threshold t unless ceil(t n) <= n - f". */
    private static void threshold(double threshold, int n) throws ConfigException {
        int quorum = n - (n - 1) / 3;
        if (!(threshold > 0) || Math.ceil(threshold * n) > quorum) {
            throw new ConfigException("dsm.consensus.quorum_threshold " + threshold + " of " + n
                    + " validators asks for more than the quorum of " + quorum
                    + ", which would stop finality with f faults");
        }
    }

    private static void bootstrap(DsmSettings.@Nullable Gossip gossip, MeshFile mesh)
            throws ConfigException, MeshException {
        List<String> nodes = gossip == null || gossip.bootstrapNodes() == null ? List.of() : gossip.bootstrapNodes();
        List<InetSocketAddress> known =
                mesh.validators().stream().flatMap(v -> v.dsm().stream()).toList();
        for (String node : nodes) {
            Optional<InetSocketAddress> address = MeshFile.address("dsm.gossip.bootstrap_nodes", node, node);
            if (address.filter(known::contains).isEmpty()) {
                throw new ConfigException("dsm.gossip.bootstrap_nodes expects addresses that the mesh file has of its"
                        + " validators ("
                        + known.stream().map(DsmStartCheck::text).collect(Collectors.joining(", "))
                        + "); found " + node);
            }
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
