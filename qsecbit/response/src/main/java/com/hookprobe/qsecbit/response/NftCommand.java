package com.hookprobe.qsecbit.response;

import java.util.ArrayList;
import java.util.List;

/** Runs nft; see {@link BoundedCommand}. */
final class NftCommand {
    private final List<String> command;
    private final BoundedCommand runner;

    NftCommand(NftConfig config) {
        this.command = config.command();
        this.runner = new BoundedCommand(config.timeout(), config.scratch(), false);
    }

    /** Feeds a text to nft with these arguments; anything but exit code 0 in time is an exception. */
    void run(String input, String... arguments) throws EnforcementException {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(arguments));
        runner.run(input, line);
    }
}
