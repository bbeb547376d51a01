package com.hookprobe.node.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of what happens at a node ({@code docs/spec/notifications.md}); nobody when it is left out.
 *
 * @param site what people call the place, in titles; the node's name when it is left out
 * @param zone time zone of what people read and of quiet hours, such as Europe/Berlin; the machine's when it is left out
 * @param nameOwnHosts true: hosts of this site are named by their addresses; false (the default): they are not
 * @param nodeLostAfter seconds without a session after which a node is told as lost; default 120
 * @param keep seconds that a notification waits for a channel at most; default 259200, 3 days
 * @param queue notifications that wait for one channel at most, the oldest go first; default 1000
 * @param channels by which people and workflows are told
 * @param rules who hears of what; when it is left out, every channel hears of all from severity high on, and of nodes that are back
 */
public record NotificationSettings(
        @Nullable String site,
        @Nullable String zone,
        @Nullable Boolean nameOwnHosts,
        @Nullable Double nodeLostAfter,
        @Nullable Double keep,
        @Nullable Integer queue,
        @Nullable List<Channel> channels,
        @Nullable List<Rule> rules) {
    private static final double KEEP_S = 259_200;
    private static final double LOST_AFTER_S = 120;
    private static final int QUEUE = 1_000;

    /**
     * @param name 1 to 32 of a-z, 0-9, '-' and '_'
     * @param kind webhook, slack or mail
     * @param url of a webhook: https, or http on this machine; no query, for that may hold a secret
     * @param urlFile file whose first line is the address, for slack and for webhooks whose address is a secret itself
     * @param secretFile of a webhook: file whose first line is the key of signatures; none: messages are not signed
     * @param caFile PEM file of the certificates to trust; the platform's when it is left out
     * @param host of mail: the server's name, as its certificate has it
     * @param port of mail; default 587, with security tls 465, with none 25
     * @param security of mail: starttls (the default), tls, or none, which is for a server on this machine
     * @param user of mail: for AUTH
     * @param passwordFile of mail: file whose first line is the user's password
     * @param from of mail: the sender's address
     * @param to of mail: the recipients' addresses, at most 20
     * @param perHour messages an hour in the long run; default 3600 for a webhook, 60 for slack, 20 for mail
     * @param burst messages at once; default 100, 10 and 5
     * @param digest seconds that a notification waits for others to go in one message; default 0
     * @param quiet hours in which only what is urgent is told; the rest waits
     * @param urgent from which severity on neither digest nor quiet hours count; default critical
     */
    public record Channel(
            @Nullable String name,
            @Nullable String kind,
            @Nullable String url,
            @Nullable String urlFile,
            @Nullable String secretFile,
            @Nullable String caFile,
            @Nullable String host,
            @Nullable Integer port,
            @Nullable String security,
            @Nullable String user,
            @Nullable String passwordFile,
            @Nullable String from,
            @Nullable List<String> to,
            @Nullable Integer perHour,
            @Nullable Integer burst,
            @Nullable Double digest,
            @Nullable Quiet quiet,
            @Nullable String urgent) {
        /** So long a notification may wait for others. */
        public Duration gathered() {
            return NodeConfig.seconds(digest, 0);
        }
    }

    /**
     * @param from first minute of the quiet hours, such as "22:00"
     * @param to first minute after them, such as "07:00"
     */
    public record Quiet(@Nullable String from, @Nullable String to) {}

    /**
     * @param events types of notifications; all when it is left out
     * @param severity from which on: info, low, medium, high (the default) or critical
     * @param channels names; all when it is left out
     * @param title template of the title; each type has its own when it is left out
     * @param text template of the text; likewise
     */
    public record Rule(
            @Nullable List<String> events,
            @Nullable String severity,
            @Nullable List<String> channels,
            @Nullable String title,
            @Nullable String text) {}

    /** What people call the place. */
    public String place(String node) {
        return site == null ? node : site;
    }

    public Duration lostAfter() {
        return NodeConfig.seconds(nodeLostAfter, LOST_AFTER_S);
    }

    public Duration kept() {
        return NodeConfig.seconds(keep, KEEP_S);
    }

    public int waiting() {
        return queue == null ? QUEUE : queue;
    }

    public boolean namesOwnHosts() {
        return Boolean.TRUE.equals(nameOwnHosts);
    }
}
