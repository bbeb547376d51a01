package com.hookprobe.node.cli;

import com.hookprobe.node.log.EventLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings an enrolment request to the MSSP. */
@Command(
        mixinStandardHelpOptions = true,
        name = "send",
        description = {
            "Sends an enrolment request to the MSSP (registry.enrolment there), and prints the node id and its status.",
            "With a one-time token in it the node is ACTIVE at once; else it is PENDING until an operator approves it.",
            "Sending the same file again changes nothing, and tells the status of then.",
            "Exit code 0: taken; 69: not now; 77: refused."
        })
final class KeysSendCommand implements Callable<Integer> {
    @Option(
            names = "--to",
            required = true,
            paramLabel = "URL",
            description = "https://HOST or http://HOST:PORT; the request is sealed and signed, and its card is public")
    private String server = "";

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Parameters(paramLabel = "REQUEST", description = "the file that 'keys request --out' has made")
    private Path file = Path.of("");

    @Override
    public Integer call() throws IOException {
        EnrolmentClient.Taken taken =
                EnrolmentClient.send(server, KeysCommand.enrolmentRequest(file).toText());
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("node_id", taken.nodeId());
            fields.put("status", taken.status());
            System.out.println(EventLog.json(fields));
        } else {
            System.out.println(taken.nodeId() + " " + taken.status());
        }
        return 0;
    }
}
