package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.http.EdgeConfig;
import com.hookprobe.http.Endpoint;
import com.hookprobe.http.HttpEdge;
import com.hookprobe.http.Limits;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Response;
import com.hookprobe.identity.Tier;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.status.NodePage;
import com.hookprobe.testsupport.PrivateFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code status}: its exit codes, and what it prints, from the page in the data folder and over HTTP. */
class StatusCommandTest {
    @TempDir
    Path data;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void configure() throws Exception {
        PrivateFile.write(
                data.resolve("node.yaml"),
                "node: {name: guardian-1, data: \"" + data + "\", passphrase: x}\nmesh: mesh.json\n");
    }

    private static NodePage page(long ageSeconds, Readiness.Check... checks) {
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put("hookprobe_uptime_seconds", 7_260.0);
        metrics.put("hookprobe_qsecbit_score_ratio", 0.512);
        metrics.put("hookprobe_qsecbit_term_ratio{term=\"drift\"}", 0.012);
        metrics.put("hookprobe_qsecbit_term_ratio{term=\"p_attack\"}", 0.5);
        metrics.put("hookprobe_htp_peers", 6.0);
        metrics.put("hookprobe_htp_rtt_median_seconds", 0.0012);
        metrics.put("hookprobe_response_decisions{action=\"block\",origin=\"local\"}", 2.0);
        metrics.put("hookprobe_response_decisions{action=\"block\",origin=\"mesh\"}", 1.0);
        metrics.put("hookprobe_response_dry_run", 1.0);
        metrics.put("hookprobe_federation_objections_waiting", 0.0);
        metrics.put("hookprobe_federation_reports_sent_total{severity=\"high\"}", 1_234.0);
        metrics.put("hookprobe_federation_decisions_total{outcome=\"blocked\"}", 3.0);
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        boolean ready = List.of(checks).stream().allMatch(check -> check.ok() || !check.needed());
        return new NodePage(
                "guardian-1",
                "guardian",
                "ab".repeat(32),
                "0.1.0",
                4_711,
                now - ageSeconds * 1_000_000,
                ready,
                List.of(checks),
                metrics);
    }

    private int run(String... args) {
        CommandLine line = TierMain.commandLine(Tier.GUARDIAN, "status");
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        String[] all = new String[args.length + 1];
        all[0] = "status";
        System.arraycopy(args, 0, all, 1, args.length);
        return line.execute(all);
    }

    private int local(String... more) {
        String[] args = new String[more.length + 2];
        args[0] = "--config";
        args[1] = data.resolve("node.yaml").toString();
        System.arraycopy(more, 0, args, 2, more.length);
        return run(args);
    }

    @Test
    void aHealthyNodeIsShownOnOneScreen() throws Exception {
        page(
                        2,
                        new Readiness.Check("sessions", true, true, "4 of 4"),
                        new Readiness.Check("region", false, false, "no session"))
                .write(data);
        assertThat(local()).isZero();
        assertThat(out.toString().lines())
                .startsWith("guardian-1 (guardian, 0.1.0): healthy", "  - region: no session (goes on without)")
                .contains(
                        "node        up 2.0 h, process 4711, id abababababababab",
                        "score       0.512 AMBER; drift 0.012, p_attack 0.500",
                        "sessions    6 peers, round trip 1.2 ms (worst 0.0 ms), lost 0.00 %",
                        "decisions   3 block; by 2 local, 1 mesh; 0 wait for the enforcer; dry run, nothing is enforced",
                        "federation  1,234 reports sent; decisions: 3 blocked")
                .noneMatch(line -> line.startsWith("consensus"));
    }

    @Test
    void whatIsWrongIsNamedAndEndsWith1() throws Exception {
        page(2, new Readiness.Check("resonance", false, true, "the certificate\u001b has expired"))
                .write(data);
        assertThat(local()).isEqualTo(1);
        assertThat(out.toString().lines())
                .startsWith(
                        "guardian-1 (guardian, 0.1.0): NOT HEALTHY",
                        "  - resonance: the certificate\uFFFD has expired");
        assertThat(local("--json")).isEqualTo(1);
        assertThat(out.toString()).contains("\"ready\":false");
    }

    @Test
    void aNodeThatDoesNotRunEndsWith69() throws Exception {
        assertThat(local()).isEqualTo(69);
        assertThat(err.toString()).contains("the node does not run here");
        page(120).write(data);
        assertThat(local()).isEqualTo(69);
        assertThat(out.toString()).contains("NOT RUNNING", "its page is 2 min old");
        Files.writeString(data.resolve(NodePage.FILE), "{}");
        assertThat(local()).isEqualTo(1);
        assertThat(err.toString()).contains("is no status page of this version");
        assertThat(run()).as("neither --config nor --url").isEqualTo(2);
    }

    @Test
    void aNodeElsewhereIsAskedAndWithoutATokenItsHealthIsShown() throws Exception {
        Endpoint.Guard guard = head -> {
            if (head.header("Authorization").equals("Bearer right")) {
                return "reader";
            }
            throw Problem.of(401, "Unauthorized", "a token", "none", "send one");
        };
        List<Endpoint> endpoints = List.of(
                Endpoint.get("/status", guard, Set.of(), request -> Response.json(page(1).json())),
                Endpoint.get(
                        "/health/ready",
                        Endpoint.Guard.OPEN,
                        Set.of(),
                        request -> Response.text(
                                503,
                                Response.JSON,
                                "{\"ready\":false,\"checks\":[{\"name\":\"disk\",\"ok\":false,\"needed\":true,\"reason\":\"full\"}]}")));
        EdgeConfig config = new EdgeConfig(
                "test", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty(), Limits.DEFAULT);
        String url;
        try (HttpEdge edge = HttpEdge.start(config, endpoints)) {
            url = "http://127.0.0.1:" + edge.address().getPort() + "/";
            assertThat(run("--url", url)).isEqualTo(1);
            assertThat(out.toString()).contains("NOT HEALTHY", "  - disk: full", "--token-file");
            Path token = Files.writeString(data.resolve("token"), "right\n");
            assertThat(run("--url", url, "--token-file", token.toString())).isZero();
            assertThat(out.toString()).contains("guardian-1 (guardian, 0.1.0): healthy");
        }
        assertThat(run("--url", url)).isEqualTo(69);
        assertThat(err.toString()).contains("cannot be reached");
        assertThat(run("--url", "guardian")).isEqualTo(2);
    }
}
