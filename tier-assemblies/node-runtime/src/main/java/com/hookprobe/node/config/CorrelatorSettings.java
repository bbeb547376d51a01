package com.hookprobe.node.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a correlator's log is, and so who shares its work ({@code docs/spec/pair.md}).
 *
 * @param kind {@code log}, a folder of this node (the default), or {@code kafka}, which two MSSPs share; the latter on an MSSP only
 * @param kafka with kind {@code kafka}
 */
public record CorrelatorSettings(
        @Nullable String kind, @Nullable Kafka kafka) {
    /** A folder of this node. */
    public static final String LOG = "log";

    /** Topics of Kafka. */
    public static final String KAFKA = "kafka";

    static final CorrelatorSettings STANDARD = new CorrelatorSettings(null, null);

    /** {@link #LOG} or {@link #KAFKA}. */
    public String kindOrLog() {
        return kind == null ? LOG : kind.toLowerCase(Locale.ROOT);
    }

    /** Whether the log is in Kafka. */
    public boolean shared() {
        return kindOrLog().equals(KAFKA);
    }

    /**
     * Kafka ({@code docs/spec/correlation.md}, 5 and 6).
     *
     * @param bootstrap brokers, {@code HOST:PORT} with commas between
     * @param applicationId of the whole deployment: the consumer group, and the first part of the topics' names; both MSSPs have the
     *     same; {@code hookprobe-correlator}
     * @param instance of this process: another one in each, and the same after a restart; the node's name
     * @param threads that count, 1 to 16; 1
     * @param replication of topics that are made; the cluster's default
     * @param security of the connections; none when it is left out, which is taken for brokers on this machine only
     */
    public record Kafka(
            @Nullable String bootstrap,
            @Nullable String applicationId,
            @Nullable String instance,
            @Nullable Integer threads,
            @Nullable Integer replication,
            @Nullable Security security) {
        private static final String NAME = "hookprobe-correlator";

        /** The name of the deployment. */
        public String name() {
            return applicationId == null ? NAME : applicationId;
        }

        /** How many threads count. */
        public int counting() {
            return threads == null ? 1 : threads;
        }
    }

    /**
     * TLS to the brokers, and who this node is to them.
     *
     * @param protocol {@code ssl} (the default) or {@code sasl_ssl}
     * @param ca PEM file of those who sign the brokers' certificates; the JDK's own when it is left out
     * @param certificate PEM file with this node's key (PKCS #8, not encrypted) and certificate, for brokers that ask for one
     * @param mechanism of SASL: {@code SCRAM-SHA-512} (the default), {@code SCRAM-SHA-256} or {@code PLAIN}
     * @param user of SASL
     * @param passwordFile of SASL: a file whose first line is the password
     */
    public record Security(
            @Nullable String protocol,
            @Nullable String ca,
            @Nullable String certificate,
            @Nullable String mechanism,
            @Nullable String user,
            @Nullable String passwordFile) {
        private static final String SSL = "ssl";

        /** In Kafka's words. */
        public String protocolOrSsl() {
            return (protocol == null ? SSL : protocol).toUpperCase(Locale.ROOT);
        }

        /** Whether a password says who this node is. */
        public boolean sasl() {
            return protocolOrSsl().equals("SASL_SSL");
        }

        /** In Kafka's words. */
        public String mechanismOrScram() {
            return mechanism == null ? "SCRAM-SHA-512" : mechanism;
        }
    }
}
