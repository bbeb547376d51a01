package com.hookprobe.dsm.api;

import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.JsonObject;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the ledger behind the API can be read and goes on. */
final class Health {
    private final LedgerReader ledger;
    private final ServerConfig config;

    Health(LedgerReader ledger, ServerConfig config) {
        this.ledger = ledger;
        this.config = config;
    }

    Response answer() throws Problem {
        List<String> reasons = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        long latest = 0;
        long size = 0;
        try {
            Optional<CheckpointHeader> newest = ledger.latestDecided().map(DecidedCheckpoint::header);
            latest = newest.map(CheckpointHeader::height).orElse(0L);
            size = ledger.logSize();
            newest.ifPresent(header -> age(header, reasons));
        } catch (StoreException | IllegalStateException e) {
            // What failed names files of the node: for its log, not for whoever asks.
            reasons.add("the store cannot be read");
        }
        if (!reasons.isEmpty()) {
            throw Problem.unhealthy("a ledger that can be read and goes on", reasons);
        }
        if (latest == 0) {
            warnings.add("no checkpoint yet");
        } else if (size < latest) {
            warnings.add("headers above " + size + " are missing: the log of checkpoints stands there");
        }
        return Route.json(new JsonObject()
                .text("status", "ok")
                .number("height", latest)
                .number("log_size", size)
                .texts("warnings", warnings));
    }

    private void age(CheckpointHeader newest, List<String> reasons) {
        if (config.checkpointAgeMax().isPresent()) {
            Duration max = config.checkpointAgeMax().get();
            long seconds = config.clock().instant().getEpochSecond() - newest.epochEndSeconds();
            if (seconds > max.toSeconds()) {
                reasons.add("the newest checkpoint, height " + newest.height() + ", is " + seconds
                        + " s old; expected at most " + max.toSeconds());
            }
        }
    }
}
