package com.hookprobe.qsecbit.exchange.stix;

import com.fasterxml.jackson.databind.JsonNode;
import com.hookprobe.qsecbit.exchange.Decided;
import com.hookprobe.qsecbit.exchange.ExchangeText;
import com.hookprobe.qsecbit.exchange.Fields;
import com.hookprobe.qsecbit.exchange.Intelligence;
import com.hookprobe.qsecbit.exchange.RefusedException;
import com.hookprobe.qsecbit.exchange.Subject;
import com.hookprobe.qsecbit.exchange.Tlp;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Objects of others: indicators and sightings, read strictly; other types are passed over, as STIX wants it (EXCHANGE 5.4). */
public final class StixReader {
    private static final Pattern ID = Pattern.compile(
            "[a-z][a-z0-9-]{1,248}[a-z0-9]--[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}");

    private static final int ID_CHARS_MAX = Intelligence.ID_CHARS_MAX;
    private static final int TYPE_CHARS_MAX = 250;
    private static final int NAME_CHARS_MAX = 256;
    private static final int TEXT_CHARS_MAX = 65_536;
    private static final int REFS_MAX = 256;
    private static final int COUNT_MAX = 999_999_999;

    private final String source;

    /** For what comes from one feed or account. */
    public StixReader(String source) {
        this.source = source;
    }

    /** What every object has. */
    public record Head(String type, String id, String specVersion, String version, long versionMicros) {}

    /**
     * Checks what every object has.
     *
     * @throws RefusedException for what is no STIX 2.1 object
     */
    public static Head head(JsonNode object) throws RefusedException {
        Fields fields = Fields.of(object, "an object");
        String type = fields.text("type", TYPE_CHARS_MAX);
        String id = fields.text("id", ID_CHARS_MAX);
        if (!ID.matcher(id).matches() || !id.startsWith(type + "--")) {
            throw new RefusedException("an id of the type " + type, id);
        }
        String spec = fields.optionalText("spec_version", 8).orElse("2.0");
        if (!spec.equals("2.1")) {
            throw new RefusedException("spec_version 2.1", spec);
        }
        Optional<String> version = fields.optionalText("modified", 40);
        if (version.isEmpty()) {
            version = fields.optionalText("created", 40);
        }
        // Cyber-observables and bundles have no times.
        String text = version.orElse("");
        return new Head(type, id, spec, text, text.isEmpty() ? 0 : StixTime.parse(text));
    }

    /**
     * Reads one object; empty for a type that says nothing of attackers.
     *
     * @throws RefusedException for an indicator or a sighting that is not understood whole
     */
    public Optional<Intelligence> read(JsonNode object) throws RefusedException {
        Head head = head(object);
        Fields fields = Fields.of(object, "an object");
        return switch (head.type()) {
            case "indicator" -> Optional.of(indicator(head, fields));
            case "sighting" -> Optional.of(sighting(head, fields));
            default -> Optional.empty();
        };
    }

    private Intelligence indicator(Head head, Fields fields) throws RefusedException {
        String language = fields.text("pattern_type", 64);
        if (!language.equals("stix")) {
            throw new RefusedException("pattern_type stix", language);
        }
        List<Subject> subjects = StixPattern.parse(fields.text("pattern", TEXT_CHARS_MAX));
        StixTime.parse(fields.text("created", 40));
        StixTime.parse(fields.text("modified", 40));
        long from = StixTime.parse(fields.text("valid_from", 40));
        Optional<String> end = fields.optionalText("valid_until", 40);
        long until = end.isEmpty() ? Long.MAX_VALUE : StixTime.parse(end.get());
        if (until <= from) {
            throw new RefusedException("valid_until after valid_from", end.orElse(""));
        }
        return new Intelligence.Indicator(
                source,
                head.id(),
                subjects,
                ExchangeText.oneLine(fields.optionalText("name", TEXT_CHARS_MAX).orElse(""), NAME_CHARS_MAX),
                (int) fields.number("confidence", 0, Decided.CONFIDENCE_MAX, -1),
                from,
                until,
                fields.flag("revoked", false),
                marking(fields));
    }

    private Intelligence sighting(Head head, Fields fields) throws RefusedException {
        String of = fields.text("sighting_of_ref", ID_CHARS_MAX);
        if (!ID.matcher(of).matches()) {
            throw new RefusedException("an id as sighting_of_ref", of);
        }
        long first = time(fields, "first_seen");
        long last = time(fields, "last_seen");
        if (first >= 0 && last >= 0 && last < first) {
            throw new RefusedException("last_seen not before first_seen", StixTime.format(last));
        }
        int count = (int) fields.number("count", 0, COUNT_MAX, 1);
        return new Intelligence.Sighting(source, head.id(), of, count, first, last);
    }

    private static long time(Fields fields, String name) throws RefusedException {
        Optional<String> text = fields.optionalText(name, 40);
        return text.isEmpty() ? -1 : StixTime.parse(text.get());
    }

    private static String marking(Fields fields) throws RefusedException {
        String strictest = "";
        for (String ref : fields.texts("object_marking_refs", REFS_MAX, ID_CHARS_MAX)) {
            Optional<Tlp> tlp = Tlp.ofStixId(ref);
            if (tlp.isPresent()
                    && (strictest.isEmpty()
                            || tlp.get().compareTo(Tlp.valueOf(strictest.toUpperCase(Locale.ROOT))) > 0)) {
                strictest = tlp.get().word();
            }
        }
        return strictest;
    }
}
