package com.hookprobe.qsecbit.learning.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.learning.BudgetFile;
import com.hookprobe.qsecbit.learning.ModelFolder;
import com.hookprobe.qsecbit.learning.ModelHealth;
import com.hookprobe.qsecbit.learning.RolloutOrder;
import com.hookprobe.qsecbit.learning.UpdateFolder;
import com.hookprobe.qsecbit.learning.core.PrivacyBudget;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands, from the first key to a model that is taken back. */
class LearningToolTest {
    private static final String TAIL =
            ",0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,3,4,%s,0,0,0,1,0,0,9,8,0.5,0,0,0,0,0,0,0,%s,20";

    @TempDir
    Path dir;

    private Path shared;
    private Path nodes;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String aggregator = "";
    private final List<String> members = new ArrayList<>();

    private String path(String name) {
        return dir.resolve(name).toString();
    }

    private static String id(int number) {
        return new Bytes32(number, 5, 6, 7).hex();
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var line = LearningMain.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }

    private void rows(String name, long seed, int count) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            boolean attack = i % 3 == 0;
            text.append("0,tcp,http,").append(attack ? "S0,0,0" : "SF," + (100 + random.nextInt(500)) + ",900");
            text.append(String.format(TAIL, attack ? "0.9" : "0.0", attack ? "neptune" : "normal"))
                    .append('\n');
        }
        Files.writeString(dir.resolve(name), text);
    }

    @BeforeEach
    void keysRowsAndTheFirstModel() throws IOException {
        shared = dir.resolve("shared");
        nodes = Files.createDirectories(dir.resolve("nodes"));
        assertThat(run("keygen", "--out", path("aggregator.pem"))).isZero();
        aggregator = out.toString().strip();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("aggregator.pem"))))
                .isEqualTo("rw-------");
        for (int site = 1; site <= 3; site++) {
            assertThat(run("keygen", "--out", path("site" + site + ".pem"))).isZero();
            members.add(id(site) + " " + id(100 + site) + " " + out.toString().strip());
            rows("rows" + site, site, 400);
        }
        rows("held", 9, 150);
        Files.write(dir.resolve("members"), members);
        assertThat(run("init", "--folder", shared.toString(), "--key", path("aggregator.pem")))
                .isZero();
    }

    private String newest() throws Exception {
        ModelFolder folder = new ModelFolder(
                shared, Ed25519Key.read(dir.resolve("aggregator.pem")).verifier());
        var model = folder.newest().orElseThrow();
        return shared.resolve("models")
                .resolve(String.format(
                        "%010d-%s.bin", model.model().number(), model.id().hex()))
                .toString();
    }

    private int train(int site, String base, String rounds) throws IOException {
        Path budget = dir.resolve("budget" + site);
        if (!Files.exists(budget)) {
            new BudgetFile(budget).create(PrivacyBudget.of(8_000, 100_000));
        }
        Path folder = nodes.resolve(id(site)).resolve("learning");
        String name = Path.of(base).getFileName().toString().substring(11, 75) + ".bin";
        return run(
                "train-local",
                "--data",
                path("rows" + site),
                "--base",
                base,
                "--aggregator",
                aggregator,
                "--key",
                path("site" + site + ".pem"),
                "--node",
                id(site),
                "--budget",
                budget.toString(),
                "--rounds",
                rounds,
                "--out",
                folder.resolve(name).toString());
    }

    private int aggregate(String base, String model, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "aggregate",
                "--data",
                path("held"),
                "--updates",
                nodes.toString(),
                "--base",
                base,
                "--members",
                path("members"),
                "--key",
                path("aggregator.pem"),
                "--out",
                model));
        args.addAll(List.of(more));
        return run(args.toArray(String[]::new));
    }

    /** One round; the model's path in the folder. */
    private String round(String base, int number) throws Exception {
        for (int site = 1; site <= 3; site++) {
            assertThat(train(site, base, "5")).isZero();
            assertThat(err.toString()).contains("400 rows; epsilon spent");
        }
        assertThat(aggregate(base, path("next/model.bin"), "--screen", "0", "--json"))
                .as(out + " " + err)
                .isZero();
        assertThat(out.toString()).contains("\"used\":3", "\"accepted\":true");
        String id = out.toString().replaceAll("(?s).*\"model\":\"([0-9a-f]{64})\".*", "$1");
        Path file = shared.resolve("models").resolve(String.format("%010d-%s.bin", number, id));
        Files.move(dir.resolve("next/model.bin"), file);
        return file.toString();
    }

    @Test
    void fromTheFirstKeyToAModelThatIsTakenBack() throws Exception {
        String model = newest();
        for (int number = 1; number <= 5; number++) {
            model = round(model, number);
        }
        assertThat(newest()).isEqualTo(model);
        assertThat(run("evaluate", "--model", model, "--aggregator", aggregator, "--data", path("held"), "--json"))
                .as(out.toString())
                .isZero();
        assertThat(out.toString()).contains("\"f1\":1.0", "\"number\":5", "\"heaviest\":{");

        String[] rollout = {
            "--folder",
            shared.toString(),
            "--state",
            path("state"),
            "--key",
            path("aggregator.pem"),
            "--members",
            path("members"),
            "--nodes",
            nodes.toString(),
            "--soak",
            "0",
            "--json"
        };
        String id = Path.of(model).getFileName().toString().substring(11, 75);
        // Rows of attacks alone are no help: sites would have to find out.
        Files.write(
                dir.resolve("attacks"),
                Files.readAllLines(dir.resolve("held")).stream()
                        .filter(line -> line.contains("neptune"))
                        .toList());
        assertThat(rollout(rollout, "start", "--model", id, "--data", path("attacks")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("not fit for sites");
        String[] start = {"start", "--model", id, "--data", path("held")};
        assertThat(rollout(rollout, start)).isZero();
        assertThat(out.toString()).contains("\"stage\":\"FIRST\"", "\"percent\":5");
        assertThat(rollout(rollout, start)).isEqualTo(1);
        assertThat(err.toString()).contains("expected no roll-out");
        assertThat(rollout(rollout, "promote")).isZero();
        assertThat(out.toString()).contains("\"stage\":\"HALF\"", "\"cause\":\"OPERATOR\"");
        // All are in now, whatever the model's id.
        assertThat(rollout(rollout, "promote")).isZero();
        Ed25519Key site = Ed25519Key.read(dir.resolve("site1.pem"));
        Bytes32 parent = Bytes32.ofHex(out.toString().replaceAll("(?s).*\"parent\":\"([0-9a-f]{64})\".*", "$1"));
        UpdateFolder folder = new UpdateFolder(nodes);
        folder.write(ModelHealth.sign(Bytes32.ofHex(id(1)), parent, 5_000, 0, 0, site.signer()));
        assertThat(rollout(rollout, "watch")).isZero();
        // A report under another node's name counts for nothing.
        folder.write(ModelHealth.sign(Bytes32.ofHex(id(2)), Bytes32.ofHex(id), 5_000, 500, 0, site.signer()));
        assertThat(rollout(rollout, "watch")).isZero();
        assertThat(out.toString()).contains("\"reporting\":0");
        folder.write(ModelHealth.sign(Bytes32.ofHex(id(1)), Bytes32.ofHex(id), 5_000, 500, 0, site.signer()));
        assertThat(rollout(rollout, "watch")).isZero();
        assertThat(out.toString()).contains("\"stage\":\"BACK\"", "\"cause\":\"VETOES_RISE\"");
        assertThat(rollout(rollout, "rollback")).isEqualTo(1);
        assertThat(rollout(rollout, "status")).isZero();
        ModelFolder models = new ModelFolder(
                shared, Ed25519Key.read(dir.resolve("aggregator.pem")).verifier());
        List<RolloutOrder> orders = models.ordersAfter(0);
        assertThat(orders).extracting(RolloutOrder::percent).containsExactly(5, 50, 100, 0);
        // An order that was lost comes again.
        Files.delete(shared.resolve("orders/0000000004.bin"));
        assertThat(rollout(rollout, "watch")).isZero();
        assertThat(models.ordersAfter(0)).isEqualTo(orders);
        // Also before the next model, whose order would otherwise have its number.
        Files.delete(shared.resolve("orders/0000000004.bin"));
        assertThat(rollout(rollout, start)).isZero();
        assertThat(models.ordersAfter(0).subList(0, 4)).isEqualTo(orders);
        assertThat(models.ordersAfter(4)).extracting(RolloutOrder::percent).containsExactly(5);
        assertThat(rollout(rollout, "rollback")).isZero();
        assertThat(models.ordersAfter(5)).extracting(RolloutOrder::percent).containsExactly(0);
    }

    private int rollout(String[] options, String... command) {
        List<String> args = new ArrayList<>(List.of("rollout"));
        args.addAll(List.of(options));
        args.addAll(List.of(command));
        return run(args.toArray(String[]::new));
    }

    @Test
    void anExhaustedBudgetSendsNoMoreAndSaysSo() throws Exception {
        String first = newest();
        assertThat(train(1, first, "2")).isZero();
        assertThat(err.toString()).contains("1 more such updates");
        assertThat(train(1, first, "2")).isZero();
        Path update = nodes.resolve(id(1)).resolve("learning");
        try (var files = Files.list(update)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        assertThat(train(1, first, "2")).isEqualTo(1);
        assertThat(err.toString()).contains("exhausted", "sends no more");
        try (var files = Files.list(update)) {
            assertThat(files).isEmpty();
        }
        assertThat(run("budget", "--file", path("budget1"))).isZero();
        assertThat(out.toString()).contains("epsilon: 8.0", "updates: 2", "updates_left: 0");
        assertThat(run("budget", "--file", path("budget1"), "--create")).isEqualTo(1);
        assertThat(err.toString()).contains("cannot be taken back");
    }

    @Test
    void theAggregatorSaysWhyItTakesNothing() throws Exception {
        String first = newest();
        assertThat(train(1, first, "4")).isZero();
        assertThat(train(2, first, "4")).isZero();
        Files.write(dir.resolve("members"), members.subList(0, 1));
        assertThat(aggregate(first, path("next.bin"))).isEqualTo(1);
        assertThat(out.toString()).contains("UNKNOWN_SIGNER", "more than 2 updates", "accepted: false");
        assertThat(dir.resolve("next.bin")).doesNotExist();
        Files.write(nodes.resolve("flat.bin"), new byte[] {1});
        assertThat(aggregate(first, path("next.bin"), "--liars", "0")).isZero();
        assertThat(out.toString()).contains("MALFORMED", "used: 1");
    }

    @Test
    void faultsAreOneLine() throws Exception {
        String first = newest();
        assertThat(run("init", "--folder", shared.toString(), "--key", path("aggregator.pem")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("expected no models");
        assertThat(run("evaluate", "--model", first, "--aggregator", "00".repeat(32), "--data", path("held")))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("expected the aggregator's signature")
                .doesNotContain("Exception");
        assertThat(run("evaluate", "--model", first, "--aggregator", aggregator, "--data", path("held")))
                .isEqualTo(1);
        assertThat(out.toString()).contains("finds attacks");
        assertThat(run("keygen", "--out", path("aggregator.pem"))).isEqualTo(1);
        Files.writeString(dir.resolve("no.pem"), "no key");
        assertThat(run("init", "--folder", path("other"), "--key", path("no.pem")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("PKCS#8");
        assertThat(run("evaluate", "--model", path("none"), "--aggregator", aggregator, "--data", path("held")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("no such file");
        Files.writeString(dir.resolve("members"), "x y z\n");
        assertThat(aggregate(first, path("next.bin"))).isEqualTo(1);
        assertThat(err.toString()).contains("line 1");
        assertThat(aggregate(first, path("next.bin"), "--rule", "best")).isEqualTo(2);
        assertThat(run("budget", "--file", path("nothing"))).isEqualTo(1);
        assertThat(run("simulate", "--data", path("held"), "--sites", "4", "--poisoned", "2"))
                .isEqualTo(2);
        assertThat(run("simulate")).isEqualTo(2);
    }
}
