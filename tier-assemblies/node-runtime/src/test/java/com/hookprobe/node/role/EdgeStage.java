package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.htp.Channels;
import com.hookprobe.htp.crypto.AeadProviders;
import com.hookprobe.htp.file.DirectoryFileStore;
import com.hookprobe.htp.file.HtpFileServer;
import com.hookprobe.htp.file.HtpFileTransfer;
import com.hookprobe.htp.file.HtpFiles;
import com.hookprobe.htp.file.core.FileLimits;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.neuro.PackedTers;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import com.hookprobe.node.config.DetectionSettings;
import com.hookprobe.node.config.DsmSettings;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.mesh.MeshGenesis;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.federation.core.alert.AlertBaseline;
import com.hookprobe.qsecbit.federation.core.alert.AlertBaselineConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** A real edge, and recorders in the places of all its peers, which play their parts as far as it needs them to speak. */
final class EdgeStage implements AutoCloseable {
    static final String EDGE = "guardian-okapi";
    static final String NEXUS = "nexus-1";
    static final String MSSP = "mssp-1";
    static final String SHARED_FILE = "shared/models/one.bin";
    private static final long HOUR_MICROS = 3_600_000_000L;

    final Captures captures = new Captures();
    final TestMesh mesh;
    final Genesis genesis;
    final NodeId edge;
    /** Everything that the edge has on its disk. */
    final Path home;

    private final Path eve;
    private final Map<String, Recorder> recorders = new LinkedHashMap<>();
    private final WeightState replayed;
    private final Map<Long, byte[]> weightSecrets = new ConcurrentHashMap<>();
    private final HtpFileServer msspServer;
    private final HtpFiles msspFiles;
    private final Node node;

    /** @param partners addresses that the site must never block */
    EdgeStage(Path folder, List<String> partners) throws Exception {
        mesh = new TestMesh(folder.resolve("members"), NEXUS, EDGE);
        edge = mesh.id(EDGE);
        home = Files.createDirectories(folder.resolve("quokka-site-lyon"));
        eve = Files.writeString(home.resolve("eve-numbat.json"), "");
        replayed = mesh.keys(EDGE).neuroSeed().use(WeightState::fromSeed);
        weightSecrets.put(0L, replayed.wSecret());
        List<String> names = new ArrayList<>(TestMesh.SENTINELS);
        names.addAll(List.of(MSSP, NEXUS));
        for (String name : names) {
            recorders.put(
                    name,
                    new Recorder(
                            mesh.keys(name),
                            captures,
                            id -> mesh.mesh.member(id).map(m -> m.card().ed25519()),
                            weightSecrets::get));
        }
        remembersQuietDays();
        Path msspRoot = Files.createDirectories(folder.resolve("mssp-root"));
        Files.createDirectories(msspRoot.resolve("shared/models"));
        Files.write(msspRoot.resolve(SHARED_FILE), new byte[20_000]);
        msspServer = HtpFileServer.builder(DirectoryFileStore.open(msspRoot)).start();
        msspFiles = HtpFiles.with(FileLimits.DEFAULT, msspServer);
        recorder(MSSP).files(msspFiles);
        recorder(MSSP).play(this::verify);
        MeshFile withAddresses = addressed();
        genesis = MeshGenesis.of(withAddresses);
        // Only the edge's endpoint is made in between.
        AeadProviders.watch(new SealedByEdge(captures)::around);
        try {
            EventLog log = new EventLog(EDGE, "guardian", EventLog.Format.JSON, captures.log());
            node = Node.start(Tier.GUARDIAN, config(partners), withAddresses, mesh.keys(EDGE), log);
        } finally {
            AeadProviders.watch(UnaryOperator.identity());
        }
    }

    /** Two days without an alert: a site that is past its learning announces alert classes. */
    private void remembersQuietDays() throws Exception {
        long now = System.currentTimeMillis() * 1000;
        AlertBaseline quiet = new AlertBaseline(AlertBaselineConfig.small(), now - 48 * HOUR_MICROS);
        Path data = Files.createDirectories(home.resolve("data-bilby"));
        Files.write(data.resolve("alerts"), mesh.keys(EDGE).vault().seal("federation.alerts", quiet.snapshot()));
    }

