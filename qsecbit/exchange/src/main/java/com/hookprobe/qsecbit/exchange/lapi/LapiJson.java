package com.hookprobe.qsecbit.exchange.lapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.qsecbit.exchange.Decided;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.core.GoDuration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decisions as CrowdSec writes them: fields by the alphabet, an empty list is null. */
final class LapiJson {
    private LapiJson() {}

    static @Nullable ArrayNode inForce(List<Decided> decisions, long nowMicros) {
        return list(decisions, nowMicros, false);
    }

    /** What ended has no time left, whatever it had. */
    static @Nullable ArrayNode ended(List<Decided> decisions, long nowMicros) {
        return list(decisions, nowMicros, true);
    }

    static ObjectNode decision(Decided decided, long leftMicros) {
        return Json.object()
                .put("duration", GoDuration.format(leftMicros))
                .put("id", decided.id())
                .put("origin", decided.origin())
                .put("scenario", decided.scenario())
                .put("scope", decided.subject().kind().scope())
                .put("type", decided.remedy().word())
                .put("uuid", decided.uuid().toString())
                .put("value", decided.subject().value());
    }

    private static @Nullable ArrayNode list(List<Decided> decisions, long nowMicros, boolean ended) {
        if (decisions.isEmpty()) {
            return null;
        }
        ArrayNode list = Json.array();
        for (Decided decided : decisions) {
            long left = decided.untilMicros() - nowMicros;
            list.add(decision(decided, ended ? Math.min(left, 0) : left));
        }
        return list;
    }
}
