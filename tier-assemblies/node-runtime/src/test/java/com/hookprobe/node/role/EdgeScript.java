package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.core.DsmMessage;
import com.hookprobe.dsm.ledger.core.DsmWire;
import com.hookprobe.htp.TransmissionMode;
import com.hookprobe.htp.file.FileTransferException;
import com.hookprobe.htp.file.HtpFileTransfer;
import com.hookprobe.htp.file.WriteOption;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.core.alert.HostClass;
import com.hookprobe.qsecbit.metric.HostReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Brings an edge to say everything that an edge ever says. */
final class EdgeScript {
    /** Good relations of the site: it vetoes what is decided against them. */
    static final List<String> PARTNERS = List.of("198.51.100.23", "203.0.113.141", "2001:db8:77aa:1::2b9d");
    /** Decided against, and not known here. */
    static final String STRANGER = "192.0.2.201";
    /** Answered for an alert of a class that the mesh holds. */
    static final String LATER = "192.0.2.214";

    private final EdgeStage stage;
    private final Captures captures;
    private final EveLines eve = new EveLines();
    private final Map<Hash32, byte[]> proofs = new ConcurrentHashMap<>();
    private final List<byte[]> secrets = List.of(secret(), secret());

    EdgeScript(EdgeStage stage) {
        this.stage = stage;
        this.captures = stage.captures;
    }

