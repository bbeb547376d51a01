package com.hookprobe.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package under the real dpkg, in a root of its own with just the programs that its scripts call. */
class DebianIT {
    private static final List<String> PROGRAMS = List.of(
            "sh",
            "getent",
            "useradd",
            "usermod",
            "install",
            "rm",
            "rmdir",
            "chown",
            "mkdir",
            "update-alternatives",
            "true");

    @TempDir
    Path root;

    @BeforeEach
    void system() throws Exception {
        assumeTrue(
                Release.has("dpkg") && Release.has("dpkg-deb") && "root".equals(System.getProperty("user.name")),
                "packages are tried by dpkg in a root of its own, which needs root and dpkg");
        for (String folder : List.of(
                "usr/bin",
                "etc/alternatives",
                "var/lib/dpkg/alternatives",
                "var/lib/dpkg/info",
                "var/log",
                "dev",
                "tmp")) {
            Files.createDirectories(root.resolve(folder));
        }
        Files.createSymbolicLink(root.resolve("bin"), Path.of("usr/bin"));
        Files.createFile(root.resolve("dev/null"));
        Files.createFile(root.resolve("var/lib/dpkg/status"));
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\nadm:x:4:\n");
        Files.writeString(root.resolve("etc/nsswitch.conf"), "passwd: files\ngroup: files\n");
        for (String program : PROGRAMS) {
            Release.Ran copied =
                    Release.run("sh", "-ec", """
                    file=$(command -v %s); case $file in /*) ;; *) file=/usr/bin/%s ;; esac
                    cp -L "$file" "$1/usr/bin/%s"
                    ldd "$file" 2>/dev/null | grep -o '/[^ ]*' | while read -r lib; do
                      mkdir -p "$1$(dirname "$lib")"; cp -nL "$lib" "$1$lib"; done
                    for lib in /lib/*/libnss_files.so.2; do
                      [ ! -f "$lib" ] || { mkdir -p "$1$(dirname "$lib")"; cp -nL "$lib" "$1$lib"; }; done
                    """.formatted(program, program, program), "copy", root.toString());
            assumeTrue(copied.code() == 0, "no " + program + " here for the root: " + copied.out());
        }
    }

    private Release.Ran dpkg(String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(
                List.of("dpkg", "--root=" + root, "--force-depends", "--force-confdef", "--force-confold"));
        command.addAll(List.of(arguments));
        Release.Ran ran = Release.run(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), command);
        assertThat(ran.code())
                .as(String.join(" ", arguments) + ": " + ran.out())
                .isZero();
        return ran;
    }

    private String installedVersion() throws IOException, InterruptedException {
        return Release.run(
                        "dpkg-query",
                        "--admindir=" + root.resolve("var/lib/dpkg"),
                        "-W",
                        "-f=${Version} ${db:Status-Abbrev}",
                        "hookprobe-sentinel")
                .out()
                .strip();
    }

    /** The same package as another version, without the libraries, which would only take time. */
    private Path version(String version) throws IOException, InterruptedException {
        Path tree = root.resolve("tmp/tree-" + version);
        Release.run("dpkg-deb", "-R", Release.deb("sentinel").toString(), tree.toString());
        Release.run(
                "sh",
                "-c",
                "rm -f " + tree + "/usr/share/hookprobe/sentinel/lib/*.jar; sed -i 's/^Version: .*/Version: " + version
                        + "/' " + tree + "/DEBIAN/control; sed -i '/lib.*jar/d' " + tree + "/DEBIAN/md5sums");
        Path deb = root.resolve("tmp/" + version + ".deb");
        assertThat(Release.run("dpkg-deb", "-Znone", "-b", tree.toString(), deb.toString())
                        .code())
                .isZero();
        return deb;
    }

    @Test
    void installedUpdatedDowngradedRemovedAndPurged() throws Exception {
        String out = dpkg("-i", Release.deb("sentinel").toString()).out();
        assertThat(out).contains("hookprobe-sentinel: no keys yet; next: hookprobe-sentinel-setup --help");
        assertThat(installedVersion()).endsWith("ii");
        assertThat(Files.readString(root.resolve("etc/passwd")))
                .contains("hookprobe:")
                .contains("/usr/sbin/nologin");
        assertThat(Files.readString(root.resolve("etc/group")))
                .as("a sentinel reads no logs of others")
                .doesNotContain("adm:x:4:hookprobe")
                .contains("hookprobe:");
        Path data = root.resolve("var/lib/hookprobe/sentinel");
        assertThat(Files.getPosixFilePermissions(data)).hasSize(3);
        assertThat(Files.readSymbolicLink(root.resolve("etc/alternatives/hookprobe"))
                        .toString())
                .isEqualTo("/usr/share/hookprobe/sentinel/bin/hookprobe");
        assertThat(root.resolve("usr/share/hookprobe/sentinel/lib")).isNotEmptyDirectory();

        Files.writeString(data.resolve("keystore"), "stands for keys");
        Files.writeString(root.resolve("etc/hookprobe/sentinel.passphrase"), "secret\n");
        Path configuration = root.resolve("etc/hookprobe/sentinel.yaml");
        Files.writeString(configuration, "# mine\n", StandardOpenOption.APPEND);

        dpkg("-i", version("9.0").toString());
        assertThat(installedVersion()).startsWith("9.0");
        dpkg("-i", version("0.0.1").toString());
        assertThat(installedVersion()).as("a downgrade").startsWith("0.0.1");
        assertThat(data.resolve("keystore")).hasContent("stands for keys");
        assertThat(Files.readString(configuration)).endsWith("# mine\n");

        String removed = dpkg("-r", "hookprobe-sentinel").out();
        assertThat(removed).contains("kept are /etc/hookprobe and /var/lib/hookprobe/sentinel");
        assertThat(root.resolve("usr/share/hookprobe")).doesNotExist();
        assertThat(Files.exists(root.resolve("usr/bin/hookprobe"), java.nio.file.LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        assertThat(configuration).exists();

        String purged = dpkg("-P", "hookprobe-sentinel").out();
        assertThat(purged).contains("left are /var/lib/hookprobe/sentinel", "delete them by hand");
        assertThat(configuration).doesNotExist();
        assertThat(data.resolve("keystore")).exists();
    }

    @Test
    void aPackageThatWasNeverSetUpLeavesOnlyItsUser() throws Exception {
        dpkg("-i", version("1.0").toString());
        assertThat(dpkg("-P", "hookprobe-sentinel").out()).contains("nothing is left but the user hookprobe");
        assertThat(root.resolve("etc/hookprobe")).doesNotExist();
        assertThat(root.resolve("var/lib/hookprobe")).doesNotExist();
    }
}
