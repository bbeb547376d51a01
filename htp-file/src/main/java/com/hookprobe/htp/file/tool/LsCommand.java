package com.hookprobe.htp.file.tool;

import com.hookprobe.htp.file.HtpFileClient;
import com.hookprobe.htp.file.core.ListEntry;
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

/** {@code hookprobe file ls}. */
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Lists a directory: size, time of the last change, name; a directory has a / behind its name."})
final class LsCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "REMOTE",
            defaultValue = "/",
            description = "the directory (default: /)")
    private String path = "/";

    @Mixin
    private Remote remote = new Remote();

    @Spec
    private @Nullable CommandSpec spec;

    LsCommand() {}

    @Override
    public Integer call() throws Exception {
        return remote.run(spec, client -> {
            for (ListEntry entry : HtpFileClient.await(client.list(path))) {
                Remote.out(spec).println(remote.json() ? json(entry) : text(entry));
            }
            return 0;
        });
    }

    private static String text(ListEntry entry) {
        String time = Instant.ofEpochMilli(entry.stat().modifiedMillis()).toString();
        return String.format(
                "%12d  %-24s  %s%s",
                entry.stat().size(), time, entry.name(), entry.stat().directory() ? "/" : "");
    }

    private static String json(ListEntry entry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", entry.name());
        fields.put("directory", entry.stat().directory());
        fields.put("bytes", entry.stat().size());
        fields.put("modifiedMillis", entry.stat().modifiedMillis());
        return Json.object(fields);
    }
}
