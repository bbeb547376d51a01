package com.hookprobe.node.fleet;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.learning.SmallFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How all fleets of an MSSP stand, in a file that an operator's command reads when it has asked for it. */
public final class FleetPage {
    private static final String NAME = "page.json";
    private static final int BYTES_MAX = 64 << 20;

    private FleetPage() {}

    private static Path file(Path data) {
        return data.resolve("fleet").resolve(NAME);
    }

    /** Writes the page in place of the last one. */
    public static void write(Path data, FleetView view) throws IOException {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("written_us", view.atMicros());
        page.put("nodes", view.nodes().stream().map(FleetPage::row).toList());
        page.put("groups", view.groups().stream().map(FleetPage::row).toList());
        SmallFiles.write(file(data), EventLog.json(page).getBytes(StandardCharsets.UTF_8));
    }

    /** Reads the page: {@code nodes} and {@code groups}, each row with its {@code tenant}. */
    public static Map<String, List<Map<String, Object>>> read(Path data) throws IOException {
        Map<String, Object> page = new ObjectMapper()
                .readValue(SmallFiles.read(file(data), BYTES_MAX), new TypeReference<Map<String, Object>>() {});
        ObjectMapper mapper = new ObjectMapper();
        TypeReference<List<Map<String, Object>>> rows = new TypeReference<>() {};
        return Map.of(
                "nodes", mapper.convertValue(page.get("nodes"), rows),
                "groups", mapper.convertValue(page.get("groups"), rows));
    }

    /** For JSON. */
    public static Map<String, Object> row(FleetView.Node node) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("tenant", node.tenant().value());
        row.put("node", node.name());
        row.put("id", node.id().hex());
        row.put("tier", node.tier().text());
        row.put("labels", List.copyOf(node.labels()));
        row.put("group", node.group().orElse(""));
        row.put("present", node.present());
        row.put("since_us", node.sinceMicros());
        row.put("health", node.health().name());
        row.put("wanted", node.wanted());
        row.put("acknowledged", node.acknowledged());
        row.put("refused", node.refused().map(FleetView.Refusal::number).orElse(0L));
        row.put("reason", node.refused().map(FleetView.Refusal::reason).orElse(""));
        return row;
    }

    /** For JSON. */
    public static Map<String, Object> row(FleetView.Group group) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("tenant", group.tenant().value());
        row.put("group", group.name());
        row.put("selector", group.selector());
        row.put("nodes", group.nodes());
        row.put("stable", group.stable());
        group.rollout().ifPresent(at -> {
            Map<String, Object> rollout = new LinkedHashMap<>();
            rollout.put("number", at.number());
            rollout.put("before", at.before());
            rollout.put("state", at.state().name());
            rollout.put("stage", at.stage());
            rollout.put("since_us", at.sinceMicros());
            rollout.put("reason", at.reason());
            rollout.put("stages", at.stages().stream().map(FleetPage::row).toList());
            row.put("rollout", rollout);
        });
        return row;
    }

    private static Map<String, Object> row(FleetView.Stage stage) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", stage.name());
        row.put("nodes", stage.nodes());
        row.put("acknowledged", stage.acknowledged());
        row.put("refused", stage.refused());
        row.put("unhealthy", stage.unhealthy());
        row.put("away", stage.away());
        return row;
    }
}
