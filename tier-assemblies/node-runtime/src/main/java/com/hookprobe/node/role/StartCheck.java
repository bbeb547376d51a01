package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.CorrelatorCheck;
import com.hookprobe.node.config.ExchangeCheck;
import com.hookprobe.node.config.LearningCheck;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshException;
import com.hookprobe.node.mesh.MeshFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Do configuration, keystore, mesh file and tier belong together? Checked before anything runs. */
final class StartCheck {
    private StartCheck() {}

    static Member self(Tier tier, NodeConfig config, MeshFile mesh, NodeKeys keys)
            throws ConfigException, MeshException {
        String name = config.node().name();
        Member self = mesh.byName(name)
                .orElseThrow(() -> new MeshException("node '" + name + "' is no member of mesh '" + mesh.name() + "'"));
        if (!self.id().equals(keys.id())) {
            throw new ConfigException("the keystore is of node " + keys.id().hex() + " ("
                    + keys.card().name() + "), but the mesh knows '" + name + "' as "
                    + self.id().hex());
        }
        if (!Arrays.equals(self.card().ed25519(), keys.card().ed25519())) {
            throw new ConfigException("the mesh file knows another device key of '" + name
                    + "' than the keystore: it was rotated; everybody needs a mesh file with the card that 'hookprobe keys"
                    + " show --card' writes, else this node's signatures are refused");
        }
        if (self.tier() != tier) {
            throw new ConfigException("'" + name + "' is a " + self.tier().text()
                    + " in the mesh; start it with 'hookprobe " + self.tier().text() + " run'");
        }
        DsmStartCheck.check(config, mesh, self);
        if (!self.verifier() && config.integrityFiles().isEmpty()) {
            throw new ConfigException(
                    "neuro.integrity_files is empty; list the files whose change must end this node's trust");
        }
        files(config.files(), mesh, self);
        if (!self.verifier() && config.registry() != null) {
            throw new ConfigException("'registry' is for the MSSP, which alone reads it; leave the section out");
        }
        ExchangeCheck.requireSite(config.exchange(), self.site());
        LearningCheck.require(config, self.site(), self.verifier());
        CorrelatorCheck.require(config, tier);
        if (!mesh.fellows(self).isEmpty()) {
            CorrelatorCheck.requirePair(config);
            if (config.learning() != null && !self.id().equals(mesh.verifier().id())) {
                throw new ConfigException("'learning' is for the first MSSP of the mesh file, "
                        + mesh.verifier().name() + ", whose word on models sites take; leave the section out");
            }
        }
        return self;
    }

    private static void files(NodeConfig.@Nullable Files files, MeshFile mesh, Member self) throws ConfigException {
        if (files == null) {
            return;
        }
        if (files.root() != null && !Files.isDirectory(Path.of(files.root()))) {
            throw new ConfigException("htp.files.root expects a folder that exists; found " + files.root()
                    + "; make it, or leave the key out");
        }
        if (files.mirror() != null && mirrored(files.mirror(), mesh, self).isEmpty()) {
            throw new ConfigException("htp.files.mirror.from expects a node that '" + self.name()
                    + "' keeps a session with; found " + files.mirror().source() + "; "
                    + (self.verifier() ? "an MSSP fetches from nobody" : "try mssp"));
        }
    }

    /** The node that a mirror fetches from; empty when there is none, or this node has no session with it. */
    static Optional<NodeId> mirrored(NodeConfig.Mirror mirror, MeshFile mesh, Member self) {
        Optional<Member> source = mirror.source().equals("mssp")
                ? Optional.of(mesh.verifier())
                : mesh.region().filter(nexus -> self.site());
        return source.map(Member::id).filter(id -> !id.equals(self.id()) && !self.verifier());
    }
}
