package com.hookprobe.node.cli;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.access.DeviceHistory;
import com.hookprobe.identity.registry.Place;
import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.RegistryEntry.Change;
import com.hookprobe.identity.registry.RegistryEntry.KeyPeriod;
import com.hookprobe.identity.registry.RegistryEntry.Sighting;
import com.hookprobe.node.log.EventLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Devices and their changes for people and, one JSON object a line, for programs. What is not there is an empty text. */
final class DeviceView {
    /** How many changes {@code show} ends with; {@code device audit} has all. */
    static final int TAIL = 10;

    private DeviceView() {}

    static void printLine(RegisteredDevice device, boolean json) {
        System.out.println(
                json
                        ? EventLog.json(fields(device))
                        : String.format(
                                "%s %-9s %-8s %-20s %s",
                                device.id().hex(),
                                device.status(),
                                device.tier().text(),
                                device.tenant()
                                        + device.site().map(site -> "/" + site).orElse(""),
                                device.name()));
    }

    static void print(DeviceHistory history, boolean json) {
        Map<String, Object> fields = fields(history.device());
        List<Change> changes = history.changes();
        List<Change> tail = changes.subList(Math.max(0, changes.size() - TAIL), changes.size());
        if (json) {
            fields.put("keys", history.keys().stream().map(DeviceView::fields).toList());
            fields.put(
                    "sightings",
                    history.sightings().stream().map(DeviceView::fields).toList());
            fields.put("changes", tail.stream().map(DeviceView::fields).toList());
            System.out.println(EventLog.json(fields));
            return;
        }
        fields.forEach((key, value) ->
                System.out.println(String.format("%-20s %s", key, text(value)).stripTrailing()));
        history.keys()
                .forEach(key -> System.out.printf(
                        "%-20s %d %s from %s until %s%n",
                        "key",
                        key.index(),
                        key.publicKeyHex(),
                        key.from(),
                        key.until().map(Object::toString).orElse("now")));
        history.sightings()
                .forEach(seen -> System.out.println(
                        String.format("%-20s %s %s %s", "seen", seen.at(), seen.ipAddress(), text(seen.place()))
                                .stripTrailing()));
        tail.forEach(change -> System.out.printf("%-20s %s%n", "change", text(change)));
    }

    static void print(Change change, boolean json) {
        System.out.println(json ? EventLog.json(fields(change)) : text(change));
    }

    private static Map<String, Object> fields(RegisteredDevice device) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("node_id", device.id().hex());
        fields.put("name", device.name());
        fields.put("tier", device.tier().text());
        fields.put("type", device.type().text());
        fields.put("status", device.status().name());
        fields.put("tenant", device.tenant().value());
        fields.put("site", or(device.site()));
        fields.put("roles", device.roles());
        fields.put("kyc_verified", device.kycVerified());
        fields.put("first_seen", device.firstSeen().toString());
        fields.put("last_seen", device.lastSeen().toString());
        fields.put("state_version", device.stateVersion());
        fields.put("current_key", device.currentKeyHex());
        fields.put("hardware_fingerprint", device.hardwareFingerprintHex());
        fields.put("baseline_integrity", device.baselineIntegrityHex());
        device.weights().ifPresent(weights -> {
            fields.put("ter_count", weights.terCount());
            fields.put("weight_fingerprint", weights.fingerprintHex());
        });
        fields.put("replaces", device.replaces().map(NodeId::hex).orElse(""));
        fields.put("replaced_by", device.replacedBy().map(NodeId::hex).orElse(""));
        return fields;
    }

    private static Map<String, Object> fields(KeyPeriod key) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("index", key.index());
        fields.put("public_key", key.publicKeyHex());
        fields.put("from", key.from().toString());
        fields.put("until", or(key.until()));
        return fields;
    }

    private static Map<String, Object> fields(Sighting seen) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at", seen.at().toString());
        fields.put("address", seen.ipAddress());
        Place place = seen.place();
        fields.put("country", or(place.country()));
        fields.put("region", or(place.region()));
        fields.put("city", or(place.city()));
        place.asn().ifPresent(asn -> fields.put("asn", asn));
        fields.put("isp", or(place.isp()));
        return fields;
    }

    private static Map<String, Object> fields(Change change) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("sequence", change.sequence());
        fields.put("time", change.at().toString());
        fields.put("tenant", change.tenant().value());
        fields.put("node_id", change.device().map(NodeId::hex).orElse(""));
        fields.put("action", change.action());
        fields.put("from", or(change.from()));
        fields.put("to", or(change.to()));
        fields.put("by", change.by());
        fields.put("detail", change.detail());
        return fields;
    }

    private static String text(Change change) {
        return String.format(
                "%d %s %s %s %s%s by %s: %s",
                change.sequence(),
                change.at(),
                change.tenant(),
                change.device().map(NodeId::shortHex).orElse("-"),
                change.action(),
                change.to().map(to -> ", now " + to).orElse(""),
                change.by(),
                change.detail());
    }

    private static String text(Place place) {
        return Stream.of(place.city(), place.region(), place.country(), place.isp())
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
    }

    private static String text(Object value) {
        if (value instanceof Iterable<?> list) {
            StringBuilder text = new StringBuilder();
            list.forEach(item -> text.append(text.isEmpty() ? "" : " ").append(item));
            return text.toString();
        }
        return value.toString();
    }

    private static String or(Optional<?> value) {
        return value.map(Object::toString).orElse("");
    }
}
