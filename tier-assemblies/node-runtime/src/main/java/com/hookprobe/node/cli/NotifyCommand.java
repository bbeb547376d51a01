package com.hookprobe.node.cli;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.config.NotificationPlan;
import com.hookprobe.node.config.NotificationSettings;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.role.NotifyRequest;
import com.hookprobe.notify.ChannelConfig;
import com.hookprobe.notify.NotifierConfig;
import com.hookprobe.notify.core.NotificationType;
import com.hookprobe.notify.core.Rule;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who is told of what happens at a node. */
@Command(
        name = "notify",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Channels by which people and workflows are told of what happens at a node. For test and status the running node answers.",
            "Exit code 0: done; 1: the test did not arrive, with the reason; 2: wrong usage; 69: no node answers;"
                    + " 78: wrong configuration, or none of notifications."
        })
final class NotifyCommand extends CommandGroup {
    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description =
                    "Sends a test message by a channel, past rules, rates and quiet hours, and says what came of it.")
    int test(
            @Mixin DefenceOptions node,
            @Option(names = "--channel", required = true, paramLabel = "NAME", description = "which channel")
                    String channel)
            throws ConfigException, IOException, InterruptedException {
        List<Map<String, Object>> rows = node.ask(new NotifyRequest("test", channel));
        String note = rows.isEmpty() ? "" : String.valueOf(rows.get(0).get("note"));
        if (node.json()) {
            System.out.println(EventLog.json(Map.of("channel", channel, "delivered", true, "note", note)));
        } else {
            System.out.println(channel + ": the test message was taken" + (note.isEmpty() ? "" : "; " + note));
        }
        return 0;
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Shows for each channel what waits, was delivered and was lost, and the last error.")
    int status(@Mixin DefenceOptions node) throws ConfigException, IOException, InterruptedException {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        for (Map<String, Object> row : node.ask(new NotifyRequest("status", null))) {
            System.out.println(node.json() ? EventLog.json(row) : line(row, now));
        }
        return 0;
    }

    static String line(Map<String, Object> row, long nowMicros) {
        long lost = number(row, "refused") + number(row, "full") + number(row, "old");
        String error = String.valueOf(row.get("last_error"));
        return String.format(
                        "%-16s %-8s %s: waiting %d, delivered %d, lost %d%s%s",
                        row.get("channel"),
                        row.get("kind"),
                        Boolean.TRUE.equals(row.get("failing")) ? "does not arrive" : "well",
                        number(row, "waiting"),
                        number(row, "delivered"),
                        lost,
                        error.isEmpty()
                                ? ""
                                : ", last error " + ago(nowMicros - number(row, "last_error_us")) + ": " + error,
                        Boolean.FALSE.equals(row.get("stored")) ? "; the queue cannot be written" : "")
                .stripTrailing();
    }

    private static String ago(long micros) {
        return Math.max(0, micros / 1_000_000) + " s ago";
    }

    private static long number(Map<String, Object> row, String name) {
        return row.get(name) instanceof Number number ? number.longValue() : 0;
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Shows the channels of the configuration and what each hears of; needs no running node.")
    int list(@Mixin DefenceOptions node) throws ConfigException, IOException {
        NodeConfig config = node.load();
        NotificationSettings settings = config.notifications();
        if (settings == null) {
            throw new CliException(CliException.CONFIGURATION, "the configuration has no section 'notifications'");
        }
        NotifierConfig plan = NotificationPlan.of(config, settings);
        for (ChannelConfig channel : plan.channels()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("channel", channel.lane().name());
            row.put("kind", channel.target().kind());
            row.put("per_hour", channel.lane().perHour());
            row.put("burst", channel.lane().burst());
            row.put("hears", hears(plan, channel.lane().name()));
            System.out.println(
                    node.json()
                            ? EventLog.json(row)
                            : String.format(
                                    "%-16s %-8s %d an hour: %s",
                                    row.get("channel"),
                                    row.get("kind"),
                                    channel.lane().perHour(),
                                    String.join("; ", hears(plan, channel.lane().name()))));
        }
        return 0;
    }

    private static List<String> hears(NotifierConfig plan, String channel) {
        return plan.rules().stream()
                .filter(rule -> rule.channels().contains(channel))
                .map(NotifyCommand::words)
                .toList();
    }

    private static String words(Rule rule) {
        String types = rule.types().size() == NotificationType.values().length
                ? "all"
                : String.join(
                        ", ",
                        rule.types().stream()
                                .map(NotificationType::text)
                                .sorted()
                                .toList());
        return types + " from " + rule.least().name().toLowerCase(Locale.ROOT);
    }
}
