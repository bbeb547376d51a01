package com.hookprobe.htp.file.tool;

import com.hookprobe.htp.file.HtpFileClient;
import com.hookprobe.htp.file.core.FileHash;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hookprobe file rm}. */
@Command(
        name = "rm",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Deletes a file or an empty directory."})
final class RmCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "REMOTE", description = "its path on the server")
    private String path = "";

    @Option(
            names = "--recursive",
            description = "a directory with all that is in it; only where the server was started with --trees")
    private boolean recursive;

    @Option(names = "--if-hash", paramLabel = "SHA256", description = "only when the file has this SHA-256")
    private @Nullable String ifHash;

    @Mixin
    private Remote remote = new Remote();

    @Spec
    private @Nullable CommandSpec spec;

    RmCommand() {}

    @Override
    public Integer call() throws Exception {
        FileHash hash = hash();
        if (recursive && hash.known()) {
            throw Remote.wrong(spec, "--if-hash is for one file; found it with --recursive");
        }
        return remote.run(spec, client -> {
            HtpFileClient.await(
                    recursive
                            ? client.deleteTree(path)
                            : hash.known() ? client.delete(path, hash) : client.delete(path));
            Remote.out(spec).println(remote.json() ? Json.object(Map.of("rm", path)) : "rm " + path);
            return 0;
        });
    }

    private FileHash hash() {
        String hex = ifHash;
        if (hex == null) {
            return FileHash.NONE;
        }
        if (!hex.matches("[0-9a-fA-F]{64}")) {
            throw Remote.wrong(spec, "--if-hash expects 64 hex digits; found '" + hex + "'");
        }
        return FileHash.of(HexFormat.of().parseHex(hex));
    }
}
