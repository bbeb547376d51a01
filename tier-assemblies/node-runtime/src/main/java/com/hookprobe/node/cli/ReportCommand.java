package com.hookprobe.node.cli;

import com.hookprobe.identity.Tier;
import com.hookprobe.node.report.core.Period;
import com.hookprobe.node.role.ReportRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A month's report, for whom it is about. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Has the running node make the report of a month: one HTML file that its reader opens in a browser or prints; nothing in"
                    + " it is fetched or runs. The MSSP makes one of a tenant, a site one of itself. With --json its data.",
            "Exit code 0: made; 1: refused, with the reason; 2: wrong usage; 69: no node answers."
        })
final class ReportCommand implements Callable<Integer> {
    private final boolean provider;

    @Mixin
    private DefenceOptions node = new DefenceOptions();

    @Option(names = "--tenant", paramLabel = "T", description = "of whom; at the MSSP only, and needed there")
    private @Nullable String tenant;

    @Option(
            names = "--month",
            paramLabel = "YYYY-MM",
            description =
                    "which, in UTC; the month before this one when it is left out. One that is not over gives what there is")
    private @Nullable String month;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "where it goes; '-' for standard output. A file that is there is not replaced without --force")
    private @Nullable String out;

    @Option(names = "--force", description = "replace the file")
    private boolean force;

    ReportCommand(Tier tier) {
        this.provider = tier == Tier.MSSP;
    }

    @Override
    public Integer call() throws Exception {
        if (provider == (tenant == null)) {
            throw new CliException(
                    CliException.USAGE,
                    provider
                            ? "--tenant is needed: of whom is the report? 'tenant list' names those that there are"
                            : "--tenant is for the MSSP; a site's report is its own");
        }
        String to = out == null && node.json() ? "-" : out;
        if (to == null) {
            throw new CliException(CliException.USAGE, "--out FILE is needed; '-' for standard output");
        }
        String content = node.ask(new ReportRequest(tenant, period().toString(), node.json()));
        if (to.equals("-")) {
            System.out.print(node.json() ? content + "\n" : content);
            System.out.flush();
            return 0;
        }
        Path file = Path.of(to);
        if (!force && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new CliException(1, file + " is there already; give another name, or --force");
        }
        Files.write(
                file,
                content.getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        System.out.println(file + ": the report of " + period());
        return 0;
    }

    private Period period() {
        if (month == null) {
            return Period.of(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()))
                    .before();
        }
        try {
            return Period.parse(month);
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, "--" + e.getMessage());
        }
    }
}
