package com.hookprobe.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the scripts do with the rights of root, tried with programs that only tell who runs them. */
class ScriptsTest {
    private static final String OTHER = "nobody";

    @TempDir
    Path folder;

    @BeforeEach
    void othersPassThrough() throws IOException {
        rights(folder, "rwxr-xr-x");
    }

    private static void rights(Path path, String rights) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
    }

    private static void needRoot() {
        boolean root = "root".equals(System.getProperty("user.name"));
        assumeTrue(root && Release.has("runuser"), "needs root and runuser");
    }

    private Path script(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        rights(file, "rwxr-xr-x");
        return file;
    }

    /** A folder of another user. */
    private Path theirs() throws Exception {
        Path made = Files.createDirectory(folder.resolve("theirs"));
        assertThat(Release.run("chown", OTHER, made.toString()).code()).isZero();
        rights(made, "rwx------");
        return made;
    }

    /** The launcher of an MSSP, whose Java tells its user and its arguments. */
    private Release.Ran launched(String... arguments) throws Exception {
        Path launcher = script(
                "home/bin/hookprobe",
                Files.readString(Release.TEMPLATES.resolve("bin/hookprobe")).replace("@tier@", "mssp"));
        script("java/bin/java", "#!/bin/sh\nid -un\necho \"$@\"\n");
        Files.writeString(folder.resolve("java/release"), "JAVA_VERSION=\"17.0.1\"\n");
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        return Release.run(Map.of("JAVA_HOME", folder.resolve("java").toString()), command);
    }

    @Test
    void rootLeavesADatabaseToItsFoldersOwner() throws Exception {
        needRoot();
        String database = theirs().resolve("accounts.db").toString();
        for (List<String> named : List.of(List.of("--db", database), List.of("--db=" + database))) {
            List<String> arguments = new ArrayList<>(List.of("account", "bootstrap"));
            arguments.addAll(named);
            Release.Ran ran = launched(arguments.toArray(String[]::new));
            assertThat(ran.out().lines())
                    .first()
                    .isEqualTo("hookprobe: as " + OTHER + ", whose folder " + folder.resolve("theirs") + " is");
            assertThat(ran.out().lines()).element(1).isEqualTo(OTHER);
            assertThat(ran.out()).contains("account bootstrap");
        }
        assertThat(launched("mesh", "create", "--registry", database).out().lines())
                .contains(OTHER);
    }

    @Test
    void whatIsRootsOwnRootDoes() throws Exception {
        needRoot();
        String own = folder.resolve("accounts.db").toString();
        for (List<String> arguments : List.of(
                List.of("account", "list", "--db", own),
                List.of("account", "list", "--db", "postgresql://hp@localhost/hp"),
                List.of("status", "--config", theirs().resolve("x").toString()))) {
            assertThat(launched(arguments.toArray(String[]::new)).out().lines())
                    .as(arguments.toString())
                    .first()
                    .isEqualTo("root");
        }
    }

    /** The functions of setup by which files come and go, run as root with another user as the service's. */
    private Release.Ran handled(String orders) throws Exception {
        String program = "set -euo pipefail\nroot= user=" + OTHER + "\n"
                + "eval \"$(sed -n '/^as_owner() {/,/^}/p;/^hand() {/,/^}/p;/^fetch() {/,/^}/p' \"$1\")\"\n"
                + orders;
        return Release.run(
                "bash",
                "-c",
                program,
                "bash",
                Release.TEMPLATES.resolve("bin/setup").toString());
    }

    @Test
    void setupFollowsNoLinkInTheFolderOfTheServicesUser() throws Exception {
        needRoot();
        Path their = theirs();
        Path victim = Files.writeString(folder.resolve("victim"), "roots alone");
        rights(victim, "rw-------");
        Path card = Files.writeString(folder.resolve("card"), "card");
        rights(card, "rw-------");
        Files.createSymbolicLink(their.resolve("token"), victim);
        Release.Ran handed = handled("hand " + card + " " + their.resolve("token") + " 077");
        assertThat(handed.code()).as(handed.out()).isZero();
        assertThat(their.resolve("token")).isRegularFile().hasContent("card");
        assertThat(Files.isSymbolicLink(their.resolve("token"))).isFalse();
        assertThat(Files.getOwner(their.resolve("token")).getName()).isEqualTo(OTHER);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(their.resolve("token"))))
                .isEqualTo("rw-------");

        Files.createSymbolicLink(their.resolve("mesh.json"), victim);
        Path mesh = folder.resolve("mesh.json");
        assertThat(handled("fetch " + their.resolve("mesh.json") + " " + mesh).code())
                .isNotZero();
        assertThat(mesh).doesNotExist();
        Files.createSymbolicLink(their.resolve("folder"), folder);
        assertThat(handled("hand " + card + " " + their.resolve("folder/made") + " 022")
                        .code())
                .isNotZero();
        assertThat(victim).hasContent("roots alone");
        assertThat(Files.getOwner(victim).getName()).isEqualTo("root");
        assertThat(folder.resolve("made")).doesNotExist();
        assertThat(Files.readString(Release.TEMPLATES.resolve("bin/setup")))
                .doesNotContain("\" \"$folder/verifier.card\"\n", "own \"$folder/", "install -m 0600");
    }

    private Release.Ran install(String... arguments) throws Exception {
        // As a careful root has it.
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "umask 077; exec \"$0\" \"$@\"",
                Release.TEMPLATES.resolve("install.sh").toString(),
                "--root",
                folder.resolve("root").toString(),
                "--yes"));
        command.addAll(List.of(arguments));
        return Release.run(Map.of("HOOKPROBE_CHECK_JAVA", "17"), command);
    }

    @Test
    void anothersProductOfATiersNameStays() throws Exception {
        Path other = script("root/opt/nexus/bin/nexus", "#!/bin/sh\n");
        Files.writeString(folder.resolve("root/opt/nexus/VERSION"), "3.70\n");
        for (String action : List.of("--uninstall", "--check", "--no-start")) {
            Release.Ran ran = install("--tier", "nexus", "--prefix", "/opt", action);
            assertThat(ran.code()).as(ran.out()).isEqualTo(69);
            assertThat(ran.out()).contains("found something else");
            assertThat(other).exists();
        }
        Release.Ran none = install("--tier", "guardian", "--uninstall");
        assertThat(none.code()).isZero();
        assertThat(none.out()).contains("guardian is not installed", "nothing was changed");
    }

    private void release() throws Exception {
        String tier = "hookprobe-sentinel-9/";
        script(tier + "bin/hookprobe", "#!/bin/sh\n");
        script(tier + "bin/setup", "#!/bin/sh\n");
        script(tier + "conf/requirements", "memory_mib=1\ndisk_mib=1\nudp_ports=\nnft=no\n");
        script(tier + "conf/sentinel.yaml", "node: {name: sentinel-1}\n");
        script(tier + "systemd/hookprobe-sentinel.service", "[Unit]\n");
        script(tier + "VERSION", "tier=sentinel\nversion=9\n");
        script(tier + "x.jar", "");
        Release.run("sh", "-c", "cd " + folder.resolve(tier) + " && sha256sum x.jar >SHA256SUMS");
        Release.run("tar", "-czf", folder + "/hookprobe-sentinel-9.tar.gz", "-C", folder.toString(), tier);
    }

    @Test
    void anArchiveThatIsNotTheReleasesIsRefused() throws Exception {
        release();
        String archive = "hookprobe-sentinel-9.tar.gz";
        Release.run("sh", "-c", "cd " + folder + " && sha256sum " + archive + " >SHA256SUMS");
        Files.writeString(folder.resolve(archive), "x", StandardOpenOption.APPEND);
        Release.Ran changed = install("--tier", "sentinel", "--from", folder.toString());
        assertThat(changed.code()).as(changed.out()).isEqualTo(1);
        assertThat(changed.out()).contains("get both again, from one release");
        assertThat(folder.resolve("root/opt/hookprobe/sentinel")).doesNotExist();
        Files.writeString(folder.resolve("SHA256SUMS"), "0".repeat(64) + "  x-" + archive + "\n");
        Release.Ran unnamed = install("--tier", "sentinel", "--from", folder.toString());
        assertThat(unnamed.code()).as(unnamed.out()).isEqualTo(1);
        assertThat(unnamed.out()).contains("says nothing of it");
        release();
        Release.run("sh", "-c", "cd " + folder + " && sha256sum " + archive + " >SHA256SUMS");
        assertThat(install("--tier", "sentinel", "--from", folder.toString()).code())
                .isZero();
    }

    @Test
    void theServicesUserReadsWhatACarefulRootInstalls() throws Exception {
        release();
        Release.Ran ran = install("--tier", "sentinel", "--from", folder.toString());
        assertThat(ran.code()).as(ran.out()).isZero();
        for (String made :
                List.of("opt/hookprobe", "opt/hookprobe/sentinel", "etc/hookprobe", "etc/hookprobe/sentinel.yaml")) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve("root").resolve(made))))
                    .as(made)
                    .matches("r..r..r.[-x]");
        }
    }
}
