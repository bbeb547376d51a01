package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.learning.Layout;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.ModelFolder;
import com.hookprobe.qsecbit.learning.SignedModel;
import com.hookprobe.qsecbit.model.Schemas;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hookprobe learning init}. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Begins a chain of models: writes the first, which knows nothing, into an empty folder.")
final class InitCommand implements Callable<Integer> {
    @Option(names = "--folder", required = true, paramLabel = "DIR", description = "models and orders, shared/learning")
    private Path folder = Path.of("");

    @Option(names = "--key", required = true, paramLabel = "FILE", description = "the aggregator's key")
    private Path key = Path.of("");

    @Option(names = "--kdd", description = "with the content features of NSL-KDD, which no sensor of flows tells")
    private boolean kdd;

    @Spec
    private @Nullable CommandSpec spec;

    InitCommand() {}

    @Override
    public Integer call() throws IOException {
        Ed25519Key signer = Ed25519Key.read(key);
        ModelFolder models = new ModelFolder(folder, signer.verifier());
        if (models.highestNumber() >= 0) {
            throw new IOException(folder + ": expected no models; found number " + models.highestNumber());
        }
        LearnedModel first = LearnedModel.first(Layout.of(kdd ? Schemas.KDD : Schemas.FLOW));
        Streams.out(spec).println(models.write(SignedModel.sign(first, signer.signer())));
        return 0;
    }
}
