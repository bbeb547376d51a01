package com.hookprobe.dsm.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * The seed's JSON shapes of a microblock (type "M") and a checkpoint (type "C"): for people and APIs, never signed or
 * parsed back. Hashes, keys and signatures are lower-case hex; strings are escaped (RFC 8259). Fields beyond the seed's come
 * after them.
 */
public final class JsonView {
    private JsonView() {}

    public static String of(Microblock block) {
        JsonObject out = new JsonObject()
                .text("type", "M")
                .text("node_id", block.source().hex())
                .number("seq", block.seq())
                .text("prev", block.prev().hex())
                .text("timestamp", time(block.timeMicros()))
                .text("payload_hash", block.payloadHash().hex())
                .text("event_type", block.eventType().label())
                .text("signature", HexFormat.of().formatHex(block.signature()));
        block.neuro()
                .ifPresent(neuro -> out.object(
                        "neuro",
                        new JsonObject()
                                .text("ter_hash", neuro.terHash().hex())
                                .text("w_fingerprint", HexFormat.of().formatHex(neuro.weightFingerprint()))
                                .text("posf_signature", neuro.posf().hex())));
        return out.text("hash", block.hash().hex())
                .text("network_id", block.networkId().hex())
                .number("incarnation", block.incarnation())
                .number("anchor_height", block.anchorHeight())
                .text("anchor", block.anchor().hex())
                .text("algorithm", block.algorithm().name())
                .toString();
    }

    /**
     * {@code agg_signature} is the encoded certificate. The seed's {@code signature} (of the one proposer) is not in it: the
     * proposer's signature belongs to a view, and the certificate stands for all.
     */
    public static String of(DecidedCheckpoint decided) {
        CheckpointHeader header = decided.header();
        String certificate = HexFormat.of().formatHex(decided.certificate());
        JsonObject out = new JsonObject()
                .text("type", "C")
                .number("epoch", header.epoch())
                .text("timestamp", time(micros(header.epochEndSeconds())))
                .text("merkle_root", header.merkleRoot().hex());
        decided.body().ifPresent(body -> {
            JsonObject ranges = new JsonObject();
            body.ranges()
                    .forEach(range -> ranges.raw(range.source().hex(), "[" + range.from() + "," + range.to() + "]"));
            out.object("included_ranges", ranges);
        });
        return out.text("validator_id", header.proposer().hex())
                .text("agg_signature", certificate)
                .text("hash", header.hash().hex())
                .text("network_id", header.networkId().hex())
                .number("height", header.height())
                .number("prev_epoch", header.prevEpoch())
                .number("block_count", header.blockCount())
                .text("prev", header.prevHash().hex())
                .text("frontier_root", header.frontierRoot().hex())
                .text("log_root", header.logRoot().hex())
                .toString();
    }

    private static long micros(long seconds) {
        return seconds > Long.MAX_VALUE / 1_000_000 ? Long.MAX_VALUE : seconds * 1_000_000;
    }

    private static String time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }
}
