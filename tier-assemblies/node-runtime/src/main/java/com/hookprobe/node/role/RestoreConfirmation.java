package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.ValidatorEngine;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.RestoredMark;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.keys.FolderTie;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshException;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.mesh.MeshGenesis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * What an operator's word on a restored node comes to. In both cases the weights stay where they are until the verifier has
 * shown that it knows no later ones, and a witness without its log is quiet as after its loss (witness 9).
 */
public final class RestoreConfirmation {
    private final NodeKeys keys;
    private final Genesis genesis;
    private final Member self;
    private final Path data;
    private final Path store;

    private RestoreConfirmation(NodeKeys keys, Genesis genesis, Member self, Path data, Path store) {
        this.keys = keys;
        this.genesis = genesis;
        this.self = self;
        this.data = data;
        this.store = store;
    }

    public static RestoreConfirmation of(NodeConfig config, MeshFile mesh, NodeKeys keys)
            throws MeshException, ConfigException {
        Member self = mesh.member(keys.id())
                .orElseThrow(() -> new ConfigException(
                        "the keystore's node " + keys.id().hex() + " is no member of mesh '" + mesh.name() + "'"));
        return new RestoreConfirmation(
                keys, MeshGenesis.of(mesh), self, Path.of(config.node().data()), Path.of(config.storePath()));
    }

    /**
     * The data folder is the one that the node ran with last.
     *
     * @throws ConfigException when the folder shows that it is not
     */
    public void dataWhole() throws ConfigException, IOException, KeystoreException {
        require(Files.exists(store), "no ledger at " + store + ": this data folder is not whole");
        if (self.validator()) {
            require(
                    Files.exists(votes().resolve("votes.log")),
                    "no vote log in " + votes() + ": this data folder is not whole; use --votes-above");
        }
        settle();
    }

    /**
     * The data folder is lost: a validator begins anew above a height that the network has passed (DSM 7.5).
     *
     * @param height nothing is signed there or below
     */
    public void votesAbove(long height) throws ConfigException, IOException, KeystoreException {
        require(
                self.validator(),
                "only a sentinel can go on without its data folder: in that of a "
                        + self.tier().text()
                        + " are the numbers of its chain and the weights that the verifier knows; enrol the node anew with new"
                        + " keys (docs/operating.md)");
        require(height >= 1, "--votes-above expects at least 1; found " + height);
        for (Path old : new Path[] {
            votes().resolve("votes.log"), data.resolve("witness").resolve("claims.log")
        }) {
            require(
                    !Files.exists(old),
                    old + " is there, and an old one must not be used: move the whole data folder away first");
        }
        Files.createDirectories(data);
        ValidatorEngine.recover(votes(), genesis, self.id(), height);
        settle();
    }

    private void settle() throws IOException, KeystoreException {
        byte[] network = genesis.networkId().bytes();
        if (self.validator()) {
            // Fail closed: a log that is missing from here on was lost.
            keys.rememberVotesIn(network);
            keys.rememberWitnessingIn(network);
        }
        if (!self.verifier()) {
            keys.doubtWeights();
        }
        new FolderTie(keys, data).renew(new SecureRandom());
        // Last: a crash before leaves the node refusing.
        RestoredMark.clear(keys.keystore());
    }

    private Path votes() {
        return data.resolve("votes");
    }

    private static void require(boolean holds, String otherwise) throws ConfigException {
        if (!holds) {
            throw new ConfigException(otherwise);
        }
    }
}
