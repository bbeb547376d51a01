package com.hookprobe.neuro.sensor;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Finds what a node should watch on this machine, so that its configuration can say {@code kernel} and {@code self}. NEURO
 * 2.4.4. Stateless but for the places it looks at; thread-safe.
 *
 * <p>The running kernel does not change while a process lives, and neither does the jar that it was started from, so once at
 * the start is often enough.
 */
public final class WatchedFiles {
    /** Stands for {@link #kernel} in a list of names. */
    public static final String KERNEL = "kernel";

    /** Stands for {@link #self} in a list of names. */
    public static final String SELF = "self";

    private final Path boot;
    private final Path proc;
    private final String classPath;
    private final Path javaLauncher;

    WatchedFiles(Path boot, Path proc, String classPath, Path javaLauncher) {
        this.boot = boot;
        this.proc = proc;
        this.classPath = classPath;
        this.javaLauncher = javaLauncher;
    }

    /** On the machine, and of the program, that this runs in. */
    public static WatchedFiles ofThisMachine() {
        return new WatchedFiles(
                Path.of("/boot"),
                Path.of("/proc"),
                System.getProperty("java.class.path", ""),
                Path.of(System.getProperty("java.home"), "bin", "java"));
    }

    /**
     * The files that a configuration names.
     *
     * @param names {@code kernel}, {@code self}, or paths; a file of such a name is {@code ./kernel}
     * @return in the same order; {@code self} may give more than one
     * @throws java.nio.file.InvalidPathException when a name is no path
     */
    public List<Path> resolve(List<String> names) {
        List<Path> files = new ArrayList<>();
        for (String name : names) {
            switch (name) {
                case KERNEL -> files.add(kernel());
                case SELF -> files.addAll(self());
                default -> files.add(Path.of(name));
            }
        }
        return List.copyOf(files);
    }

    /** What a node should watch when nobody says otherwise: kernel, program, and these files of its configuration. */
    public List<Path> defaults(List<Path> configuration) {
        List<Path> files = new ArrayList<>();
        files.add(kernel());
        files.addAll(self());
        files.addAll(configuration);
        return List.copyOf(files);
    }

    /**
     * What stands for the running kernel: the first of {@code /boot/vmlinuz-<release>} and {@code /boot/Image} that can be
     * read, else {@code /proc/version}. Many systems let only root read the image; then a node without root watches the
     * version text, which names the build but is no hash of it.
     */
    public Path kernel() {
        List<Path> images = new ArrayList<>();
        String release = release();
        // From the kernel, but a name with a slash in it would lead out of /boot.
        if (!release.isEmpty() && !release.contains("/")) {
            images.add(boot.resolve("vmlinuz-" + release));
        }
        images.add(boot.resolve("Image"));
        return images.stream()
                .filter(image -> Files.isRegularFile(image) && Files.isReadable(image))
                .findFirst()
                .orElse(proc.resolve("version"));
    }

    private String release() {
        try {
            return Files.readString(proc.resolve("sys/kernel/osrelease"), StandardCharsets.UTF_8)
                    .strip();
        } catch (IOException e) {
            // No Linux, or no /proc: there is no release to look for.
            return "";
        }
    }

    /**
     * The program: the jar that Java was started with, and the jars of its manifest's Class-Path in their order; when it was
     * not started from one jar, the Java launcher. The classes of the Java platform itself are not among them.
     */
    public List<Path> self() {
        if (classPath.contains(File.pathSeparator) || !classPath.endsWith(".jar")) {
            return List.of(javaLauncher);
        }
        Path jar = Path.of(classPath).toAbsolutePath().normalize();
        List<Path> files = new ArrayList<>();
        files.add(jar);
        for (String library : libraries(jar)) {
            try {
                files.add(Path.of(jar.toUri().resolve(library)));
            } catch (IllegalArgumentException | FileSystemNotFoundException e) {
                // No URL of a file: there is nothing on this machine to watch.
                continue;
            }
        }
        return List.copyOf(files);
    }

    /** A jar that cannot be read is watched all the same, and will be seen as unreadable. */
    private static List<String> libraries(Path jar) {
        try (JarFile opened = new JarFile(jar.toFile())) {
            Manifest manifest = opened.getManifest();
            String value =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return value == null ? List.of() : List.of(value.strip().split("\\s+"));
        } catch (IOException e) {
            return List.of();
        }
    }
}
