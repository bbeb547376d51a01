package com.hookprobe.qsecbit.federation.sim;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "redteam")
final class RedTeamCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return 0;
    }
}
