package com.hookprobe.node.role;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.CorrelatorSettings;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.qsecbit.correlation.CorrelatorHosts;
import com.hookprobe.qsecbit.correlation.HostOptions;
import com.hookprobe.qsecbit.correlation.core.Cursor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where the shared log of a correlator is, in the words of its host (correlation 6). */
public final class KafkaPlace {
    private KafkaPlace() {}

    /**
     * Asks the brokers, and changes nothing.
     *
     * @throws ConfigException when a file that the configuration names cannot be read
     * @throws IOException when they do not answer, or their topics are not what they have to be; the message says what to do
     */
    public static void probe(NodeConfig config) throws ConfigException, IOException {
        HostOptions options = new HostOptions(
                Path.of(config.node().data()).resolve(SharedLog.FOLDER),
                DecisionLog.SHARDING,
                Cursor.start(DecisionLog.SHARDING),
                () -> {},
                () -> 0,
                properties(config));
        CorrelatorHosts.probe(CorrelatorSettings.KAFKA, options);
    }

    /** The host's properties; the password's file is read now. */
    static Map<String, String> properties(NodeConfig config) throws ConfigException {
        CorrelatorSettings.Kafka kafka =
                Objects.requireNonNull(config.sharing().log().kafka(), "CorrelatorCheck");
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("bootstrap.servers", Objects.requireNonNull(kafka.bootstrap(), "CorrelatorCheck"));
        properties.put("name", kafka.name());
        properties.put("instance", kafka.instance() == null ? config.node().name() : kafka.instance());
        properties.put("threads", Integer.toString(kafka.counting()));
        if (kafka.replication() != null) {
            properties.put("replication", kafka.replication().toString());
        }
        CorrelatorSettings.Security security = kafka.security();
        if (security != null) {
            properties.put("client.security.protocol", security.protocolOrSsl());
            pem(properties, "truststore", security.ca());
            pem(properties, "keystore", security.certificate());
            if (security.sasl()) {
                properties.put("client.sasl.mechanism", security.mechanismOrScram());
                properties.put("client.sasl.jaas.config", login(security));
            }
        }
        return properties;
    }

    private static void pem(Map<String, String> properties, String store, @Nullable String file) {
        if (file != null) {
            properties.put("client.ssl." + store + ".type", "PEM");
            properties.put("client.ssl." + store + ".location", file);
        }
    }

    private static String login(CorrelatorSettings.Security security) throws ConfigException {
        String module = security.mechanismOrScram().equals("PLAIN")
                ? "org.apache.kafka.common.security.plain.PlainLoginModule"
                : "org.apache.kafka.common.security.scram.ScramLoginModule";
        String file = Objects.requireNonNull(security.passwordFile(), "CorrelatorCheck");
        String password;
        try {
            password = Files.readString(Path.of(file)).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new ConfigException(
                    "federation.correlator.kafka.security.password_file expects a file that can be read; found " + e);
        }
        return module + " required username=\"" + security.user() + "\" password=\""
                + password.replace("\\", "\\\\").replace("\"", "\\\"") + "\";";
    }
}
