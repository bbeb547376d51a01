package com.hookprobe.node.cli;

import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.tpm.PcrValues;
import com.hookprobe.identity.tpm.QuoteException;
import com.hookprobe.identity.tpm.QuoteRecord;
import com.hookprobe.identity.tpm.QuoteVerifier;
import com.hookprobe.identity.tpm.TpmBinding;
import com.hookprobe.node.log.EventLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A verifier's look at a quote; needs no TPM. */
@Command(
        name = "verify-quote",
        mixinStandardHelpOptions = true,
        description =
                "Verifies a quote of 'keys attest': nonce, node, key, PCR values, signature. Exit code 1: not good.")
final class KeysVerifyQuoteCommand implements Callable<Integer> {
    @Option(names = "--quote", required = true, paramLabel = "FILE")
    private Path quote = Path.of("");

    @Option(names = "--nonce", required = true, paramLabel = "HEX", description = "the one that was sent")
    private String nonce = "";

    @Option(names = "--card", required = true, paramLabel = "FILE", description = "the node's card")
    private Path card = Path.of("");

    @Option(
            names = "--binding",
            required = true,
            paramLabel = "FILE",
            description = "as kept since the node's enrolment")
    private Path binding = Path.of("");

    @Option(
            names = "--pcrs",
            required = true,
            paramLabel = "FILE",
            description = "values expected: five lines INDEX HEX")
    private Path pcrs = Path.of("");

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        byte[] sent = KeysAttestCommand.nonce(nonce);
        NodeCard node = KeysCommand.card(card);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("node_id", node.nodeId().hex());
        try {
            TpmBinding bound = TpmBinding.decode(bytes(binding, TpmBinding.BYTES_MAX));
            if (!bound.node().equals(node.nodeId()) || !Arrays.equals(bound.deviceKey(), node.ed25519())) {
                throw new CliException(1, binding + ": the binding is not one of the card's node and key");
            }
            QuoteVerifier.Verified verified = QuoteVerifier.verify(
                    QuoteRecord.decode(bytes(quote, QuoteRecord.BYTES_MAX)),
                    sent,
                    node.nodeId(),
                    bound.chipKey(),
                    PcrValues.fromText(SmallFile.text(pcrs, SmallFile.RECORD_BYTES)));
            fields.put("good", true);
            fields.put("clock_ms", Long.toUnsignedString(verified.clockMillis()));
            fields.put("clock_safe", verified.clockSafe());
            fields.put("reset_count", verified.resetCount());
            fields.put("restart_count", verified.restartCount());
            fields.put("firmware_version", Long.toUnsignedString(verified.firmwareVersion()));
        } catch (QuoteException e) {
            fields.put("good", false);
            fields.put("kind", e.kind().name());
            fields.put("reason", e.getMessage());
        }
        if (json) {
            System.out.println(EventLog.json(fields));
        } else {
            fields.forEach((key, value) -> System.out.printf("%-16s %s%n", key, value));
        }
        return Boolean.TRUE.equals(fields.get("good")) ? 0 : 1;
    }

    private static byte[] bytes(Path file, int bytesMax) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(bytesMax + 1);
        }
    }
}
