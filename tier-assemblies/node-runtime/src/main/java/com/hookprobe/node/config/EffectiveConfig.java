package com.hookprobe.node.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A node's configuration with what holds where the file says nothing, for people; secrets are blanked. */
public final class EffectiveConfig {
    private static final String BLANK = "(set)";
    /** Keys whose values are addresses that may have a secret behind the question mark. */
    private static final Set<String> QUERIED = Set.of("endpoint");

    private static final ObjectMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private EffectiveConfig() {}

    /** As YAML that a node could read, but for its secrets. */
    public static String yaml(NodeConfig config) {
        ObjectNode tree = YAML.valueToTree(config);
        defaults(config).forEach((path, value) -> put(tree, path, value));
        try {
            // Once through the records, for their order.
            return given(YAML.treeToValue(tree, NodeConfig.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * As {@link #yaml(NodeConfig)}, of a running node, with comments that say which keys a policy decides, and which it names and the
     * file keeps.
     */
    public static String yaml(ConfigLayers layers) {
        StringBuilder text = new StringBuilder(yaml(layers.effective()));
        layers.byPolicy()
                .forEach(key -> text.append("# by policy: ").append(key).append('\n'));
        layers.kept()
                .forEach(key -> text.append("# kept by the file: ").append(key).append('\n'));
        layers.refusal()
                .ifPresent(why -> text.append("# a policy is laid aside: ")
                        .append(why.lines().findFirst().orElse(""))
                        .append('\n'));
        return text.toString();
    }

    /** As YAML, only what the file says. */
    public static String given(NodeConfig config) {
        ObjectNode tree = YAML.valueToTree(config);
        blank("", tree);
        try {
            return YAML.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What holds for each key that a file may leave out and that has a value then. */
    static Map<String, Object> defaults(NodeConfig config) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("node.keystore", config.keystorePath());
        values.put("htp.bind", config.htpBind());
        values.put("htp.port", config.htpPort());
        values.put("htp.heartbeat", seconds(config.heartbeat()));
        values.put("htp.idle_timeout", seconds(config.idleTimeout()));
        values.put("htp.mode", config.htpMode());
        values.put("dsm.validator.admission_uptime_days", config.admissionUptimeDays());
        values.put("dsm.validator.admission_reputation", config.admissionReputation());
        values.put("dsm.storage.microblocks.backend", config.storeBackend());
        values.put("dsm.storage.microblocks.path", config.storePath());
        values.put(
                "dsm.storage.microblocks.retention_days",
                config.retention().blocks().toDays());
        values.put(
                "dsm.storage.microblocks.leaf_days", config.retention().leaves().toDays());
        values.put(
                "dsm.storage.microblocks.payload_days",
                config.retention().payloads().toDays());
        values.put("dsm.gossip.bind", config.gossipBind());
        values.put("dsm.gossip.port", config.gossipPort());
        values.put("neuro.ter_interval", seconds(config.terInterval()));
        values.put("neuro.resonance_epoch", seconds(config.resonanceEpoch()));
        values.put("neuro.verifier_workers", config.verifierWorkers());
        values.put("neuro.baseline_changes", config.baselineChanges());
        values.put("neuro.baseline_grace", seconds(config.baselineGrace()));
        values.put("neuro.trust_start", config.trustStart());
        values.put("qsecbit.profile", config.weightProfile().name());
        values.put("response.enforce", config.enforce());
        values.put("response.own_hosts", config.ownHosts());
        values.put("federation.confirmations", config.sharing().blockOwners());
        values.put("federation.young_days", config.sharing().youngOwnerDays());
        values.put("federation.autonomy", seconds(config.sharing().withoutVerifier()));
        CorrelatorSettings log = config.sharing().log();
        values.put("federation.correlator.kind", log.kindOrLog());
        if (log.kafka() != null) {
            values.put("federation.correlator.kafka.application_id", log.kafka().name());
            values.put(
                    "federation.correlator.kafka.instance",
                    log.kafka().instance() == null
                            ? config.node().name()
                            : log.kafka().instance());
            values.put("federation.correlator.kafka.threads", log.kafka().counting());
        }
        WebSettings api = config.api();
        if (api != null) {
            values.put("api.bind", api.address());
            values.put("api.port", api.portNumber());
            values.put("api.metrics", api.known().isEmpty() && api.metrics() == null ? "off" : api.metricsFor());
        }
        ExchangeSettings exchange = config.exchange();
        if (exchange != null) {
            values.put("exchange.bind", exchange.address());
            values.put("exchange.port", exchange.portNumber());
            values.put("exchange.tlp", exchange.marking());
        }
        NotificationSettings notifications = config.notifications();
        if (notifications != null) {
            values.put("notifications.site", notifications.place(config.node().name()));
            values.put("notifications.keep", seconds(notifications.kept()));
            values.put("notifications.queue", notifications.waiting());
            values.put("notifications.node_lost_after", seconds(notifications.lostAfter()));
        }
        if (config.qsecbit() != null && config.qsecbit().weights() != null) {
            values.remove("qsecbit.profile");
        }
        return values;
    }

    private static double seconds(Duration span) {
        return span.toNanos() / 1e9;
    }

    private static void put(ObjectNode tree, String path, Object value) {
        String[] names = path.split("\\.");
        ObjectNode at = tree;
        for (int i = 0; i < names.length - 1; i++) {
            at = at.get(names[i]) instanceof ObjectNode below ? below : at.putObject(names[i]);
        }
        String last = names[names.length - 1];
        if (!at.has(last)) {
            at.set(last, YAML.valueToTree(value));
        }
    }

    private static void blank(String path, JsonNode node) {
        if (node instanceof ObjectNode object) {
            Iterator<Map.Entry<String, JsonNode>> fields = object.properties().iterator();
            while (fields.hasNext()) {
                Map.Entry<String, JsonNode> field = fields.next();
                String at = path + "." + field.getKey();
                if (SecretKeys.names(at)) {
                    field.setValue(object.textNode(BLANK));
                } else if (QUERIED.contains(field.getKey()) && field.getValue().isTextual()) {
                    String address = field.getValue().textValue();
                    field.setValue(object.textNode(address.replaceFirst("\\?.*", "?" + BLANK)));
                } else {
                    blank(at, field.getValue());
                }
            }
        } else {
            node.forEach(each -> blank(path, each));
        }
    }
}
