package com.hookprobe.node.role;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why the mesh has this site act, in the words of the decision that is kept for a restart: a cancel that comes later must find what
 * it is about.
 *
 * @param correlator whose decision it is, by name
 * @param sites owners that have confirmed it
 * @param key its tag
 * @param alert the name of the alert that is answered, as far as there is room; empty when the decision is about the address itself
 */
record MeshReason(String correlator, int sites, TagKey key, String alert) {
    private static final int ALERT_CHARS_MAX = 64;
    private static final Pattern FORM = Pattern.compile(
            "mesh: ([0-9]{1,5}) site\\(s\\), by ([^ ,]{1,64}), tag ([0-9]{1,3})/([0-9]{1,18})/([0-9a-f]{64})(?:, alert (.*))?");

    String text() {
        String text = String.format(
                Locale.ROOT,
                "mesh: %d site(s), by %s, tag %d/%d/%s",
                sites,
                correlator,
                key.type().code(),
                key.epoch(),
                key.tag().hex());
        return alert.isEmpty()
                ? text
                : text + ", alert " + alert.substring(0, Math.min(alert.length(), ALERT_CHARS_MAX));
    }

    static Optional<MeshReason> parse(String text) {
        Matcher found = FORM.matcher(text);
        if (!found.matches()) {
            return Optional.empty();
        }
        return IndicatorType.ofCode(Integer.parseInt(found.group(3)))
                .map(type -> new MeshReason(
                        found.group(2),
                        Integer.parseInt(found.group(1)),
                        new TagKey(type, Long.parseLong(found.group(4)), Bytes32.ofHex(found.group(5))),
                        found.group(6) == null ? "" : found.group(6)));
    }
}
