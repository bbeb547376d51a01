package com.hookprobe.htp.file.tool;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hookprobe file key}. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = {
            "Makes this user's key if there is none, and says where its card is. Give the card to whoever runs a server,",
            "for 'serve --allow'; it holds no secret."
        })
final class KeyCommand implements Callable<Integer> {
    @Mixin
    private Home home = new Home();

    @Spec
    private @Nullable CommandSpec spec;

    KeyCommand() {}

    @Override
    public Integer call() throws IOException {
        home.clientKey();
        Remote.out(spec).println(home.resolve("client.card"));
        return 0;
    }
}
