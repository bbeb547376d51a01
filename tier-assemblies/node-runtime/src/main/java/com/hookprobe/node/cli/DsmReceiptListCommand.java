package com.hookprobe.node.cli;

import com.hookprobe.dsm.consensus.ReceiptBundle;
import com.hookprobe.node.log.EventLog;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The receipts that a node has. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description =
                "Lists a node's quorum receipts, oldest first; they are not verified. The node may run meanwhile.")
final class DsmReceiptListCommand implements Callable<Integer> {
    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "the node's YAML configuration")
    private Path config = Path.of("");

    @Option(names = "--json", description = "one JSON object a line")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<ReceiptBundle> all = DsmReceiptCommand.folder(config).all();
        for (ReceiptBundle bundle : all) {
            if (json) {
                Map<String, Object> facts = new LinkedHashMap<>();
                DsmReceiptVerifyCommand.put(facts, bundle);
                System.out.println(EventLog.json(facts));
            } else {
                System.out.printf(
                        "%s  %s/%d  %s  %d of %d%n",
                        bundle.block().hash().hex(),
                        bundle.block().source().shortHex(),
                        bundle.block().seq(),
                        bundle.block().eventType().label(),
                        bundle.receipt().signers().size(),
                        bundle.receipt().validators());
            }
        }
        if (!json) {
            System.out.printf("%d receipts%n", all.size());
        }
        return 0;
    }
}
