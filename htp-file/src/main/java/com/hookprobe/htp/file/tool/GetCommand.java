package com.hookprobe.htp.file.tool;

import com.hookprobe.htp.file.HtpFileClient;
import com.hookprobe.htp.file.TransferProgress;
import com.hookprobe.htp.file.core.FileOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hookprobe file get}. */
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Fetches a file. It appears whole, or not at all. Given again after an interruption, it goes on with what is here."
        })
final class GetCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "REMOTE", description = "its path on the server")
    private String path = "";

    @Parameters(index = "1", paramLabel = "LOCAL", description = "where it goes; a file that is there is replaced")
    private @Nullable Path local;

    @Mixin
    private Retries retries = new Retries();

    @Mixin
    private Remote remote = new Remote();

    @Spec
    private @Nullable CommandSpec spec;

    GetCommand() {}

    @Override
    public Integer call() throws Exception {
        Path target = local;
        if (target == null
                || Files.isDirectory(target)
                || !Files.isDirectory(target.resolveSibling(".").normalize())) {
            throw Remote.wrong(spec, "LOCAL expects a file in a directory that exists; found " + target);
        }
        return remote.run(retries, spec, link -> get(link, target));
    }

    private int get(Link link, Path target) throws Exception {
        TransferProgress bar = ProgressBar.of(Remote.err(spec), path, remote.json());
        FileOutcome.Transferred done = link.call(
                (client, again) -> HtpFileClient.await(client.onProgress(bar).read(path, target)));
        Remote.out(spec).println(PutCommand.report("get", path, done, remote.json()));
        return 0;
    }
}
