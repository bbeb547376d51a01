package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.ledger.BlockSigner;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceChain;
import com.hookprobe.identity.Ed25519;
import com.hookprobe.identity.KeyFile;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.Unlock;
import com.hookprobe.node.config.FederationSettings;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.mesh.MeshGenesis;
import com.hookprobe.node.resonance.CertificateBook;
import com.hookprobe.node.resonance.ResonanceCertificate;
import com.hookprobe.node.resonance.Revocations;
import com.hookprobe.node.trust.TrustBand;
import com.hookprobe.node.trust.TrustBook;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.Context;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.federation.SignatureSigner;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A mesh file with real keys of an MSSP, four sentinels and two guardians, and nodes of it without sessions. */
final class TestMesh implements AutoCloseable {
    static final List<String> SENTINELS = List.of("sentinel-1", "sentinel-2", "sentinel-3", "sentinel-4");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long HOUR_MICROS = 3_600_000_000L;

    private final Path folder;
    private final Map<String, NodeKeys> keys = new HashMap<>();
    /** Of nodes that are made from now on. */
    FederationSettings sharing = new FederationSettings(1, 0, null, null);

    private final List<NodeLoop> loops = new ArrayList<>();
    private final Map<String, ByteArrayOutputStream> logs = new HashMap<>();
    private final byte[] groupSecret = new byte[32];
    final GroupKeys group = GroupKeys.derive(groupSecret.clone(), 1);
    final MeshFile mesh;
    /** By how much every node's wall clock is ahead of this machine's. */
    volatile long clockAheadMicros;

    private final Genesis genesis;

