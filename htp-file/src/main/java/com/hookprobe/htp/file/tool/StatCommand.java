package com.hookprobe.htp.file.tool;

import com.hookprobe.htp.file.HtpFileClient;
import com.hookprobe.htp.file.core.FileStat;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hookprobe file stat}. */
@Command(
        name = "stat",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Describes a file, with its SHA-256, or a directory."})
final class StatCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "REMOTE", description = "its path on the server")
    private String path = "";

    @Mixin
    private Remote remote = new Remote();

    @Spec
    private @Nullable CommandSpec spec;

    StatCommand() {}

    @Override
    public Integer call() throws Exception {
        return remote.run(spec, client -> {
            FileStat stat = HtpFileClient.await(client.stat(path));
            Remote.out(spec).println(remote.json() ? json(stat) : text(stat));
            return 0;
        });
    }

    private String text(FileStat stat) {
        String time = Instant.ofEpochMilli(stat.modifiedMillis()).toString();
        return stat.directory()
                ? path + ": directory, changed " + time
                : path + ": " + stat.size() + " bytes, changed " + time
                        + (stat.sha256().known() ? ", SHA-256 " + stat.sha256() : ", too large to hash");
    }

    private String json(FileStat stat) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("path", path);
        fields.put("directory", stat.directory());
        fields.put("bytes", stat.size());
        fields.put("modifiedMillis", stat.modifiedMillis());
        if (stat.sha256().known()) {
            fields.put("sha256", stat.sha256().toString());
        }
        return Json.object(fields);
    }
}
