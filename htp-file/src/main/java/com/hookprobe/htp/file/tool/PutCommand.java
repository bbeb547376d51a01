package com.hookprobe.htp.file.tool;

import com.hookprobe.htp.file.FileTransferException;
import com.hookprobe.htp.file.HtpFileClient;
import com.hookprobe.htp.file.LocalFile;
import com.hookprobe.htp.file.TransferProgress;
import com.hookprobe.htp.file.WriteOption;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileOutcome;
import com.hookprobe.htp.file.core.FileStat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hookprobe file put}. */
@Command(
        name = "put",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends a file. Given again after an interruption, it sends only what the server does not hold yet."
        })
final class PutCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "LOCAL", description = "the file to send")
    private @Nullable Path local;

    @Parameters(index = "1", paramLabel = "REMOTE", description = "its path on the server")
    private String path = "";

    @Option(names = "--overwrite", description = "replace a file that is there")
    private boolean overwrite;

    @Option(names = "--dirs", description = "make missing directories")
    private boolean dirs;

    @Option(names = "--plain", description = "do not compress on the way")
    private boolean plain;

    @Mixin
    private Retries retries = new Retries();

    @Mixin
    private Remote remote = new Remote();

    @Spec
    private @Nullable CommandSpec spec;

    PutCommand() {}

    @Override
    public Integer call() throws Exception {
        Path source = local;
        if (source == null || !Files.isRegularFile(source)) {
            throw Remote.wrong(spec, "LOCAL expects a file that exists; found " + source);
        }
        List<WriteOption> options = new ArrayList<>();
        if (overwrite) {
            options.add(WriteOption.OVERWRITE);
        }
        if (dirs) {
            options.add(WriteOption.CREATE_DIRS);
        }
        if (plain) {
            options.add(WriteOption.PLAIN);
        }
        return remote.run(retries, spec, link -> put(link, source, options));
    }

    private int put(Link link, Path source, List<WriteOption> options) throws Exception {
        TransferProgress bar = ProgressBar.of(Remote.err(spec), path, remote.json());
        FileOutcome.Transferred done = link.call((client, again) -> {
            try {
                return HtpFileClient.await(
                        client.onProgress(bar).create(path, source, options.toArray(WriteOption[]::new)));
            } catch (FileTransferException refused) {
                if (again && refused.code() == FileErrorCode.ALREADY_EXISTS) {
                    return alreadyThere(client, source, refused);
                }
                throw refused;
            }
        });
        Remote.out(spec).println(report("put", path, done, remote.json()));
        return 0;
    }

    /** The session may have been lost just before its last message: then the file that is in the way is this one. */
    private FileOutcome.Transferred alreadyThere(HtpFileClient client, Path source, FileTransferException refused)
            throws Exception {
        FileStat there = HtpFileClient.await(client.stat(path));
        if (there.directory() || !there.sha256().equals(LocalFile.hash(source))) {
            throw refused;
        }
        return new FileOutcome.Transferred(there.size(), there.sha256());
    }

    static String report(String what, String path, FileOutcome.Transferred done, boolean json) {
        if (!json) {
            return what + " " + path + ": " + done.size() + " bytes, SHA-256 " + done.sha256();
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(what, path);
        fields.put("bytes", done.size());
        fields.put("sha256", done.sha256().toString());
        return Json.object(fields);
    }
}