    /** @param more names of further members, beginning with their tiers */
    TestMesh(Path folder, String... more) throws Exception {
        this.folder = folder;
        List<String> names = new ArrayList<>(SENTINELS);
        names.addAll(List.of("mssp-1", "guardian-1", "guardian-2"));
        names.addAll(List.of(more));
        // A passphrase's slot would cost a tenth of a second each.
        Path opener = Files.createDirectories(folder).resolve("key-file");
        KeyFile.create(opener, RANDOM);
        List<Member> members = new ArrayList<>();
        int port = 1;
        for (String name : names) {
            Tier tier = Tier.ofText(name.substring(0, name.indexOf('-'))).orElseThrow();
            Path home = Files.createDirectories(folder.resolve(name));
            NodeKeys made = NodeKeys.create(home.resolve("keystore"), Unlock.keyFile(opener), name, tier, RANDOM);
            keys.put(name, made);
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port++);
            members.add(new Member(made.card(), Optional.of(address), Optional.of(address)));
        }
        mesh = new MeshFile("test", 1_790_000_000_000_000L, new MeshFile.Consensus(2, 200, 1_000), members);
        genesis = MeshGenesis.of(mesh);
    }

    NodeId id(String name) {
        return keys.get(name).id();
    }

    NodeKeys keys(String name) {
        return keys.get(name);
    }

    SignatureSigner signer(String name) {
        return keys.get(name).device()::sign;
    }

    byte[] groupSecret() {
        return groupSecret.clone();
    }

    /** One site's grave report is enough for a block here. */
    NodeContext node(String name) {
        return node(name, null);
    }

    /** The same with settings of its transport. */
    NodeContext node(String name, NodeConfig.@Nullable Htp htp) {
        Path home = folder.resolve(name);
        NodeConfig config = new NodeConfig(
                new NodeConfig.Node(name, home.toString(), null, null, null),
                "mesh.json",
                htp,
                null,
                null,
                null,
                null,
                new NodeConfig.Response("dry-run", List.of(), null, null, null),
                sharing,
                null,
                null);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        logs.put(name, out);
        EventLog log = new EventLog(name, "test", EventLog.Format.JSON, out);
        NodeLoop loop = new NodeLoop(name, log, () -> Instant.now().plus(clockAheadMicros, ChronoUnit.MICROS));
        loops.add(loop);
        Links links = new Links(loop, log, mesh, new Silence());
        Member self = mesh.byName(name).orElseThrow();
        return new NodeContext(config, log, loop, keys.get(name), mesh, genesis, self, links);
    }

    /** A route over whatever is open. */
    static ReportRoute route(NodeContext node) {
        Hops trusted = new Hops() {
            @Override
            public boolean open(NodeId hop) {
                return node.links().connected(hop);
            }

            @Override
            public double reserve(NodeId hop) {
                return 1;
            }

            @Override
            public double trust(NodeId hop) {
                return 1;
            }
        };
        return new ReportRoute(node, trusted, hop -> 0, () -> false);
    }

    private record Silence() implements Links.Sink {
        @Override
        public void onPeerUp(NodeId peer) {}

        @Override
        public void onPeerDown(NodeId peer) {}

        @Override
        public void onPeerRejected(NodeId peer, long terSequence) {}

        @Override
        public void onMessage(NodeId from, int channel, byte[] message) {}

        @Override
        public void onEvidence(NodeId from, byte[] exporter, byte[] rdv, byte[] posf) {}
    }

    /** The lines of a node's log that tell of this event. */
    List<String> logged(String name, String event) {
        return logs.get(name)
                .toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("\"event\":\"" + event + "\""))
                .toList();
    }

    BlockStore store() {
        return MemoryBlockStore.create(genesis.networkId());
    }

    /** A block of a node, as it seals an alert. */
    Microblock alert(String name) throws Exception {
        SourceChain chain = new SourceChain(
                store(),
                genesis.networkId(),
                id(name),
                0,
                BlockSigner.of(keys.get(name).device()));
        return chain.append(EventType.IDS_ALERT, Hash32.sha256("a payload"), Optional.empty(), 1);
    }

    /** A book in which nobody has shown a certificate. */
    CertificateBook noCertificates() {
        NodeId verifier = id("mssp-1");
        byte[] key = keys.get("mssp-1").card().ed25519();
        ResonanceCertificate.SignatureCheck check = (message, signature) -> Ed25519.verify(key, message, signature);
        return new CertificateBook(verifier, check, new Revocations(verifier, check));
    }

    /** The verifier's word on a node. */
    byte[] certificate(String name, double trust, long issuedMicros, long expiresMicros) {
        return ResonanceCertificate.issue(
                        id(name),
                        new byte[64],
                        1,
                        TrustBand.certified(trust),
                        issuedMicros,
                        expiresMicros,
                        id("mssp-1"),
                        keys.get("mssp-1").device()::sign)
                .encode();
    }

    /** A book in which both guardians have shown certificates that trust them in full. */
    CertificateBook certificates(long nowMicros) {
        CertificateBook book = noCertificates();
        for (String site : List.of("guardian-1", "guardian-2")) {
            book.show(id(site), certificate(site, 1, nowMicros, nowMicros + HOUR_MICROS), nowMicros);
        }
        return book;
    }

    /** A report in the name of one node, signed by whomever. */
    AttackSignature report(String reporter, String signedBy, IpAddress attacker, Hash32 evidence, long nowMicros) {
        long minutes = ReportFacts.minutes(nowMicros);
        ReportFacts facts = new ReportFacts(
                1, 1110, Context.NONE, 99, Severity.CRITICAL, minutes, minutes, 1, Bytes32.of(evidence.bytes()), 1440);
        return AttackSignature.build(
                IndicatorValue.ip(attacker),
                facts,
                group,
                Bytes32.of(id(reporter).bytes()),
                RANDOM,
                signer(signedBy));
    }

    /** The MSSP's constituency when all are trusted in full. */
    Constituency everyone(TrustBook trust) {
        return new WholeMesh(mesh, id -> true, id -> false, id -> 100, id -> 1, trust);
    }

    @Override
    public void close() {
        loops.forEach(NodeLoop::close);
        keys.values().forEach(NodeKeys::close);
    }
}
