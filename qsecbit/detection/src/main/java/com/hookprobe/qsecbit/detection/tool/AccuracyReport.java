package com.hookprobe.qsecbit.detection.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/**
 * How the detectors did on recordings of which the truth is known.
 *
 * @param results one per scenario
 * @param skipped scenarios that could not be read, each with the reason
 */
public record AccuracyReport(List<ScenarioResult> results, List<String> skipped) {
    private static final int NAME_CHARS_MIN = 10;

    /** The share of the known attacks that was found, in [0, 1]; 1 when there are none. */
    public double recall() {
        int labelled = sumLabelled();
        return labelled == 0 ? 1 : (double) sumFound() / labelled;
    }

    /** The share of what was flagged that was rightly so, in [0, 1]; 1 when nothing was. */
    public double precision() {
        int flagged = sumFound() + sumFlagged();
        return flagged == 0 ? 1 : (double) sumFound() / flagged;
    }

    /** The share of the benign hosts that was flagged, in [0, 1]. */
    public double flaggedShare() {
        int benign = results.stream().mapToInt(ScenarioResult::benign).sum();
        return benign == 0 ? 0 : Math.min(1, (double) sumFlagged() / benign);
    }

    /** A table for people, one line per scenario and one for all of them. */
    public String toText() {
        int width = results.stream().mapToInt(r -> r.name().length()).max().orElse(0);
        width = Math.max(NAME_CHARS_MIN, width);
        StringBuilder out = new StringBuilder();
        line(out, width, "scenario", "events", "labelled", "found", "missed", "benign", "flagged");
        for (ScenarioResult r : results) {
            line(
                    out,
                    width,
                    r.name(),
                    r.events(),
                    r.labelled(),
                    r.found(),
                    r.missed().size(),
                    r.benign(),
                    r.flagged());
            r.missed()
                    .forEach(missed -> out.append("    missed: ").append(missed).append('\n'));
            r.wrong().forEach(wrong -> out.append("    wrong: ").append(wrong).append('\n'));
        }
        line(
                out,
                width,
                "all",
                results.stream().mapToLong(ScenarioResult::events).sum(),
                sumLabelled(),
                sumFound(),
                sumLabelled() - sumFound(),
                results.stream().mapToInt(ScenarioResult::benign).sum(),
                sumFlagged());
        out.append(String.format(
                Locale.ROOT,
                "recall %.3f, precision %.3f, benign hosts flagged %.4f%n",
                recall(),
                precision(),
                flaggedShare()));
        skipped.forEach(text -> out.append("skipped: ").append(text).append('\n'));
        return out.toString();
    }

    /** The same as JSON. */
    public String toJson() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("recall", recall());
            json.writeNumberField("precision", precision());
            json.writeNumberField("flagged_share", flaggedShare());
            json.writeArrayFieldStart("scenarios");
            for (ScenarioResult r : results) {
                json.writeStartObject();
                json.writeStringField("name", r.name());
                json.writeNumberField("events", r.events());
                json.writeNumberField("broken", r.broken());
                json.writeNumberField("labelled", r.labelled());
                json.writeNumberField("found", r.found());
                array(json, "missed", r.missed());
                json.writeNumberField("benign", r.benign());
                json.writeNumberField("flagged", r.flagged());
                array(json, "wrong", r.wrong());
                json.writeEndObject();
            }
            json.writeEndArray();
            array(json, "skipped", skipped);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a string takes whatever is written to it", e);
        }
        return text.toString();
    }

    private int sumLabelled() {
        return results.stream().mapToInt(ScenarioResult::labelled).sum();
    }

    private int sumFound() {
        return results.stream().mapToInt(ScenarioResult::found).sum();
    }

    private int sumFlagged() {
        return results.stream().mapToInt(ScenarioResult::flagged).sum();
    }

    private static void array(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private static void line(StringBuilder out, int width, Object... cells) {
        out.append(String.format(Locale.ROOT, "%-" + width + "s", cells[0]));
        for (int i = 1; i < cells.length; i++) {
            out.append(String.format(Locale.ROOT, " %9s", cells[i]));
        }
        out.append('\n');
    }
}
