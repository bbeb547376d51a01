package com.hookprobe.node.cli;

import com.hookprobe.dsm.consensus.EvidenceBundle;
import com.hookprobe.dsm.ledger.CompletenessReceipt;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.role.Payloads;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a file of evidence says, for people and programs. */
final class EvidenceView {
    private EvidenceView() {}

    static void print(EvidenceBundle evidence, Optional<String> refusal, boolean json) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("valid", refusal.isEmpty());
        refusal.ifPresent(reason -> facts.put("reason", reason));
        facts.put("network", evidence.genesis().networkId().hex());
        facts.put("mesh", evidence.genesis().name());
        evidence.block().ifPresent(proof -> block(facts, evidence, proof));
        evidence.completeness().ifPresent(receipt -> receipt(facts, receipt));
        print(facts, json);
    }

    /** Evidence of a network that is not the one that was meant. */
    static void printOther(Hash32 network, String reason, boolean json) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("valid", false);
        facts.put("reason", reason);
        facts.put("network", network.hex());
        print(facts, json);
    }

    private static void print(Map<String, Object> facts, boolean json) {
        if (json) {
            System.out.println(EventLog.json(facts));
        } else {
            facts.forEach((name, value) -> System.out.printf("%-18s %s%n", name, printable(String.valueOf(value))));
        }
    }

    private static void block(Map<String, Object> facts, EvidenceBundle evidence, InclusionBundle proof) {
        Microblock block = proof.block();
        facts.put("block", block.hash().hex());
        facts.put("source", block.source().hex());
        facts.put("seq", block.seq());
        facts.put("event_type", block.eventType().label());
        facts.put(
                "time_of_source",
                Instant.EPOCH.plus(block.timeMicros(), ChronoUnit.MICROS).toString());
        evidence.anchor()
                .ifPresent(anchor ->
                        facts.put("not_earlier_than", seconds(anchor.header().epochEndSeconds())));
        // The checkpoint was decided after that; when, no header says.
        facts.put("epoch_ended", seconds(proof.header().epochEndSeconds()));
        facts.put("height", proof.header().height());
        facts.put("payload_hash", block.payloadHash().hex());
        evidence.payload().ifPresent(payload -> facts.put("payload", content(payload)));
    }

    private static void receipt(Map<String, Object> facts, CompletenessReceipt receipt) {
        facts.put("source", receipt.source().hex());
        facts.put("incarnation", receipt.incarnation());
        facts.put(
                "from_height", receipt.before().map(it -> it.header().height()).orElse(0L));
        facts.put("to_height", receipt.after().header().height());
        receipt.before()
                .ifPresent(it -> facts.put("period_begins", seconds(it.header().epochEndSeconds())));
        facts.put("period_ends", seconds(receipt.after().header().epochEndSeconds()));
        facts.put("blocks", receipt.blocks().size());
        if (!receipt.blocks().isEmpty()) {
            facts.put("first_seq", receipt.blocks().get(0).seq());
            facts.put(
                    "last_seq",
                    receipt.blocks().get(receipt.blocks().size() - 1).seq());
        }
    }

    /** A header that nobody signed may name any epoch. */
    private static String seconds(long seconds) {
        try {
            return Instant.ofEpochSecond(seconds).toString();
        } catch (DateTimeException e) {
            return seconds + " s";
        }
    }

    /** A file that does not hold has names of its maker's choice: they move no cursor and make no lines. */
    private static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> shown.appendCodePoint(isPrintable(c) ? c : '\uFFFD'));
        return shown.toString();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    /** Text when it is text without controls that could move a terminal's cursor, else hexadecimal. */
    private static String content(byte[] salted) {
        byte[] content = Arrays.copyOfRange(salted, Payloads.SALT_BYTES, salted.length);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            if (text.chars().noneMatch(Character::isISOControl)) {
                return text;
            }
        } catch (CharacterCodingException e) {
            // Shown as hexadecimal below.
            return HexFormat.of().formatHex(content);
        }
        return HexFormat.of().formatHex(content);
    }
}
