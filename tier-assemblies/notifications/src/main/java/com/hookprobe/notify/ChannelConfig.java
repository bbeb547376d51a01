package com.hookprobe.notify;

import com.hookprobe.notify.core.Lane;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A channel: how it wants to be told, and how it is reached.
 *
 * @param lane its name, rate, digest and quiet hours
 * @param target where it leads
 * @param ca certificates to trust instead of the platform's
 */
public record ChannelConfig(Lane lane, Target target, Optional<Path> ca) {
    /** How a channel is reached. */
    public sealed interface Target {
        /** As the configuration and people name it. */
        String kind();
    }

    /**
     * CloudEvents over HTTP.
     *
     * @param address where to; https, or http on this machine
     * @param secret the key of signatures; none: not signed
     */
    public record Webhook(Address address, Optional<SecretFile> secret) implements Target {
        @Override
        public String kind() {
            return "webhook";
        }
    }

    /** An incoming webhook of Slack, or of what takes the same. */
    public record Slack(SecretFile address) implements Target {
        @Override
        public String kind() {
            return "slack";
        }
    }

    /** How a mail server is spoken to. */
    public enum Security {
        /** TLS after STARTTLS, or no mail. */
        STARTTLS,
        /** TLS from the first byte. */
        TLS,
        /** In the clear; on this machine only. */
        NONE
    }

    /**
     * Mail.
     *
     * @param host name of the server, which its certificate must have
     * @param port 1 to 65535
     * @param login user name and password; none: without AUTH
     * @param from sender's address
     * @param to recipients' addresses, 1 to 20
     */
    public record Mail(String host, int port, Security security, Optional<Login> login, String from, List<String> to)
            implements Target {
        public Mail {
            to = List.copyOf(to);
        }

        @Override
        public String kind() {
            return "mail";
        }
    }

    /** For AUTH. */
    public record Login(String user, SecretFile password) {}

    /** An address that stands in the configuration, or, where it is a secret itself, in a file. */
    public sealed interface Address {
        /** In the configuration. */
        record Given(String address) implements Address {}

        /** In a file. */
        record Secret(SecretFile file) implements Address {}
    }
}
