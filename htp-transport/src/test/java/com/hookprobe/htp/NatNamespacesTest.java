package com.hookprobe.htp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * HTP 3.7 behind the NAT of the Linux kernel: five network namespaces, two of them routers that masquerade, and a process
 * in each of the others. Runs where a namespace can be made (root, {@code ip}, {@code nft}); else it says why it does not.
 *
 * <pre>
 * a 10.1.0.2 -- 10.1.0.1 na 203.0.113.2 -- 203.0.113.1 v 198.51.100.1 -- 198.51.100.2 nb 10.2.0.1 -- 10.2.0.2 b
 * </pre>
 */
@EnabledOnOs(OS.LINUX)
@Timeout(180)
class NatNamespacesTest {
    /** Ports stay the same where they can, and only who was written to may answer: port-restricted. */
    private static final String KEEPS_PORTS = "masquerade";
    /** Another port for every destination: symmetric. */
    private static final String RANDOM_PORTS = "masquerade fully-random";

    private final String prefix = "htp" + ProcessHandle.current().pid() % 100_000;
    private final List<String> namespaces = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void build() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can make network namespaces");
        for (List<String> tool : List.of(List.of("ip", "-V"), List.of("nft", "--version"))) {
            assumeTrue(run(tool).isEmpty(), "the command '" + tool.get(0) + "' is not there");
        }
        for (String name : List.of("v", "na", "nb", "a", "b")) {
            String failure = run(List.of("ip", "netns", "add", ns(name)));
            assumeTrue(failure.isEmpty(), "this kernel gives us no network namespace: " + failure);
            namespaces.add(ns(name));
            in(name, "ip link set lo up");
        }
        String failure = run(words("ip -n " + ns("v") + " link add probe type veth peer name probe2"));
        assumeTrue(failure.isEmpty(), "this kernel has no veth: " + failure);
        failure = run(words("ip netns exec " + ns("v") + " nft add table ip probe"));
        assumeTrue(failure.isEmpty(), "this kernel has no nftables: " + failure);
        link("v", "toa", "203.0.113.1/30", "na", "wan", "203.0.113.2/30");
        link("v", "tob", "198.51.100.1/30", "nb", "wan", "198.51.100.2/30");
        link("na", "lan", "10.1.0.1/24", "a", "eth", "10.1.0.2/24");
        link("nb", "lan", "10.2.0.1/24", "b", "eth", "10.2.0.2/24");
        in("na", "ip route add default via 203.0.113.1");
        in("nb", "ip route add default via 198.51.100.1");
        in("a", "ip route add default via 10.1.0.1");
        in("b", "ip route add default via 10.2.0.1");
        for (String router : List.of("v", "na", "nb")) {
            in(router, "sysctl -q -w net.ipv4.ip_forward=1");
        }
    }

    @AfterEach
    void remove() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        for (String namespace : namespaces) {
            run(List.of("ip", "netns", "del", namespace));
        }
    }

    @Test
    void twoNatsThatKeepPortsAreMetDirectly() throws Exception {
        assertThat(meet(KEEPS_PORTS, KEEPS_PORTS)).isEqualTo("direct and intact");
    }

    @Test
    void twoNatsWithAPortPerDestinationAreMetThroughTheRelay() throws Exception {
        assertThat(meet(RANDOM_PORTS, RANDOM_PORTS)).isEqualTo("relayed and intact");
    }

    @Test
    void aPortPerDestinationAtTheCallersSideAloneNeedsTheRelayToo() throws Exception {
        assertThat(meet(RANDOM_PORTS, KEEPS_PORTS)).isEqualTo("relayed and intact");
    }

    /** What the caller says at last. */
    private String meet(String callersNat, String calledsNat) throws Exception {
        nat("na", callersNat);
        nat("nb", calledsNat);
        BufferedReader validator = start("v", "validator");
        assertThat(validator.readLine()).startsWith("ready");
        BufferedReader called = start("b", "called", "198.51.100.1");
        assertThat(called.readLine()).startsWith("offered").contains("198.51.100.2");
        BufferedReader caller = start("a", "caller", "203.0.113.1");
        return Objects.requireNonNullElse(caller.readLine(), "nothing");
    }

    private BufferedReader start(String name, String... arguments) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String java = ProcessHandle.current().info().command().orElse("java");
        List<String> command = new ArrayList<>(words("ip netns exec " + ns(name)));
        command.addAll(List.of(
                java,
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                NatNode.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        return process.inputReader(StandardCharsets.UTF_8);
    }

    /** A router that translates what goes out, and drops what nobody asked for, as routers at home do. */
    private void nat(String name, String rule) throws Exception {
        in(name, "nft add table ip htp");
        in(name, "nft add chain ip htp post { type nat hook postrouting priority 100 ; }");
        in(name, "nft add rule ip htp post oifname wan " + rule);
        in(name, "nft add chain ip htp inbound { type filter hook input priority 0 ; }");
        in(name, "nft add rule ip htp inbound iifname wan drop");
    }

    private void link(String left, String leftName, String leftIp, String right, String rightName, String rightIp)
            throws Exception {
        must(words("ip -n " + ns(left) + " link add " + leftName + " type veth peer name " + rightName + " netns "
                + ns(right)));
        in(left, "ip addr add " + leftIp + " dev " + leftName);
        in(right, "ip addr add " + rightIp + " dev " + rightName);
        in(left, "ip link set " + leftName + " up");
        in(right, "ip link set " + rightName + " up");
    }

    private void in(String name, String command) throws Exception {
        List<String> all = new ArrayList<>(words("ip netns exec " + ns(name)));
        all.addAll(words(command));
        must(all);
    }

    private String ns(String name) {
        return prefix + name;
    }

    private static List<String> words(String line) {
        return Arrays.asList(line.split(" "));
    }

    private static void must(List<String> command) throws Exception {
        String failure = run(command);
        if (!failure.isEmpty()) {
            throw new IllegalStateException(String.join(" ", command) + ": " + failure);
        }
    }

    /** Empty when it went well, else what it said. */
    private static String run(List<String> command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said;
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                said = String.join("; ", reader.lines().toList());
            }
            return process.waitFor() == 0 ? "" : "failed: " + said;
        } catch (IOException notThere) {
            return "not started: " + notThere.getMessage();
        }
    }
}
