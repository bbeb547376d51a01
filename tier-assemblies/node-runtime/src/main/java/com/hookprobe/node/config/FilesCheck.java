package com.hookprobe.node.config;

import com.hookprobe.htp.file.core.PathGrammar;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code htp.files} may say. */
final class FilesCheck {
    /** Each is a listing of its own in every pass. */
    static final int FOLDERS_MAX = 16;

    static final int MIB_MAX = 1 << 30;
    static final long INTERVAL_MS_MIN = 1_000;
    static final long INTERVAL_MS_MAX = 86_400_000;

    private final String file;

    private FilesCheck(String file) {
        this.file = file;
    }

    static void check(String file, NodeConfig.@Nullable Files files) throws ConfigException {
        if (files != null) {
            new FilesCheck(file).all(files);
        }
    }

    private void all(NodeConfig.Files files) throws ConfigException {
        NodeConfig.Mirror mirror = files.mirror();
        if (files.root() == null && mirror == null) {
            throw fail("htp.files", "root (a folder to serve), mirror (what to fetch), or both", "neither");
        }
        boolean bounds = files.quotaMib() != null || files.nodeQuotaMib() != null || files.nodeDayMib() != null;
        if (files.root() == null && bounds) {
            throw fail(
                    "htp.files",
                    "root beside quota_mib, node_quota_mib and node_day_mib, which are about what is served",
                    "no root");
        }
        mib("htp.files.quota_mib", files.quotaMib());
        mib("htp.files.node_quota_mib", files.nodeQuotaMib());
        mib("htp.files.node_day_mib", files.nodeDayMib());
        if (mirror != null) {
            mirror(mirror);
        }
    }

    private void mib(String key, @Nullable Integer value) throws ConfigException {
        if (value != null && (value < 1 || value > MIB_MAX)) {
            throw fail(key, "1 to " + MIB_MAX + " MiB", value);
        }
    }

    private void mirror(NodeConfig.Mirror mirror) throws ConfigException {
        if (!List.of("nexus", "mssp").contains(mirror.source())) {
            throw fail("htp.files.mirror.from", "nexus or mssp", mirror.from() == null ? "nothing" : mirror.from());
        }
        if (mirror.local() == null) {
            throw fail("htp.files.mirror.local", "the folder for what is fetched", "nothing");
        }
        List<String> folders = mirror.folders();
        if (folders.isEmpty() || folders.size() > FOLDERS_MAX) {
            throw fail("htp.files.mirror.remote", "1 to " + FOLDERS_MAX + " folders, such as [shared]", folders.size());
        }
        for (String folder : folders) {
            // One in front would be stripped there, but here it would lead out of the local folder.
            if (folder.startsWith("/")) {
                throw fail("htp.files.mirror.remote", "paths without '/' in front", "'" + folder + "'");
            }
            byte[] path = folder.getBytes(StandardCharsets.UTF_8);
            if (PathGrammar.parse(path, false) instanceof PathGrammar.Result.Refused refused) {
                throw fail(
                        "htp.files.mirror.remote",
                        "paths of names with '/' in between, such as shared/models",
                        "'" + folder + "', which breaks the rule " + refused.fault());
            }
        }
        long millis = mirror.every().toMillis();
        if (millis < INTERVAL_MS_MIN || millis > INTERVAL_MS_MAX) {
            throw fail("htp.files.mirror.interval", "1 to 86400 seconds", millis / 1000.0);
        }
    }

    private ConfigException fail(String key, String expected, Object found) {
        return new ConfigException(file + ": '" + key + "' expects " + expected + "; found " + found);
    }
}
