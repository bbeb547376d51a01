package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.config.LearningSettings;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.learning.ExampleStore;
import com.hookprobe.node.learning.LearningPage;
import com.hookprobe.node.learning.SealedShelf;
import com.hookprobe.node.learning.Traffic;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.core.BenignHistory;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.ModelUpdate;
import com.hookprobe.qsecbit.learning.UpdateFolder;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** LEARNING 10 on whole nodes: three sites with traffic of their own train, the MSSP joins, and one member and a stranger lie. */
@Timeout(300)
class LearningOnSessionsTest {
    private static final String MSSP = "mssp-1";
    private static final String LIAR = "guardian-3";
    private static final Map<String, Integer> SITES = Map.of("guardian-1", 443, "guardian-2", 22, "nexus-1", 3_306);
    private static final double OFTEN_S = 0.3;
    private static final int EXAMPLES = 640;
    private static final LearnedModel FIRST = LearnedModel.first(Traffic.LAYOUT);

    @TempDir
    Path folder;

    private LiveMesh mesh;
    private Path root;

    @BeforeEach
    void open() throws Exception {
        mesh = LiveMesh.sharing(folder, 1, LIAR);
        root = Files.createDirectories(folder.resolve("root"));
        LearningSettings.Aggregate aggregate = new LearningSettings.Aggregate(
                0.1, 4, "mean", 0, 1, false, 512, 0, holdout().toString(), "zeek", List.of(40, 70), 0.0, 1);
        mesh.learns(
                MSSP,
                new LearningSettings(null, null, null, null, null, null, null, null, OFTEN_S, aggregate),
                new NodeConfig.Files(root.toString(), null, null, null, null));
        for (String site : SITES.keySet()) {
            NodeConfig.Mirror mirror = new NodeConfig.Mirror(
                    "mssp",
                    List.of(LearningSettings.FOLDER),
                    mesh.home(site).resolve("mirror").toString(),
                    1.0);
            mesh.learns(
                    site,
                    new LearningSettings(true, true, 100.0, 1e-6, 4, 2 * EXAMPLES, 0.2, 0.0, OFTEN_S, null),
                    new NodeConfig.Files(null, null, null, null, mirror));
            remembers(site, SITES.get(site));
        }
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    /** Labelled connections that no site trains on, as Zeek writes them. */
    private Path holdout() throws Exception {
        StringBuilder log =
                new StringBuilder("#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state"
                        + "\tduration\torig_bytes\tresp_bytes\torig_pkts\tresp_pkts\tlabel\n");
        double at = 1_790_000_000;
        for (int i = 0; i < 400; i++) {
            boolean attack = i / 20 % 2 == 0;
            at += attack ? 0.02 : 3;
            int port = List.of(443, 22, 3_306).get(i / 40 % 3);
            String who = attack ? "203.0.113.4" : "198.51.100." + i % 200;
            log.append(String.join(
                            "\t",
                            String.format("%.6f", at),
                            who,
                            "40000",
                            "10.0.0.5",
                            Integer.toString(port),
                            "tcp",
                            attack
                                    ? "S0\t0\t60\t0\t1\t0\tMalicious"
                                    : "SF\t0.001\t" + (300 + i) + "\t2000\t8\t9\tBenign"))
                    .append('\n');
        }
        return Files.writeString(folder.resolve("holdout.log"), log);
    }

    /** What a site has gathered by now. */
    private void remembers(String site, int port) throws Exception {
        ExampleStore store = new ExampleStore(Traffic.LAYOUT, EXAMPLES, new SplittableRandom(1)::nextLong);
        Traffic.examples(port, port, EXAMPLES).forEach(store::add);
        new SealedShelf(
                        mesh.keys(site).vault(),
                        "learning.examples",
                        mesh.home(site).resolve("learning/examples"))
                .write(store.snapshot());
    }

    private Bytes32 id(String name) {
        return Bytes32.of(mesh.id(name).bytes());
    }

    /** To the first model, whose id everybody can compute; against what honest sites find. */
    private void poison() throws Exception {
        int[] against = new int[Traffic.LAYOUT.size()];
        Arrays.fill(against, 900);
        for (int bin = 0; bin < against.length; bin++) {
            String feature = Traffic.LAYOUT.describe(bin);
            against[bin] = feature.equals("flag=S0") ? -8_000 : feature.equals("flag=SF") ? 8_000 : 100;
        }
        UpdateFolder nodes = new UpdateFolder(root.resolve("nodes"));
        nodes.write(ModelUpdate.sign(
                id(LIAR), FIRST.id(), 9, against, mesh.keys(LIAR).device()::sign));
        Bytes32 stranger = new Bytes32(1, 2, 3, 4);
        nodes.write(ModelUpdate.sign(
                stranger, FIRST.id(), 9, against, mesh.keys(LIAR).device()::sign));
    }

    private static List<String> flows(int count, String source, int port, boolean attack) {
        List<String> lines = new ArrayList<>();
        long now = System.currentTimeMillis() * 1_000 - 2_000_000;
        for (int i = 0; i < count; i++) {
            lines.add(Traffic.flow(source, port, attack, now + i * 20_000L, 500));
        }
        return lines;
    }

    /** A partner of the site for days. */
    private void knows(String site, String partner) throws Exception {
        BenignHistory history = new BenignHistory();
        long now = System.currentTimeMillis() * 1_000;
        for (int hour = 96; hour > 0; hour--) {
            history.onGoodFlow(IpAddress.parse(partner).orElseThrow(), now - hour * 3_600_000_000L);
        }
        new SealedShelf(
                        mesh.keys(site).vault(),
                        "federation.relations",
                        mesh.home(site).resolve("relations"))
                .write(history.snapshot());
    }

    private long page(String site, String field) throws Exception {
        return ((Number) LearningPage.read(mesh.home(site)).get(field)).longValue();
    }

    private void awaitPage(String site, String field, long least) throws Exception {
        LiveMesh.await(() -> page(site, field) >= least, () -> field + " " + LearningPage.read(mesh.home(site)));
    }

    /** An update and a report of health name no host, as text or as bytes. */
    private void assertNamesNobody(String site, String... addresses) throws Exception {
        try (Stream<Path> all =
                Files.walk(root.resolve("nodes").resolve(mesh.id(site).hex()))) {
            List<Path> sent = all.filter(Files::isRegularFile).toList();
            assertThat(sent).isNotEmpty();
            for (Path file : sent) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (String address : addresses) {
                    byte[] raw = InetAddress.getByName(address).getAddress();
                    assertThat(bytes).doesNotContain(address, new String(raw, StandardCharsets.ISO_8859_1));
                }
            }
        }
    }

