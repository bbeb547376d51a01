package com.hookprobe.qsecbit.exchange.stix;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.qsecbit.exchange.Change;
import com.hookprobe.qsecbit.exchange.Decided;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.Tlp;
import com.hookprobe.qsecbit.exchange.Uuid5;
import java.util.List;

/** Our decisions as STIX 2.1 objects. The same decision has the same ids wherever it is exported (EXCHANGE 5.1). */
public final class StixWriter {
    private static final String SPEC_VERSION = "2.1";

    /** The identity and markings that are older than any decision. */
    private static final String BEGINNING = "2026-01-01T00:00:00.000000Z";

    private final String publisher;
    private final Tlp tlp;

    /**
     * For one publisher.
     *
     * @param publisher a name by which others know it
     * @param tlp who may pass on what is written
     */
    public StixWriter(String publisher, Tlp tlp) {
        this.publisher = publisher;
        this.tlp = tlp;
    }

    /** The id of the publisher. */
    public String identityId() {
        return "identity--" + Uuid5.ofStix("identity", publisher);
    }

    /** The id of a decision's indicator. */
    public String indicatorId(Decided decided) {
        return "indicator--" + Uuid5.ofStix("indicator", name(decided));
    }

    /** The id of a decision's sighting. */
    public String sightingId(Decided decided) {
        return "sighting--" + Uuid5.ofStix("sighting", name(decided));
    }

    /** What all others refer to: publisher and marking. */
    public List<ObjectNode> framework() {
        ObjectNode identity = Json.object()
                .put("type", "identity")
                .put("spec_version", SPEC_VERSION)
                .put("id", identityId())
                .put("created", BEGINNING)
                .put("modified", BEGINNING)
                .put("name", publisher)
                .put("identity_class", "organization");
        ObjectNode marking = Json.object()
                .put("type", "marking-definition")
                .put("spec_version", SPEC_VERSION)
                .put("id", tlp.stixId())
                // The time that the specification gives these objects.
                .put("created", "2017-01-20T00:00:00.000Z")
                .put("definition_type", "tlp")
                .put("name", "TLP:" + tlp.name());
        marking.putObject("definition").put("tlp", tlp.word());
        return List.of(identity, marking);
    }

    /** What a change has to say: the indicator, revoked when the decision was taken back, and that it was seen. */
    public List<ObjectNode> objects(Change change) {
        Decided decided = change.decision();
        if (change instanceof Change.Deleted) {
            return List.of(indicator(decided, change.atMicros(), true));
        }
        ObjectNode indicator = indicator(decided, change.atMicros(), false);
        return decided.sightings() == 0 ? List.of(indicator) : List.of(indicator, sighting(decided));
    }

    private String name(Decided decided) {
        return publisher + '\n' + decided.name() + '\n' + decided.subject();
    }

    private ObjectNode indicator(Decided decided, long modifiedMicros, boolean revoked) {
        ObjectNode indicator = Json.object()
                .put("type", "indicator")
                .put("spec_version", SPEC_VERSION)
                .put("id", indicatorId(decided))
                .put("created_by_ref", identityId())
                .put("created", StixTime.format(decided.createdMicros()))
                .put("modified", StixTime.format(modifiedMicros))
                .put("name", decided.scenario() + ' ' + decided.subject().value());
        if (!decided.reason().isEmpty()) {
            indicator.put("description", decided.reason());
        }
        indicator.putArray("indicator_types").add("malicious-activity");
        indicator
                .put("pattern", StixPattern.of(decided.subject()))
                .put("pattern_type", "stix")
                .put("pattern_version", SPEC_VERSION)
                .put("valid_from", StixTime.format(decided.createdMicros()))
                .put("valid_until", StixTime.format(decided.untilMicros()))
                .put("confidence", decided.confidence());
        if (revoked) {
            indicator.put("revoked", true);
        }
        indicator
                .putArray("labels")
                .add(decided.scenario())
                .add(decided.remedy().word());
        indicator.putArray("object_marking_refs").add(tlp.stixId());
        return indicator;
    }

    private ObjectNode sighting(Decided decided) {
        ObjectNode sighting = Json.object()
                .put("type", "sighting")
                .put("spec_version", SPEC_VERSION)
                .put("id", sightingId(decided))
                .put("created_by_ref", identityId())
                .put("created", StixTime.format(decided.createdMicros()))
                .put("modified", StixTime.format(decided.changedMicros()))
                .put("first_seen", StixTime.format(decided.createdMicros()))
                // Not before the first by a rounding: STIX asks for that.
                .put("last_seen", StixTime.format(decided.changedMicros()))
                .put("count", decided.sightings())
                .put("sighting_of_ref", indicatorId(decided));
        sighting.putArray("where_sighted_refs").add(identityId());
        sighting.putArray("object_marking_refs").add(tlp.stixId());
        return sighting;
    }
}