    private MeshFile addressed() throws Exception {
        List<Member> members = new ArrayList<>();
        for (Member member : mesh.mesh.members()) {
            Recorder recorder = recorders.get(member.name());
            members.add(
                    recorder == null
                            ? new Member(member.card(), Optional.empty(), Optional.empty())
                            : new Member(
                                    member.card(), Optional.of(recorder.address()), Optional.of(recorder.address())));
        }
        long hourAgo = System.currentTimeMillis() * 1000 - HOUR_MICROS;
        return new MeshFile("test", hourAgo, mesh.mesh.consensus(), members);
    }

    private NodeConfig config(List<String> partners) throws Exception {
        Path watched = Files.writeString(home.resolve("wombat-firewall.conf"), "the site's rules");
        Path served = Files.createDirectories(home.resolve("served-numbat"));
        Path data = home.resolve("data-bilby");
        NodeConfig.Mirror mirror = new NodeConfig.Mirror(
                "mssp", List.of("shared/models"), home.resolve("mirrored-dingo").toString(), 1.0);
        return new NodeConfig(
                new NodeConfig.Node(EDGE, data.toString(), null, null, null),
                "mesh.json",
                new NodeConfig.Htp(
                        "127.0.0.1",
                        0,
                        null,
                        null,
                        // So that it asks for a shape on every machine, however its own score comes out.
                        "balanced",
                        new NodeConfig.Files(served.toString(), null, null, null, mirror)),
                new DsmSettings(null, null, null, null, null, null, EdgeApi.settings()),
                new NodeConfig.Neuro(0.5, List.of(watched.toString()), null, null, null, null, null, null),
                DetectionSettings.ofEve(List.of(eve.toString())),
                null,
                new NodeConfig.Response("dry-run", partners, null, null, null),
                null,
                null,
                null);
    }

    Recorder recorder(String name) {
        return recorders.get(name);
    }

    NodeKeys edgeKeys() {
        return mesh.keys(EDGE);
    }

    Path edgeStore() {
        return home.resolve("data-bilby").resolve("dsm");
    }

    void sense(List<String> lines) throws Exception {
        Files.writeString(eve, String.join("\n", lines) + "\n", StandardOpenOption.APPEND);
    }

    /** The files that the edge serves, as the MSSP sees them. */
    HtpFileTransfer edgeFiles() throws Exception {
        return msspFiles.transfer(recorder(MSSP).session());
    }

    void send(String from, MeshMessage message) throws Exception {
        int channel = message.kind() < 16 ? Channels.TELEMETRY : Channels.ALERTS;
        recorder(from).session().send(channel, message.encode());
    }

    void sendLedger(String from, byte[] message) throws Exception {
        recorder(from).session().send(Channels.DSM, message);
    }

    /** The verifier's certificate of a node that is trusted in full. */
    MeshMessage certificate(String name) {
        long now = System.currentTimeMillis() * 1000;
        return new MeshMessage.Certificate(mesh.certificate(name, 1, now, now + HOUR_MICROS));
    }

    /** As the verifier does it: replays, and acknowledges what it has replayed. */
    private void verify(com.hookprobe.htp.HtpSession session, int channel, byte[] bytes) throws Exception {
        if (channel != Channels.TELEMETRY || !(MeshMessage.decode(bytes) instanceof MeshMessage.TerBatch batch)) {
            return;
        }
        TerChain start = PackedTers.start(batch.packed());
        if (start.count() == replayed.count()) {
            for (Ter ter : PackedTers.decode(start, batch.packed())) {
                WeightEvolution.step(replayed, ter);
            }
            weightSecrets.put(replayed.count(), replayed.wSecret());
        }
        session.send(Channels.TELEMETRY, new MeshMessage.TerAck(replayed.count()).encode());
    }

    /** The edge ends as it does when it is told to: what it says then is captured too. */
    void stopEdge() throws Exception {
        node.close();
        captures.await("close");
    }

    @Override
    public void close() throws Exception {
        node.close();
        msspFiles.close();
        msspServer.close();
        for (Recorder recorder : recorders.values()) {
            recorder.close();
        }
        replayed.close();
        mesh.close();
    }
}