    private void ask(String request) throws Exception {
        Path file = new LearningRequest(request).write(mesh.home(MSSP));
        Map<String, LearningRequest.Answer> got = new HashMap<>();
        LiveMesh.await(
                () -> {
                    LearningRequest.answer(file).ifPresent(answer -> got.put(request, answer));
                    return got.containsKey(request);
                },
                () -> "no answer to " + request);
        assertThat(got.get(request).error()).isNull();
    }

    @Test
    void sitesLearnAModelThatComesDownJudgesAndIsTakenBack() throws Exception {
        poison();
        knows("guardian-1", "198.51.100.99");
        for (String name : mesh.names()) {
            mesh.start(name);
        }
        for (String site : SITES.keySet()) {
            mesh.awaitLog(site, "learning", "\"attacks\":320", "\"normal\":320");
            mesh.awaitLog(site, "update_sent", FIRST.id().hex());
        }
        mesh.awaitLog(MSSP, "model_accepted", "\"number\":1", "\"used\":3");
        mesh.awaitLog(MSSP, "update_refused", mesh.id(LIAR).hex(), "UNHELPFUL");
        mesh.awaitLog(MSSP, "update_refused", new Bytes32(1, 2, 3, 4).hex(), "UNKNOWN_SIGNER");
        mesh.awaitLog(MSSP, "order_published", "\"percent\":100");
        for (String site : SITES.keySet()) {
            mesh.awaitLog(site, "model_in_use", "\"number\":1", "\"back\":false");
        }
        // It finds what nobody has told this site.
        mesh.senseLines("guardian-1", flows(40, "203.0.113.77", 443, true));
        mesh.awaitLog("guardian-1", "detection", "203.0.113.77", "\"detector\":\"learnt\"");
        assertThat(mesh.logged("guardian-1", "signature_sent"))
                .as("one model is no witness")
                .isEmpty();
        // A person says that it was wrong; and the site's own experience does.
        new DefenceRequest("delete", List.of("203.0.113.77"), null, null, null, null).write(mesh.home("guardian-1"));
        awaitPage("guardian-1", "errors", 1);
        mesh.senseLines("guardian-1", flows(12, "198.51.100.99", 443, true));
        mesh.awaitLog("guardian-1", "learnt_vetoed");
        awaitPage("guardian-1", "vetoes", 1);
        assertThat(mesh.logged("guardian-1", "detection", "198.51.100.99", "\"detector\":\"learnt\""))
                .isEmpty();
        // What the site's own detectors say makes examples.
        mesh.sense("guardian-2", "203.0.113.90");
        mesh.awaitLog("guardian-2", "detection", "203.0.113.90");
        mesh.senseLines("guardian-2", flows(5, "203.0.113.90", 22, true));
        mesh.senseLines("guardian-2", flows(5, "198.51.100.8", 22, false));
        awaitPage("guardian-2", "attacks", 325);
        awaitPage("guardian-2", "normal", 325);
        LiveMesh.await(
                () -> Files.exists(root.resolve("nodes")
                        .resolve(mesh.id("guardian-1").hex())
                        .resolve("learning/health.bin")),
                () -> "no report of health");

        assertNamesNobody("guardian-1", "203.0.113.77", "198.51.100.99", "10.0.0.5");

        // Everybody goes on where he was.
        mesh.stop("guardian-1");
        mesh.stop("guardian-2");
        mesh.stop(MSSP);
        mesh.start(MSSP);
        mesh.start("guardian-1");
        mesh.start("guardian-2");
        mesh.awaitLog("guardian-2", "learning", "\"attacks\":325", "\"normal\":325");
        mesh.awaitLog("guardian-1", "peer_connected", MSSP);
        mesh.senseLines("guardian-1", flows(40, "203.0.113.78", 443, true));
        mesh.awaitLog("guardian-1", "detection", "203.0.113.78", "\"detector\":\"learnt\"");
        assertThat(mesh.logged("guardian-1", "update_made", FIRST.id().hex())).isEmpty();
        assertThat(mesh.logged(MSSP, "model_published", "\"number\":1,")).isEmpty();

        ask("rollback");
        for (String site : SITES.keySet()) {
            mesh.awaitLog(site, "model_in_use", "\"number\":0", "\"back\":true");
        }
        LiveMesh.await(
                () -> "BACK".equals(LearningPage.read(mesh.home(MSSP)).get("stage")),
                () -> LearningPage.read(mesh.home(MSSP)).toString());
        // And what was taken back is not learnt from: its parent goes out again.
        mesh.awaitLog("guardian-1", "update_made", "\"number\":");
        assertThat(mesh.logged("guardian-1", "update_made", "\"number\":1,")).isEmpty();
    }
}
