package com.hookprobe.htp.file.tool;

import com.hookprobe.htp.file.FileTransferException;
import com.hookprobe.htp.file.HtpFileClient;
import com.hookprobe.htp.file.LocalFile;
import com.hookprobe.htp.file.TransferProgress;
import com.hookprobe.htp.file.WriteOption;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hookprobe file sync}. */
@Command(
        name = "sync",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes the server hold every file below a local directory, as it is here: what is missing is sent, what differs is",
            "replaced. Nothing is deleted there, links are not followed. A file that is refused does not stop the others."
        })
final class SyncCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "LOCAL", description = "the directory to send")
    private @Nullable Path local;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "REMOTE",
            defaultValue = "/",
            description = "the directory on the server (default: /)")
    private String path = "/";

    @Option(names = "--dry-run", description = "only say what would be sent")
    private boolean dryRun;

    @Mixin
    private Retries retries = new Retries();

    @Mixin
    private Remote remote = new Remote();

    @Spec
    private @Nullable CommandSpec spec;

    SyncCommand() {}

    private enum Done {
        SAME,
        CREATED,
        UPDATED
    }

    @Override
    public Integer call() throws Exception {
        Path from = local;
        if (from == null || !Files.isDirectory(from)) {
            throw Remote.wrong(spec, "LOCAL expects a directory that exists; found " + from);
        }
        return remote.run(retries, spec, link -> sync(link, from));
    }

    private int sync(Link link, Path from) throws Exception {
        List<Path> sources;
        try (Stream<Path> all = Files.walk(from)) {
            sources = all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
        String prefix = path.endsWith("/") ? path : path + "/";
        int[] counts = new int[Done.values().length];
        int failed = 0;
        for (Path source : sources) {
            String target = prefix
                    + from.relativize(source)
                            .toString()
                            .replace(source.getFileSystem().getSeparator(), "/");
            try {
                Done done = link.call((client, again) -> one(client, source, target));
                counts[done.ordinal()]++;
                if (done != Done.SAME) {
                    say(done == Done.CREATED ? "new" : "changed", target);
                }
            } catch (IOException refused) {
                failed++;
                Remote.err(spec).println("hookprobe file: " + target + ": " + Remote.told(refused));
            }
        }
        total(counts, failed);
        return failed == 0 ? 0 : 1;
    }

    private Done one(HtpFileClient client, Path source, String target) throws IOException, InterruptedException {
        FileStat there;
        TransferProgress bar = ProgressBar.of(Remote.err(spec), target, remote.json());
        try {
            there = HtpFileClient.await(client.stat(target));
        } catch (FileTransferException refused) {
            if (refused.code() != FileErrorCode.NOT_FOUND) {
                throw refused;
            }
            if (!dryRun) {
                HtpFileClient.await(client.onProgress(bar).create(target, source, WriteOption.CREATE_DIRS));
            }
            return Done.CREATED;
        }
        if (there.directory()) {
            throw new IOException("a directory is there");
        }
        if (LocalFile.same(source, there)) {
            return Done.SAME;
        }
        if (!dryRun) {
            // Only over what was just looked at: a change by somebody else in between is not lost.
            HtpFileClient.await(client.onProgress(bar).update(target, source, there.sha256()));
        }
        return Done.UPDATED;
    }

    private void say(String what, String target) {
        Remote.out(spec).println(remote.json() ? Json.object(Map.of(what, target)) : what + " " + target);
    }

    private void total(int[] counts, int failed) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("new", counts[Done.CREATED.ordinal()]);
        fields.put("changed", counts[Done.UPDATED.ordinal()]);
        fields.put("same", counts[Done.SAME.ordinal()]);
        fields.put("failed", failed);
        fields.put("dryRun", dryRun);
        if (remote.json()) {
            Remote.out(spec).println(Json.object(fields));
        } else {
            Remote.out(spec)
                    .println(fields.get("new") + " new, " + fields.get("changed") + " changed, " + fields.get("same")
                            + " same, " + failed + " failed" + (dryRun ? " (dry run, nothing sent)" : ""));
        }
    }
}
