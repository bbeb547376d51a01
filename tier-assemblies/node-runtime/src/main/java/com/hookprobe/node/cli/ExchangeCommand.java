package com.hookprobe.node.cli;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.role.ExchangeRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A site's exchange with CrowdSec, TAXII and MISP, while its node runs. */
@Command(
        name = "exchange",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ExchangeKeyCommand.class, ExchangeMachineCommand.class},
        description = {
            "Who may ask a site for its decisions, whose alerts it takes, and how that is going. The running node answers.",
            "Exit code 0: done; 1: refused, with the reason; 2: wrong usage; 69: no node answers, and nothing was done;"
                    + " 78: wrong configuration, or none of an exchange."
        })
final class ExchangeCommand extends CommandGroup {
    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = {
                "Shows where it listens, the bouncers that have asked, when, how many changes each is behind and how many decisions"
                        + " it says it holds, and the sources that are pulled.",
                "behind and holds are -1 (JSON) or - when nothing is known of them."
            })
    int status(@Mixin DefenceOptions site) throws ConfigException, IOException, InterruptedException {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        for (Map<String, Object> row : site.ask(new ExchangeRequest("status", null, null, null, null))) {
            System.out.println(site.json() ? EventLog.json(row) : line(row, now));
        }
        return 0;
    }

    static String line(Map<String, Object> row, long nowMicros) {
        if (row.containsKey("bouncer")) {
            long asked = number(row, "asked_us");
            return String.format(
                    "bouncer %-20s %-39s %-32s asked %s, behind %s, holds %s",
                    row.get("bouncer"),
                    row.get("address"),
                    row.get("agent"),
                    asked == 0 ? "never" : Math.max(0, (nowMicros - asked) / 1_000_000) + " s ago",
                    known(row, "behind"),
                    known(row, "holds"));
        }
        if (row.containsKey("source")) {
            return String.format(
                    "source %-20s taken %d, passed over %d, refused %d, failures in a row %d %s",
                    row.get("source"),
                    number(row, "taken"),
                    number(row, "passed_over"),
                    number(row, "refused"),
                    number(row, "failures"),
                    row.get("message"));
        }
        return String.format(
                "listening on %s%s: tells %d decisions (change %d%s), %d keys, %d machines of which %d wait",
                row.get("listening"),
                Boolean.TRUE.equals(row.get("tls")) ? " with TLS" : "",
                number(row, "told"),
                number(row, "changes"),
                Boolean.TRUE.equals(row.get("catching_up")) ? ", catching up" : "",
                number(row, "keys"),
                number(row, "machines"),
                number(row, "machines_waiting"));
    }

    private static String known(Map<String, Object> row, String name) {
        return number(row, name) < 0 ? "-" : Long.toString(number(row, name));
    }

    private static long number(Map<String, Object> row, String name) {
        return row.get(name) instanceof Number number ? number.longValue() : 0;
    }

    /** Rows of two or three columns. */
    static void print(List<Map<String, Object>> rows, boolean json) {
        for (Map<String, Object> row : rows) {
            if (json) {
                System.out.println(EventLog.json(row));
                continue;
            }
            StringBuilder line = new StringBuilder();
            row.values().forEach(value -> line.append(String.format("%-24s ", value)));
            System.out.println(line.toString().stripTrailing());
        }
    }
}