    private static byte[] secret() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return secret;
    }

    /** The keys of a group's epoch: 1 or 2. */
    GroupKeys group(int epoch) {
        return GroupKeys.derive(secrets.get(epoch - 1).clone(), epoch);
    }

    void play() throws Exception {
        for (String sentinel : TestMesh.SENTINELS) {
            stage.recorder(sentinel).session();
            stage.recorder(sentinel).play((session, channel, message) -> {
                if (EdgeKinds.of(channel, message).equals("ledger ProofRequest")) {
                    byte[] proof = proofs.get(((DsmMessage.ProofRequest) DsmWire.decode(message)).block());
                    if (proof != null) {
                        session.send(channel, proof);
                    }
                }
            });
        }
        certify();
        attack();
        judge();
        ledger();
        files();
        transport();
        Microblock first = blocks().get(0);
        api().askAll(stage.edge.hex(), first.hash(), first.encode());
        stage.stopEdge();
    }

    EdgeApi api() {
        return new EdgeApi(captures);
    }

    private void certify() throws Exception {
        captures.await("mesh TerBatch");
        stage.send(EdgeStage.MSSP, stage.certificate(EdgeStage.EDGE));
        captures.await("mesh Certificate");
        captures.await("evidence");
        stage.send(EdgeStage.NEXUS, stage.certificate(EdgeStage.NEXUS));
    }

    private void key(int epoch) throws Exception {
        stage.send(
                EdgeStage.NEXUS,
                new MeshMessage.GroupKey(epoch, secrets.get(epoch - 1).clone()));
        captures.await("the group's key", () -> captures.logged("group_key").size() >= epoch);
    }

    private void attack() throws Exception {
        stage.sense(eve.attacks());
        stage.sense(eve.burst(EveLines.ATTACKERS.get(0)));
        captures.await("detections", () -> captures.logged("microblock").size() >= EveLines.ATTACKERS.size());
        // Some of them are critical.
        captures.await("consensus Seal");
        // What was detected before there is a key waits for it.
        key(1);
        captures.await("reports", () -> reported(1) >= 4 * EveLines.ATTACKERS.size());
        key(2);
        captures.await("the same under the next key", () -> reported(2) >= EveLines.ATTACKERS.size());
        captures.await("the classes of the burst under both keys", () -> classes(1) >= 4 && classes(2) >= 4);
        stage.sense(eve.again());
        captures.await("reports under the next key", () -> reported(2) >= EveLines.ATTACKERS.size() + 2);
        if (!tellsPower()) {
            captures.await("mesh QsecbitReport");
        }
    }

    /** Where the host tells its power, alerts alone do not change the band, and nothing is said about it. */
    static boolean tellsPower() {
        HostReader reader = HostReader.ofThisHost(1);
        reader.read(0);
        return reader.read(1_000_000_000L).powerWatts().isPresent();
    }

    /** Of addresses. */
    private long reported(int epoch) {
        return reports().stream()
                .filter(report -> report.key().epoch() == epoch)
                .filter(report -> report.key().type() != IndicatorType.ALERT_CLASS)
                .count();
    }

    private long classes(int epoch) {
        return reports().stream()
                .filter(report -> report.key().epoch() == epoch)
                .filter(report -> report.key().type() == IndicatorType.ALERT_CLASS)
                .count();
    }

    List<AttackSignature> reports() {
        List<AttackSignature> reports = new ArrayList<>();
        try {
            for (byte[] each : captures.of("mesh Signature")) {
                reports.add(AttackSignature.decode(((MeshMessage.Signature) MeshMessage.decode(each)).encoded()));
            }
        } catch (com.hookprobe.dsm.ledger.MalformedException | com.hookprobe.qsecbit.federation.MalformedException e) {
            throw new AssertionError(e);
        }
        return reports;
    }

    private void judge() throws Exception {
        Judgement judgement = new Judgement(stage, group(2));
        for (String partner : PARTNERS) {
            judgement.send(judgement.block(partner));
        }
        captures.await("vetoes", () -> captures.of("mesh Veto").size() >= PARTNERS.size());
        MeshDecision decision = judgement.block(STRANGER);
        judgement.send(decision);
        captures.await("a block", () -> !captures.logged("blocked").isEmpty());
        judgement.cancel(decision);
        captures.await("its end", () -> !captures.logged("lifted").isEmpty());
        answered(judgement);
        // A person takes back what this site has told of an attacker.
        new DefenceRequest("delete", List.of(EveLines.ATTACKERS.get(1)), null, null, null, null)
                .write(stage.home.resolve("data-bilby"));
        captures.await("mesh Retraction");
        // Else its file, which names an address, is still there when the edge stops.
        captures.await("both requests", () -> captures.logged("defence_request").size() >= 2);
    }

    /** An alert of a class that the mesh holds is answered; a person says that it was harmless. */
    private void answered(Judgement judgement) throws Exception {
        judgement.send(judgement.block(HostClass.END_SYSTEM.alert(EveLines.SIGNATURE + " 7")));
        captures.await("a class", () -> !captures.logged("class_held").isEmpty());
        int vetoes = captures.of("mesh Veto").size();
        stage.sense(List.of(eve.slightAlert(LATER, 7)));
        captures.await("an answer", () -> !captures.logged("class_answered").isEmpty());
        new DefenceRequest("delete", List.of(LATER), null, null, null, null).write(stage.home.resolve("data-bilby"));
        captures.await("a veto of it", () -> captures.of("mesh Veto").size() > vetoes);
    }

    /** All blocks that came to validators, by their numbers. */
    List<Microblock> blocks() {
        Map<Long, Microblock> bySeq = new HashMap<>();
        try {
            for (byte[] each : captures.of("ledger Block")) {
                Microblock block = ((DsmMessage.Block) DsmWire.decode(each)).block();
                bySeq.put(block.seq(), block);
            }
        } catch (com.hookprobe.dsm.ledger.MalformedException e) {
            throw new AssertionError(e);
        }
        return bySeq.values().stream()
                .sorted(Comparator.comparingLong(Microblock::seq))
                .toList();
    }

    private void ledger() throws Exception {
        captures.await(
                "all blocks",
                () -> blocks().size() == captures.logged("microblock").size());
        List<Microblock> blocks = blocks();
        String sentinel = TestMesh.SENTINELS.get(0);
        long last = blocks.get(blocks.size() - 1).seq();
        DsmMessage want = new DsmMessage.Want(List.of(new DsmMessage.NumberRange(stage.edge, 0, 1, last)), List.of());
        stage.sendLedger(sentinel, DsmWire.encode(want));
        captures.await("ledger Blocks");
        captures.await("ledger Have");
        Hash32 nothing = Hash32.sha256("no such block");
        SourceRange more = new SourceRange(stage.edge, 0, 1, last + 5, nothing);
        stage.sendLedger(sentinel, DsmWire.encode(new DsmMessage.Have(1, 0, nothing, List.of(more))));
        captures.await("ledger Want");
        stage.sendLedger(sentinel, DsmWire.encode(new DsmMessage.ProofRequest(nothing)));
        captures.await("ledger Refused");
        FinalBlocks finals = new FinalBlocks(stage.mesh, stage.genesis, blocks);
        for (Microblock block : blocks) {
            proofs.put(block.hash(), finals.proof(block.hash()));
        }
        stage.sendLedger(sentinel, finals.decided());
        captures.await("ledger ProofRequest");
        captures.await("proofs", () -> captures.logged("inclusion_verified").size() == blocks.size());
        Hash32 first = blocks.get(0).hash();
        stage.sendLedger(sentinel, DsmWire.encode(new DsmMessage.ProofRequest(first)));
        captures.await("ledger Proof");
    }

    private void files() throws Exception {
        Path mirrored = stage.home.resolve("mirrored-dingo").resolve(EdgeStage.SHARED_FILE);
        captures.await(
                "the mirrored file",
                () -> Files.exists(mirrored) && !captures.logged("mirrored").isEmpty());
        Path shared = stage.home.resolve("served-numbat").resolve("shared");
        Files.writeString(shared.resolve("notice.txt"), "for all");
        Files.createSymbolicLink(shared.resolve("link.txt"), stage.home.resolve("eve-numbat.json"));
        HtpFileTransfer files = stage.edgeFiles();
        files.list("/");
        files.list("shared");
        files.stat("shared/notice.txt");
        files.read("shared/notice.txt");
        String own = "nodes/" + stage.mesh.id(EdgeStage.MSSP).hex() + "/note.txt";
        files.create(own, "a note".getBytes(StandardCharsets.UTF_8), WriteOption.CREATE_DIRS);
        files.update(own, "another".getBytes(StandardCharsets.UTF_8));
        files.delete(own);
        for (String refused : List.of("shared/link.txt", "shared/missing.txt", "shared/../../" + "eve-numbat.json")) {
            try {
                files.read(refused);
                throw new AssertionError(refused + " was read");
            } catch (FileTransferException expected) {
                captures.add(
                        "client error", String.valueOf(expected.getMessage()).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void transport() throws Exception {
        captures.await("control 10");
        stage.recorder(EdgeStage.NEXUS).session().shape(TransmissionMode.BALANCED);
        captures.await("control 11");
        stage.recorder(TestMesh.SENTINELS.get(1)).session().renewKeys();
        captures.await("control 1");
    }
}
