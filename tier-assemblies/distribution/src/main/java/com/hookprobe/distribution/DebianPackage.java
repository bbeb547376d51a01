package com.hookprobe.distribution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A tier as a Debian package, for every architecture: the native parts for x86-64 and aarch64 lie in its jars. */
final class DebianPackage {
    private final Path templates;
    private final TierSpec spec;
    private final String name;

    DebianPackage(Path templates, TierSpec spec) {
        this.templates = templates;
        this.spec = spec;
        this.name = "hookprobe-" + spec.tier();
    }

    /** A snapshot sorts before its release. */
    String version() {
        return spec.value("version").replace("-", "~");
    }

    String fileName() {
        return name + "_" + version() + "_all.deb";
    }

    /** What is unpacked at the root: the tree of the tier, and what belongs elsewhere at its place. */
    Content data(Content tree) {
        String tier = spec.tier();
        String home = "usr/share/hookprobe/" + tier + "/";
        Content data = tree.below(home);
        // The template stays: 'setup' reads it.
        data.items().put("etc/hookprobe/" + tier + ".yaml", item(data, home + "conf/" + tier + ".yaml"));
        move(data, home + "systemd/" + name + ".service", "usr/lib/systemd/system/" + name + ".service");
        move(data, home + "LICENSE", "usr/share/doc/" + name + "/copyright");
        // The package manager does what it does.
        data.items().remove(home + "install.sh");
        return data.link("usr/bin/" + name, "../share/hookprobe/" + tier + "/bin/hookprobe")
                .link("usr/bin/" + name + "-setup", "../share/hookprobe/" + tier + "/bin/setup");
    }

    private static void move(Content data, String from, String to) {
        data.items().put(to, item(data, from));
        data.items().remove(from);
    }

    private static Content.Item item(Content data, String name) {
        Content.Item item = data.items().get(name);
        if (item == null) {
            throw new IllegalArgumentException("expected in the tree: " + name);
        }
        return item;
    }

    /** The control files of these data. */
    Content control(Content data) throws IOException {
        String recommends = spec.value("recommends");
        Map<String, String> more = Map.of(
                "deb_version",
                version(),
                "installed_kib",
                Long.toString(data.bytes() / 1024),
                "recommends_line",
                recommends.isEmpty() ? "" : "Recommends: " + recommends);
        Content control = new Content()
                .text("conffiles", Content.FILE, "/etc/hookprobe/" + spec.tier() + ".yaml\n")
                .text("control", Content.FILE, spec.fill(templates.resolve("deb/control"), more))
                .text("md5sums", Content.FILE, data.sums("MD5", file -> !file.startsWith("etc/")));
        for (String script : new String[] {"preinst", "postinst", "prerm", "postrm"}) {
            control.text(script, Content.PROGRAM, spec.fill(templates.resolve("deb/" + script), more));
        }
        return control;
    }
}
