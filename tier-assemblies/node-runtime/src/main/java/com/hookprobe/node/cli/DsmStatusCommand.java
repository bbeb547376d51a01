package com.hookprobe.node.cli;

import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.status.StatusPage;
import com.hookprobe.node.status.StatusTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How consensus stands, as one validator sees it. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Shows how consensus stands as this validator sees it: who signed, who was silent, why views were skipped, how far behind"
                    + " it is. Reads a page that the node writes; asks nobody.",
            "Exit code 0: healthy; 1: not healthy, and the reasons are named (behind, no quorum, signs nothing, no checkpoint, page"
                    + " too old); 2: there is no page, or it cannot be read."
        })
public final class DsmStatusCommand implements Callable<Integer> {
    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "the validator's YAML configuration")
    private Path config = Path.of("");

    @Option(names = "--json", description = "the page as one JSON object; its age is among the problems")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Path data =
                Path.of(new ConfigLoader(System.getenv()).load(config).node().data());
        StatusPage page;
        try {
            page = StatusPage.read(data);
        } catch (IOException e) {
            throw new CliException(CliException.USAGE, String.valueOf(e.getMessage()));
        }
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        if (json) {
            System.out.println(page.with(StatusTable.problems(page, now)).json());
        } else {
            StatusTable.lines(page, now).forEach(System.out::println);
        }
        return StatusTable.problems(page, now).isEmpty() ? 0 : 1;
    }
}
