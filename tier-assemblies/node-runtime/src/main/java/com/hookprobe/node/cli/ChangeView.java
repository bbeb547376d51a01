package com.hookprobe.node.cli;

import com.hookprobe.neuro.BaselineChange;
import com.hookprobe.neuro.BaselineTerms;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A baseline change for people and for programs. */
final class ChangeView {
    private static final HexFormat HEX = HexFormat.of();

    private ChangeView() {}

    /** The fields for JSON; times in microseconds since 1970. */
    static Map<String, Object> fields(BaselineChange change) {
        BaselineTerms terms = change.terms();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", HEX.formatHex(change.id()));
        fields.put("devices", terms.scope().isAllDevices() ? "all" : devices(change));
        fields.put("old_value", HEX.formatHex(terms.oldValue()));
        fields.put("new_value", HEX.formatHex(terms.newValue()));
        fields.put("valid_from_us", terms.validFromMicros());
        fields.put("old_until_us", terms.oldUntilMicros());
        fields.put("issued_at_us", terms.issuedAtMicros());
        fields.put("signer", HEX.formatHex(change.signer()));
        fields.put("signature_valid", change.signatureValid());
        return fields;
    }

    /** Lines for a person. */
    static String words(BaselineChange change) {
        BaselineTerms terms = change.terms();
        StringBuilder out = new StringBuilder();
        line(out, "change", HEX.formatHex(change.id()));
        if (terms.scope().isAllDevices()) {
            line(out, "devices", "all whose baseline knows the old value");
        } else {
            devices(change).forEach(device -> line(out, "device", device));
        }
        line(out, "new value", HEX.formatHex(terms.newValue()));
        line(out, "", "allowed from " + Moments.text(terms.validFromMicros()) + " on");
        line(out, "old value", HEX.formatHex(terms.oldValue()));
        line(out, "", "allowed until " + Moments.text(terms.oldUntilMicros()));
        line(out, "issued at", Moments.text(terms.issuedAtMicros()));
        line(out, "signer", HEX.formatHex(change.signer()));
        line(out, "signature", change.signatureValid() ? "good" : "NOT one of this signer over these terms");
        return out.toString();
    }

    private static List<String> devices(BaselineChange change) {
        return change.terms().scope().deviceIds().stream().map(HEX::formatHex).toList();
    }

    private static void line(StringBuilder out, String name, String value) {
        out.append(String.format("%-10s %s%n", name, value));
    }
}
