package com.hookprobe.node.cli;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.learning.LearningPage;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.role.LearningRequest;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A node's part in a model that sites learn together, while it runs. */
@Command(
        name = "learning",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "How a site, or the MSSP as the aggregator, stands with the model that sites learn together; takes the model that is"
                    + " rolled out back, or to its next stage.",
            "Exit code 0: done; 1: refused, with the reason, or there is no page; 2: wrong usage; 69: no node answers, and nothing"
                    + " was done."
        })
final class LearningCommand extends CommandGroup {
    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Shows a page that the node writes at each look (learning.interval); asks nobody.")
    int status(@Mixin DefenceOptions node) throws ConfigException, IOException {
        Map<String, Object> page = LearningPage.read(node.data());
        if (node.json()) {
            System.out.println(EventLog.json(page));
        } else {
            page.forEach((name, value) -> System.out.println(name + ": " + value));
        }
        return 0;
    }

    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = {
                "Takes the model of the last roll-out back at all sites, at any stage and after the last. The order is sealed in the"
                        + " ledger."
            })
    int rollback(@Mixin DefenceOptions node) throws ConfigException, IOException, InterruptedException {
        node.ask(new LearningRequest("rollback"));
        System.out.println("taken back");
        return 0;
    }

    @Command(
            name = "promote",
            mixinStandardHelpOptions = true,
            description =
                    "Brings the model that is rolled out to its next stage now. The order is sealed in the ledger.")
    int promote(@Mixin DefenceOptions node) throws ConfigException, IOException, InterruptedException {
        node.ask(new LearningRequest("promote"));
        System.out.println("at the next stage");
        return 0;
    }
}
