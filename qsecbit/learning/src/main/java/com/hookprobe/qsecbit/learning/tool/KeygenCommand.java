package com.hookprobe.qsecbit.learning.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hookprobe learning keygen}. */
@Command(
        name = "keygen",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Makes an Ed25519 key for these commands and prints its public key. Nodes use their own keys.")
final class KeygenCommand implements Callable<Integer> {
    @Option(names = "--out", required = true, paramLabel = "FILE", description = "the key; must not exist yet")
    private Path out = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    KeygenCommand() {}

    @Override
    public Integer call() throws IOException {
        byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        Ed25519Key key = new Ed25519Key(seed);
        key.write(out);
        Streams.out(spec).println(HexFormat.of().formatHex(key.publicKey()));
        return 0;
    }
}
