package com.hookprobe.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.TerFault;
import com.hookprobe.neuro.dream.DreamInspection;
import com.hookprobe.neuro.dream.DreamLog;
import com.hookprobe.node.log.EventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says in sentences what broke resonance. Exit code 0 nothing is wrong, 1 something is, 2 wrong usage. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Says what broke resonance and from which record on: a damaged log, a broken chain, changed files, diverging",
            "weights, or two histories of one device (--against). Or explains evidence that an MSSP wrote (--evidence).",
            "Exit code 0: nothing is wrong; 1: something is; 2: wrong usage."
        })
final class NeuroExplainCommand implements Callable<Integer> {
    private static final long EVIDENCE_BYTES_MAX = 1 << 20;

    @Mixin
    private NeuroLogOptions options = new NeuroLogOptions();

    @Option(
            names = "--against",
            paramLabel = "DIR|FILE",
            description = "another log of the same device; --log is the known history, this one the second")
    private @Nullable Path against;

    @Option(names = "--evidence", paramLabel = "FILE", description = "a file of an MSSP's folder 'evidence'")
    private @Nullable Path evidence;

    @Override
    public Integer call() throws Exception {
        if (evidence != null) {
            return showEvidence(evidence);
        }
        Optional<LogExamination.Finding> finding = options.examine().finding();
        if (finding.isEmpty() && against != null) {
            finding = compare(options.log(), against);
        }
        show(finding);
        damages(options.log());
        return finding.isEmpty() ? 0 : 1;
    }

    private void show(Optional<LogExamination.Finding> finding) {
        if (options.json()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("wrong", finding.map(LogExamination.Finding::reason).orElse("NOTHING"));
            finding.ifPresent(found -> {
                fields.put("record", found.record());
                fields.put("record_time", LogExamination.time(found.timeMicros()));
                fields.put("explanation", found.sentence());
                fields.put("advice", found.advice());
            });
            System.out.println(EventLog.json(fields));
        } else if (finding.isEmpty()) {
            System.out.println("Nothing is wrong with what was looked at.");
        } else {
            System.out.println(
                    finding.get().reason() + " from record " + finding.get().record() + " on.");
            System.out.println(finding.get().sentence());
            System.out.println(finding.get().advice());
        }
    }

    /** Every damage of a dream log with its file and byte, which a reading that ends at the first one cannot tell. */
    private void damages(Path log) throws NeuroException {
        if (options.json() || !Files.isDirectory(log)) {
            return;
        }
        DreamInspection inspection = DreamLog.inspect(log);
        inspection.damages().forEach(damage -> System.out.println("damage: " + damage));
        inspection.tornTail().ifPresent(tail -> System.out.println("a torn end, as a crash leaves it: " + tail));
    }

    /** The first record that differs, and by docs/spec/neuro.md 9.21 what that means. */
    private static Optional<LogExamination.Finding> compare(Path known, Path second)
            throws IOException, NeuroException {
        try (TerStream a = TerStream.open(known);
                TerStream b = TerStream.open(second)) {
            long first = Math.max(a.start().count(), b.start().count());
            skip(a, first - a.start().count());
            skip(b, first - b.start().count());
            long number = first;
            Optional<TerChain> place = first == 0 ? Optional.of(TerChain.START) : Optional.empty();
            while (true) {
                Optional<Ter> one = a.next();
                Optional<Ter> other = b.next();
                if (one.isEmpty() || other.isEmpty()) {
                    if (number == first) {
                        throw new CliException(CliException.USAGE, "the two logs have no record in common to compare");
                    }
                    return Optional.empty();
                }
                if (!one.get().equals(other.get())) {
                    // 9.21: only a record that follows the one before it is a second history.
                    Optional<TerFault> fault = place.flatMap(before -> before.check(other.get()));
                    if (fault.isPresent()) {
                        return Optional.of(noHistory(number, other.get(), fault.get()));
                    }
                    return Optional.of(fork(number, one.get(), other.get(), lastTime(a, one.get())));
                }
                number++;
                place = Optional.of(new TerChain(
                        number, one.get().timestampMicros(), one.get().crc()));
            }
        }
    }

    private static void skip(TerStream stream, long records) throws IOException, NeuroException {
        for (long i = 0; i < records && stream.next().isPresent(); i++) {
            // Records before the first one that both have.
        }
    }

    private static long lastTime(TerStream stream, Ter from) throws IOException, NeuroException {
        long last = from.timestampMicros();
        for (Optional<Ter> next = stream.next(); next.isPresent(); next = stream.next()) {
            last = next.get().timestampMicros();
        }
        return last;
    }

    private static LogExamination.Finding noHistory(long number, Ter second, TerFault fault) {
        return new LogExamination.Finding(
                "CHAIN_INVALID",
                number,
                second.timestampMicros(),
                "Record " + number + " of the second log is another one than that of the first, but does not follow the"
                        + " record before it (" + fault + "): it is damaged or edited, and no second history.",
                "Look at the second log's disk, and at who could write to it.");
    }

    private static LogExamination.Finding fork(long number, Ter known, Ter second, long lastKnownMicros) {
        boolean later = second.timestampMicros() > lastKnownMicros;
        return new LogExamination.Finding(
                later ? "ROLLBACK" : "CLONE",
                number,
                second.timestampMicros(),
                "Record " + number + " is one of " + LogExamination.time(known.timestampMicros())
                        + " in the first log and"
                        + " another one of " + LogExamination.time(second.timestampMicros())
                        + " in the second. The first log ends at " + LogExamination.time(lastKnownMicros) + ", so "
                        + (later
                                ? "an old state of the device was started again after it."
                                : "both histories ran at the same time: two machines live as this device."),
                later
                        ? "Ask who restored a backup or a snapshot. The keys exist twice: enrol the device anew."
                        : "Take both from the network, find the copy, and enrol the device anew with a new seed.");
    }

    private int showEvidence(Path file) throws IOException {
        if (Files.size(file) > EVIDENCE_BYTES_MAX) {
            throw new CliException(CliException.USAGE, file + ": too large for a file of evidence");
        }
        JsonNode json;
        try {
            json = new ObjectMapper().readTree(Files.readString(file));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new CliException(
                    CliException.USAGE, file + ": expected the JSON of an evidence; found another content");
        }
        if (!json.isObject() || !json.path("explanation").isTextual()) {
            throw new CliException(
                    CliException.USAGE, file + ": expected a JSON object with 'explanation'; found none");
        }
        if (options.json()) {
            System.out.println(json);
            return 1;
        }
        System.out.println(json.get("explanation").asText());
        json.fields().forEachRemaining(field -> {
            if (!field.getKey().equals("explanation")) {
                System.out.printf("%-16s %s%n", field.getKey(), field.getValue().asText());
            }
        });
        return 1;
    }
}
