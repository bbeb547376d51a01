package com.hookprobe.benchmarks;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.Tier;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.mesh.MeshGenesis;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Four sentinels on the loopback, each with a keystore, a configuration and the mesh file, as an operator sets them up. The MSSP that
 * a mesh must have does not run: its keys are the measuring program's, which is the source of blocks, since the verifier reports
 * without a certificate.
 */
final class LocalMesh implements AutoCloseable {
    static final int SENTINELS = 4;

    /** The keystores hold nothing worth a secret: they go with the directory. */
    private static final char[] PASSPHRASE = "made for measuring".toCharArray();

    private final List<Home> homes;
    private final NodeKeys verifier;
    private final Genesis genesis;

    private LocalMesh(List<Home> homes, NodeKeys verifier, Genesis genesis) {
        this.homes = homes;
        this.verifier = verifier;
        this.genesis = genesis;
    }

    /** A sentinel's folder, and where it listens. */
    record Home(String name, Path folder, NodeCard card, int htpPort, int dsmPort) {
        Path config() {
            return folder.resolve("config.yaml");
        }

        Path store() {
            return folder.resolve("dsm");
        }

        Path votes() {
            return folder.resolve("votes");
        }

        NodeKeys keys() throws Exception {
            return NodeKeys.open(folder.resolve("keystore"), PASSPHRASE);
        }
    }

    static LocalMesh create(Path in, MeshFile.Consensus consensus, long genesisMicros) throws Exception {
        return create(in, consensus, genesisMicros, 0);
    }

    /** @param later sentinels that are no validators of the genesis; they come last */
    static LocalMesh create(Path in, MeshFile.Consensus consensus, long genesisMicros, int later) throws Exception {
        Files.writeString(in.resolve("passphrase"), new String(PASSPHRASE));
        List<Integer> ports = FreePorts.take(2 * (SENTINELS + later));
        List<Home> homes = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < SENTINELS + later; i++) {
            String name = "sentinel-" + (i + 1);
            Path folder = Files.createDirectories(in.resolve(name));
            int htp = ports.get(2 * i);
            int dsm = ports.get(2 * i + 1);
            try (NodeKeys keys = make(folder, name, Tier.SENTINEL)) {
                homes.add(new Home(name, folder, keys.card(), htp, dsm));
                members.add(new Member(keys.card(), Optional.of(at(htp)), Optional.of(at(dsm)), i >= SENTINELS));
            }
        }
        NodeKeys verifier = make(Files.createDirectories(in.resolve("mssp")), "mssp", Tier.MSSP);
        members.add(new Member(verifier.card(), Optional.empty(), Optional.empty()));
        Path file = in.resolve("mesh.json");
        Files.writeString(file, new MeshFile("measured", genesisMicros, consensus, members).toJson());
        for (Home home : homes) {
            Files.writeString(home.config(), config(home, in));
        }
        return new LocalMesh(List.copyOf(homes), verifier, MeshGenesis.of(MeshFile.load(file)));
    }

    private static NodeKeys make(Path folder, String name, Tier tier) throws Exception {
        return NodeKeys.create(folder.resolve("keystore"), PASSPHRASE, name, tier, new SecureRandom());
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static String config(Home home, Path in) {
        return """
                node: {name: %s, data: '%s', passphrase_file: '%s'}
                mesh: '%s'
                htp: {bind: 127.0.0.1, port: %d}
                neuro: {integrity_files: ['%s']}
                dsm:
                  node: {role: validator}
                  gossip: {bind: 127.0.0.1, port: %d}
                """.formatted(
                        home.name(),
                        home.folder(),
                        in.resolve("passphrase"),
                        in.resolve("mesh.json"),
                        home.htpPort(),
                        in.resolve("mesh.json"),
                        home.dsmPort());
    }

    List<Home> homes() {
        return homes;
    }

    Genesis genesis() {
        return genesis;
    }

    /** The keys of the member that does not run. */
    NodeKeys verifier() {
        return verifier;
    }

    @Override
    public void close() {
        verifier.close();
    }
}
