package com.hookprobe.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hookprobe.node.config.ConfigLoader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The archives and packages hold what they must, and the same input makes the same bytes. */
class ReleaseIT {
    /** As many files as NEURO watches, less three for kernel and configuration; nobody watches the MSSP. */
    private static final int SELF_MAX = 125;

    @TempDir
    Path folder;

    static List<String> tiers() {
        return TierSpec.TIERS;
    }

    private record Entry(int mode, String sha256, String text) {}

    private static Map<String, Entry> entries(Path archive, String root) throws Exception {
        Map<String, Entry> entries = new TreeMap<>();
        List<String> order = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive));
                TarArchiveInputStream tar = new TarArchiveInputStream(new java.util.zip.GZIPInputStream(in))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                assertThat(entry.getName()).startsWith(root);
                assertThat(entry.getUserName()).isEqualTo("root");
                assertThat(entry.getLongUserId() + entry.getLongGroupId()).isZero();
                assertThat(entry.getLastModifiedTime().toInstant()).isEqualTo(Instant.parse(Release.TIME));
                order.add(entry.getName());
                MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
                byte[] small = new byte[0];
                try (DigestInputStream content = new DigestInputStream(java.io.InputStream.nullInputStream(), sha256)) {
                    byte[] bytes = tar.readAllBytes();
                    content.getMessageDigest().update(bytes);
                    small = entry.getName().endsWith(".jar") ? small : bytes;
                }
                entries.put(
                        entry.getName().substring(root.length()),
                        new Entry(
                                entry.getMode(),
                                HexFormat.of().formatHex(sha256.digest()),
                                new String(small, StandardCharsets.UTF_8)));
            }
        }
        assertThat(order).isSorted();
        return entries;
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void anArchiveHoldsWhatItsTierNeeds(String tier) throws Exception {
        Map<String, Entry> entries = entries(Release.archive(tier), "hookprobe-" + tier + "-" + Release.VERSION + "/");
        assertThat(entries)
                .containsKeys(
                        "bin/hookprobe",
                        "bin/setup",
                        "conf/jvm.options",
                        "conf/" + tier + ".yaml",
                        "systemd/hookprobe-" + tier + ".service",
                        "hookprobe-" + tier + ".jar",
                        "install.sh",
                        "README.md",
                        "LICENSE",
                        "VERSION",
                        "SHA256SUMS");
        entries.forEach((name, entry) -> {
            boolean program = name.startsWith("bin/") && !name.endsWith("/") || name.equals("install.sh");
            boolean folder = name.isEmpty() || name.endsWith("/");
            assertThat(entry.mode() & 0777).as(name).isEqualTo(program || folder ? 0755 : 0644);
        });
        Map<String, String> sums = new TreeMap<>();
        entries.get("SHA256SUMS").text().lines().forEach(line -> sums.put(line.substring(66), line.substring(0, 64)));
        List<String> jars =
                entries.keySet().stream().filter(name -> name.endsWith(".jar")).toList();
        assertThat(sums.keySet()).containsExactlyElementsOf(jars);
        if (!tier.equals("mssp")) {
            assertThat(jars).hasSizeLessThanOrEqualTo(SELF_MAX);
        }
        assertThat(jars.stream().filter(name -> name.contains("sqlite"))).hasSize(tier.equals("sentinel") ? 0 : 1);
        for (String jar : jars) {
            assertThat(entries.get(jar).sha256()).as(jar).isEqualTo(sums.get(jar));
            if (jar.startsWith("lib/")) {
                assertThat(sums.get(jar))
                        .as("%s as it came", jar)
                        .isEqualTo(sha256(Release.JARS.resolve(jar.substring(4))));
            }
        }
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    @Test
    void packedAgainTheBytesAreTheSame() throws Exception {
        Pack again = new Pack(Release.TEMPLATES, Release.JARS, Release.VERSION, Instant.parse(Release.TIME));
        for (Path file : again.pack("sentinel", folder)) {
            assertThat(Files.mismatch(file, Release.FOLDER.resolve(file.getFileName())))
                    .as(file.toString())
                    .isEqualTo(-1);
        }
    }

    @Test
    void theChecksumsBesideThemAreRight() throws Exception {
        Release.Ran checked = Release.run(
                "sh", "-c", "cd " + Release.FOLDER + " && sha256sum --quiet -c SHA256SUMS && wc -l < SHA256SUMS");
        assertThat(checked.out().strip()).isEqualTo("11");
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void theDefaultConfigurationIsOne(String tier) throws Exception {
        Pack pack = new Pack(Release.TEMPLATES, Release.JARS, Release.VERSION, Instant.parse(Release.TIME));
        Content tree = pack.tree(TierSpec.read(Release.TEMPLATES, tier, Release.VERSION), Pack.PREFIX);
        Path file = folder.resolve(tier + ".yaml");
        try (InputStream in =
                tree.items().get("conf/" + tier + ".yaml").source().open()) {
            Files.copy(in, file);
        }
        var config = new ConfigLoader(Map.of()).load(file);
        assertThat(config.node().name()).isEqualTo(tier + "-1");
        assertThat(config.enforce())
                .as("nothing is blocked before somebody says so")
                .isIn("dry-run", "auto");
        assertThat(config.integrityFiles()).hasSize(tier.equals("mssp") ? 0 : 1);
    }

    @Test
    void aTemplateWithAnUnknownValueIsRefused() throws IOException {
        Path template = Files.writeString(folder.resolve("template"), "heap @heap@, more @no_such_key@\n");
        TierSpec spec = TierSpec.read(Release.TEMPLATES, "sentinel", "1");
        assertThatThrownBy(() -> spec.fill(template, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("@no_such_key@");
    }

    @Test
    void aPackageSaysWhatItHolds() throws Exception {
        assumeTrue(Release.has("dpkg-deb"), "no dpkg-deb here to read the packages");
        for (String tier : TierSpec.TIERS) {
            String deb = Release.deb(tier).toString();
            assertThat(Release.run("dpkg-deb", "-f", deb).out())
                    .contains(
                            "Package: hookprobe-" + tier,
                            "Version: 0.1.0~",
                            "Architecture: all",
                            "java17-runtime-headless");
            assertThat(Release.run("dpkg-deb", "-I", deb, "conffiles").out())
                    .isEqualTo("/etc/hookprobe/" + tier + ".yaml\n");
            assertThat(Release.run("dpkg-deb", "-c", deb).out())
                    .contains(
                            "./usr/lib/systemd/system/hookprobe-" + tier + ".service",
                            "./usr/bin/hookprobe-" + tier + " -> ../share/hookprobe/" + tier + "/bin/hookprobe",
                            "./usr/share/doc/hookprobe-" + tier + "/copyright")
                    .doesNotContain("install.sh");
        }
    }

    @Test
    void theScriptsHaveNoFindings() throws Exception {
        assumeTrue(Release.has("shellcheck"), "no shellcheck here");
        Release.Ran found = Release.run(
                "sh", "-c", "cd " + Release.TEMPLATES + " && shellcheck install.sh bin/hookprobe bin/setup deb/p*");
        assertThat(found.out()).isEmpty();
        assertThat(found.code()).isZero();
    }
}
