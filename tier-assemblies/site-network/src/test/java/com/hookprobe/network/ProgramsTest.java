package com.hookprobe.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hookprobe.network.apply.SiteNetwork;
import com.hookprobe.network.core.State;
import com.hookprobe.network.core.State.FileState;
import com.hookprobe.network.render.Places;
import com.hookprobe.network.render.Rendering;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real programs read what is rendered from the examples. NETWORK 6. */
@EnabledIf("com.hookprobe.network.Netns#permitted")
class ProgramsTest {
    @TempDir
    Path folder;

    private Places places() {
        return new Places(folder + "/run", folder + "/data", folder + "/system", false);
    }

    private NetworkPlan plan(String name, String passphrase) throws Exception {
        Path secret = folder.resolve("passphrase");
        Files.writeString(secret, passphrase + "\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        String yaml = Trees.example(name).replaceAll("passphrase_file: .*", "passphrase_file: " + secret);
        return NetworkPlan.of(Trees.of(yaml), name.equals("guardian") ? Trees.GUARDIAN : Trees.FORTRESS);
    }

    /** What programs say; without what the machine of the test does not have. */
    private List<String> problems(NetworkPlan plan) throws Exception {
        try (Netns netns = new Netns()) {
            return new SiteNetwork(places(), netns.prefix())
                    .check(plan).stream()
                            .filter(problem -> !problem.contains("expected an interface")
                                    && !problem.contains("package dhcpcd-base"))
                            .toList();
        }
    }

    private static boolean has(String program) {
        boolean there =
                Files.isExecutable(Path.of("/usr/sbin", program)) || Files.isExecutable(Path.of("/usr/bin", program));
        if (!there) {
            System.err.println("NOT TESTED: what " + program + " says; it is not installed");
        }
        return there;
    }

    @ParameterizedTest
    @CsvSource({"guardian, transition", "guardian, wpa3", "guardian, wpa2", "fortress, wpa2"})
    void allAreContent(String name, String security) throws Exception {
        assumeTrue(has("hostapd"));
        NetworkSettings tree = Trees.of(Trees.example(name));
        assertThat(tree.hotspots()).isNotNull();
        Path secret = folder.resolve("passphrase");
        plan(name, "correct horse battery");
        String yaml = Trees.example(name)
                .replaceAll("passphrase_file: .*", "passphrase_file: " + secret)
                .replaceAll("security: [a-z0-9]+", "security: " + security);
        assertThat(problems(NetworkPlan.of(Trees.of(yaml), name.equals("guardian") ? Trees.GUARDIAN : Trees.FORTRESS)))
                .isEmpty();
    }

    @Test
    void hostapdItselfReadsItsFile() throws Exception {
        assumeTrue(has("hostapd"));
        // What our own grammar would refuse, to see that it is hostapd who reads.
        FileState file = (FileState) Rendering.of(plan("guardian", "correct horse battery"), places())
                .states()
                .get(0);
        Path conf = folder.resolve("broken.conf");
        Files.writeString(
                conf,
                file.content().replace("@SECRET@", "short").replaceFirst("interface=wlan0", "interface=hpnone0")
                        + "nonsense=1\n");
        String said = run("hostapd", conf.toString());
        assertThat(said)
                .contains(
                        "unknown configuration item 'nonsense'",
                        "invalid WPA passphrase length 5",
                        "errors found in configuration file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "with a tab\there", " space in front of it"})
    void aPassphraseThatIsNoneIsNamedAndNotShown(String passphrase) throws Exception {
        assertThat(problems(plan("guardian", passphrase)))
                .anyMatch(problem ->
                        problem.contains("8 to 63 printable ASCII characters") && !problem.contains(passphrase));
    }

    @Test
    void aPassphraseThatOthersCanReadIsRefused() throws Exception {
        NetworkPlan plan = plan("guardian", "correct horse battery");
        Files.setPosixFilePermissions(folder.resolve("passphrase"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(problems(plan)).anyMatch(problem -> problem.contains("run: chmod 600 "));
    }

    @Test
    void systemdUnderstandsTheUnits() throws Exception {
        assumeTrue(has("systemd-analyze") && has("hostapd"));
        Places places = new Places(folder + "/run", folder + "/data", folder + "/run", true);
        List<String> line = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
        for (State state :
                Rendering.of(plan("fortress", "correct horse battery"), places).states()) {
            if (state instanceof FileState file && file.path().endsWith(".service")) {
                Files.createDirectories(Path.of(file.path()).getParent());
                Files.writeString(Path.of(file.path()), file.content());
                line.add(file.path());
            }
        }
        assertThat(line).hasSize(5);
        assertThat(run(line.toArray(String[]::new)).lines().filter(said -> said.contains("hookprobe-")))
                .isEmpty();
    }

    private static String run(String... line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }
}
