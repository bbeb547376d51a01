package com.hookprobe.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Makes the release: for each tier an archive and a Debian package, the installer beside them, and their checksums.
 *
 * <p>A jar goes in as it came, whole and with its signature, so that whoever doubts it compares its hash with its maker's. Which
 * jars a tier needs is what its own jar's Class-Path says.
 */
public final class Pack {
    /** Where an archive is installed when nobody says otherwise. */
    static final String PREFIX = "/opt/hookprobe";

    static final String DEB_PREFIX = "/usr/share/hookprobe";

    private final Path templates;
    private final Path jars;
    private final String version;
    private final Archives archives;

    Pack(Path templates, Path jars, String version, Instant time) {
        this.templates = templates;
        this.jars = jars;
        this.version = version;
        this.archives = new Archives(time);
    }

    /** Arguments: templates, jars, version, time, and the folder to write to. */
    public static void main(String[] args) throws IOException {
        Pack pack = new Pack(Path.of(args[0]), Path.of(args[1]), args[2], Instant.parse(args[3]));
        pack.release(Path.of(args[4]));
    }

    void release(Path out) throws IOException {
        Files.createDirectories(out);
        try (Stream<Path> old = Files.list(out)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
        Content made = new Content();
        for (String tier : TierSpec.TIERS) {
            for (Path file : pack(tier, out)) {
                made.file(file.getFileName().toString(), Content.FILE, file);
            }
        }
        Path installer = Files.copy(templates.resolve("install.sh"), out.resolve("install.sh"));
        Files.setPosixFilePermissions(installer, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        made.file("install.sh", Content.PROGRAM, installer);
        Files.writeString(out.resolve("SHA256SUMS"), made.sums("SHA-256", name -> true));
    }

    /** Writes the archive and the package of a tier, and returns both. */
    List<Path> pack(String tier, Path out) throws IOException {
        TierSpec spec = TierSpec.read(templates, tier, version);
        String name = "hookprobe-" + tier + "-" + version;
        Path tar = out.resolve(name + ".tar.gz");
        archives.tarGz(tree(spec, PREFIX).below(name + "/"), tar);
        DebianPackage packaged = new DebianPackage(templates, spec);
        Path deb = out.resolve(packaged.fileName());
        Content data = packaged.data(tree(spec, DEB_PREFIX));
        archives.deb(packaged.control(data), data, deb);
        return List.of(tar, deb);
    }

    /** What lies below the folder of an installed tier. */
    Content tree(TierSpec spec, String prefix) throws IOException {
        String tier = spec.tier();
        Path main = jars.resolve(tier + "-" + version + ".jar");
        Map<String, String> place = Map.of("home", prefix + "/" + tier, "root", "");
        Content tree = new Content()
                .file("hookprobe-" + tier + ".jar", Content.FILE, main)
                .text("bin/hookprobe", Content.PROGRAM, spec.fill(templates.resolve("bin/hookprobe"), place))
                .text("bin/setup", Content.PROGRAM, spec.fill(templates.resolve("bin/setup"), place))
                .text("conf/jvm.options", Content.FILE, spec.fill(templates.resolve("conf/jvm.options"), place))
                .text("conf/" + tier + ".yaml", Content.FILE, configuration(spec, place))
                .text("conf/requirements", Content.FILE, spec.fill(templates.resolve("conf/requirements"), place))
                .text(
                        "systemd/hookprobe-" + tier + ".service",
                        Content.FILE,
                        spec.fill(templates.resolve("systemd/hookprobe.service"), place))
                .file("install.sh", Content.PROGRAM, templates.resolve("install.sh"))
                .text("README.md", Content.FILE, spec.fill(templates.resolve("README.md"), place))
                .file("LICENSE", Content.FILE, templates.resolve("../../../../../LICENSE"))
                .text("VERSION", Content.FILE, "tier=" + tier + "\nversion=" + version + "\n");
        for (String library : libraries(main)) {
            tree.file(library, Content.FILE, jars.resolve(library.substring("lib/".length())));
        }
        return tree.text("SHA256SUMS", Content.FILE, tree.sums("SHA-256", name -> name.endsWith(".jar")));
    }

    private String configuration(TierSpec spec, Map<String, String> place) throws IOException {
        Path own = templates.resolve("conf/" + spec.value("configuration") + ".yaml");
        return spec.fill(templates.resolve("conf/node.yaml"), place) + spec.fill(own, place);
    }

    private static String[] libraries(Path main) throws IOException {
        try (JarFile jar = new JarFile(main.toFile())) {
            String path = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            if (path == null) {
                throw new IOException(main + ": expected a Class-Path in its manifest, found none");
            }
            return path.strip().split("\\s+");
        }
    }
}
