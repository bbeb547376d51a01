package com.hookprobe.neuro.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** NEURO 2.4.4: what a name in the configuration stands for. */
class WatchedFilesTest {
    @TempDir
    Path dir;

    private Path boot;
    private Path proc;
    private Path launcher;

    @BeforeEach
    void machine() throws IOException {
        boot = Files.createDirectories(dir.resolve("boot"));
        proc = dir.resolve("proc");
        Files.createDirectories(proc.resolve("sys/kernel"));
        Files.writeString(proc.resolve("sys/kernel/osrelease"), "6.1.0-hp\n");
        launcher = Files.writeString(dir.resolve("java"), "launcher");
    }

    private WatchedFiles watched(String classPath) {
        return new WatchedFiles(boot, proc, classPath, launcher);
    }

    private Path jar(String name, String libraries) throws IOException {
        Path jar = dir.resolve(name);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (!libraries.isEmpty()) {
            manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, libraries);
        }
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream made = new JarOutputStream(out, manifest)) {
            made.finish();
        }
        return jar;
    }

    @Test
    void theKernelIsTheBestThatCanBeRead() throws IOException {
        assertThat(watched("").kernel()).isEqualTo(proc.resolve("version"));
        Path image = Files.writeString(boot.resolve("Image"), "arm");
        assertThat(watched("").kernel()).isEqualTo(image);
        Files.writeString(boot.resolve("vmlinuz-5.0.0"), "another kernel than the running one");
        assertThat(watched("").kernel()).isEqualTo(image);
        Path running = Files.writeString(boot.resolve("vmlinuz-6.1.0-hp"), "x86");
        assertThat(watched("").kernel()).isEqualTo(running);
        Files.delete(running);
        Files.createDirectory(running);
        assertThat(watched("").kernel()).as("a folder is no kernel").isEqualTo(image);
    }

    @Test
    void aReleaseThatLeadsElsewhereIsNotFollowed() throws IOException {
        Files.createDirectories(boot.resolve("vmlinuz-x"));
        Files.writeString(dir.resolve("elsewhere"), "not in boot");
        Files.writeString(proc.resolve("sys/kernel/osrelease"), "x/../../elsewhere\n");
        assertThat(watched("").kernel()).isEqualTo(proc.resolve("version"));
        Files.delete(proc.resolve("sys/kernel/osrelease"));
        assertThat(watched("").kernel()).isEqualTo(proc.resolve("version"));
    }

    @Test
    void selfIsTheJarWithItsLibrariesElseTheLauncher() throws IOException {
        Path jar = jar("node.jar", "lib/a.jar lib/b%20c.jar https://example.org/d.jar");
        assertThat(watched(jar.toString()).self())
                .containsExactly(jar, dir.resolve("lib/a.jar"), dir.resolve("lib/b c.jar"));
        Path alone = jar("alone.jar", "");
        assertThat(watched(alone.toString()).self()).containsExactly(alone);
        assertThat(watched(jar + java.io.File.pathSeparator + alone).self()).containsExactly(launcher);
        assertThat(watched(dir.resolve("classes").toString()).self()).containsExactly(launcher);
        assertThat(watched("").self()).containsExactly(launcher);
        Path broken = Files.writeString(dir.resolve("broken.jar"), "no jar");
        assertThat(watched(broken.toString()).self()).containsExactly(broken);
        assertThat(watched(dir.resolve("none.jar").toString()).self()).containsExactly(dir.resolve("none.jar"));
        assertThat(watched("relative.jar").self()).allMatch(Path::isAbsolute);
    }

    @Test
    void namesAreResolvedInTheirOrderAndPathsStayAsTheyAre() throws IOException {
        Path jar = jar("node.jar", "lib/a.jar");
        WatchedFiles watched = watched(jar.toString());
        assertThat(watched.resolve(List.of("/etc/x", "self", "kernel", "./kernel", "relative")))
                .containsExactly(
                        Path.of("/etc/x"),
                        jar,
                        dir.resolve("lib/a.jar"),
                        proc.resolve("version"),
                        Path.of("./kernel"),
                        Path.of("relative"));
        assertThat(watched.resolve(List.of())).isEmpty();
        assertThat(watched.defaults(List.of(Path.of("/etc/x"))))
                .containsExactly(proc.resolve("version"), jar, dir.resolve("lib/a.jar"), Path.of("/etc/x"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void onThisMachineKernelAndSelfCanBeRead() {
        IntegrityWatch watch = new IntegrityWatch(
                WatchedFiles.ofThisMachine().resolve(List.of(WatchedFiles.KERNEL, WatchedFiles.SELF)), 60);
        byte[] hash = watch.hash();
        assertThat(watch.absent()).isEmpty();
        assertThat(watch.hash()).isEqualTo(hash);
    }
}
