package com.hookprobe.node.cli;

import com.hookprobe.identity.KeystoreException;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.role.DecisionsPage;
import com.hookprobe.node.role.DefenceRequest;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Indicator;
import com.hookprobe.qsecbit.response.IndicatorList;
import com.hookprobe.qsecbit.response.Origin;
import com.hookprobe.qsecbit.response.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a site does about whom, and what its operator wants to be done. */
@Command(
        name = "decisions",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Lists the decisions in force at a site, and hands an operator's to its running node, which seals them in the ledger.",
            "Exit code 0: done; 1: not all of it, and what was refused is named; 2: wrong usage; 69: no node answers."
        })
final class DecisionsCommand extends CommandGroup {
    private static final String SOURCES = "addresses, prefixes, or hardware addresses";

    /** What is decided. */
    static final class What {
        @Option(
                names = "--ttl",
                required = true,
                paramLabel = "TIME",
                description = "how long, such as 90s, 30m, 4h or 7d; at most 365d")
        private String ttl = "";

        @Option(
                names = "--action",
                defaultValue = "BLOCK",
                description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
        private Action action = Action.BLOCK;

        @Option(
                names = "--scope",
                defaultValue = "SITE",
                description = "SITE, or HOST: no other enforcer of the site takes it over; default ${DEFAULT-VALUE}")
        private Scope scope = Scope.SITE;

        @Option(
                names = "--reason",
                required = true,
                paramLabel = "TEXT",
                description = "one line, at most 256 characters")
        private String reason = "";

        private DefenceRequest request(List<String> indicators) {
            if (scope != Scope.SITE && scope != Scope.HOST) {
                throw new CliException(
                        CliException.USAGE,
                        "--scope expects SITE or HOST: for other sites the mesh decides, found " + scope);
            }
            return new DefenceRequest(
                    "add", indicators, action.name(), DefenceOptions.seconds("--ttl", ttl), scope.name(), reason);
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the decisions in force, the first to end first, and what operators took back.")
    int list(
            @Mixin DefenceOptions site,
            @Option(names = "--about", paramLabel = "ADDRESS", description = "only those that concern this one")
                    @Nullable String about,
            @Option(names = "--origin", description = "only those of ${COMPLETION-CANDIDATES}") @Nullable Origin origin,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "0", description = "at most so many; 0: all")
                    int limit)
            throws ConfigException, IOException, KeystoreException {
        Optional<Indicator> whom = about == null ? Optional.empty() : Optional.of(indicator(about));
        DecisionsPage page = site.page();
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        List<Decision> found = page.decisions(now).stream()
                .filter(decision -> whom.isEmpty() || DecisionsPage.concerns(decision, whom.get()))
                .filter(decision -> origin == null || decision.origin() == origin)
                .toList();
        found.stream()
                .limit(limit <= 0 ? Long.MAX_VALUE : limit)
                .forEach(decision -> DecisionView.print(decision, now, site.json()));
        page.undone(now).stream()
                .filter(undone -> whom.isEmpty() || undone.indicator().equals(whom.get()))
                .forEach(undone -> DecisionView.print(undone, now, site.json()));
        if (page.damaged() > 1) {
            System.err.println(page.damaged() + " lines of the journal are damaged and were left out");
        }
        return 0;
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = "Decides about one or more.")
    int add(
            @Mixin DefenceOptions site,
            @Mixin What what,
            @Parameters(arity = "1..*", paramLabel = "WHOM", description = SOURCES) List<String> whom)
            throws ConfigException, IOException, InterruptedException {
        whom.forEach(DecisionsCommand::indicator);
        return site.ask(what.request(whom));
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = {
                "Takes back every decision about exactly these, whoever made it: detectors, the mesh, or a person.",
                "Until they would have ended, only something stronger, or a person, brings them back."
            })
    int delete(
            @Mixin DefenceOptions site,
            @Parameters(arity = "1..*", paramLabel = "WHOM", description = SOURCES + ", or ids of decisions")
                    List<String> whom)
            throws ConfigException, IOException, KeystoreException, InterruptedException {
        List<String> indicators = new ArrayList<>();
        DecisionsPage page = null;
        for (String text : whom) {
            List<Indicator> meant = Indicator.parse(text).stream().toList();
            if (meant.isEmpty()) {
                page = page == null ? site.page() : page;
                meant = page.named(text);
            }
            if (meant.isEmpty()) {
                throw new CliException(
                        CliException.USAGE, "expected " + SOURCES + ", or the id of a decision, found " + text);
            }
            meant.forEach(indicator -> indicators.add(indicator.toString()));
        }
        return site.ask(new DefenceRequest("delete", indicators, null, null, null, null));
    }

    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = {
                "Decides about all of a list in one step. A list has one address or prefix a line, with a number behind it (ipsum)"
                        + " or without, and comments from # or ; on; or it is CrowdSec's JSON.",
                "What is none of these is counted and left out."
            })
    int importList(
            @Mixin DefenceOptions site,
            @Mixin What what,
            @Parameters(paramLabel = "FILE", description = "- for standard input") Path file)
            throws ConfigException, IOException, InterruptedException {
        IndicatorList list = read(file);
        return site.ask(what.request(texts(list, file)));
    }

    static IndicatorList read(Path file) throws IOException {
        boolean standardInput = file.toString().equals("-");
        try (InputStream stream = standardInput ? System.in : Files.newInputStream(file)) {
            return IndicatorList.read(stream);
        }
    }

    static List<String> texts(IndicatorList list, Path file) {
        if (list.othersCount() > 0) {
            System.err.printf(
                    "left out %d entries, such as: %s%n",
                    list.othersCount(), list.others().get(0));
        }
        if (list.indicators().isEmpty()) {
            throw new CliException(1, "no addresses in " + file);
        }
        return list.indicators().stream().map(Indicator::toString).toList();
    }

    private static Indicator indicator(String text) {
        return Indicator.parse(text)
                .orElseThrow(() -> new CliException(CliException.USAGE, "expected " + SOURCES + ", found " + text));
    }
}
