package com.hookprobe.node.role;

import com.hookprobe.console.view.NodeView.NotificationsView;
import com.hookprobe.console.view.NotificationsPage;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.NotificationPlan;
import com.hookprobe.node.config.NotificationSettings;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.notify.Notifier;
import com.hookprobe.notify.NotifierListener;
import com.hookprobe.notify.NotifierStatus;
import com.hookprobe.notify.TestResult;
import com.hookprobe.notify.core.Effect;
import com.hookprobe.notify.core.Entry;
import com.hookprobe.notify.core.LaneStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tells people and workflows of what happens, where the configuration says so (docs/spec/notifications.md). */
final class NotifyRole implements Role, NotificationsView {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final NodeContext node;
    private final Notifier notifier;
    private final NotifyWatch watch;
    private final NotifyDesk desk;
    private final NotifierStatus atStart;

    private NotifyRole(NodeContext node, NotificationSettings settings, Notifier notifier) {
        this.node = node;
        this.notifier = notifier;
        this.watch = new NotifyWatch(
                notifier,
                settings.namesOwnHosts(),
                settings.lostAfter(),
                peer -> node.links().name(peer),
                node.loop()::nowNs,
                node.loop()::wallMicros);
        this.desk = new NotifyDesk(node, notifier);
        this.atStart = notifier.status();
    }

    /**
     * Listens to the node from now on, where its configuration has channels; before its loop has work.
     *
     * @throws ConfigException when a file that the configuration names cannot be used
     */
    static Optional<NotifyRole> open(NodeContext node) throws ConfigException {
        NotificationSettings settings = node.config().notifications();
        if (settings == null) {
            return Optional.empty();
        }
        try {
            Notifier notifier = Notifier.open(NotificationPlan.of(node.config(), settings), new Told(node));
            NotifyRole role = new NotifyRole(node, settings, notifier);
            node.watchers().add(role.watch);
            node.log().alsoListener(role.watch::logged);
            return Optional.of(role);
        } catch (IOException e) {
            throw new ConfigException("notifications: " + e.getMessage());
        }
    }

    @Override
    public void start() {
        notifier.start();
        node.loop().every(LOOK, watch::look);
        node.loop().every(LOOK, desk::look);
        NotifierStatus status = notifier.status();
        node.log().event("notifications_ready", "channels", status.channels().size(), "waiting", status.waiting());
    }

    @Override
    public void onRevoked(NodeId revoked) {
        watch.revoked(revoked);
    }

    @Override
    public void measure(Sheet sheet) {
        NotifyMetrics.measure(sheet, notifier.status(), atStart);
    }

    @Override
    public NotificationsPage page() {
        NotifierStatus status = notifier.status();
        List<NotificationsPage.Channel> channels =
                status.channels().stream().map(lane -> row(lane, status)).toList();
        return new NotificationsPage(status.waiting(), status.durable(), channels);
    }

    static NotificationsPage.Channel row(LaneStatus lane, NotifierStatus status) {
        TestResult none = new TestResult(lane.name(), 0, false, "");
        TestResult test = status.tests().getOrDefault(lane.name(), none);
        return new NotificationsPage.Channel(
                lane.name(),
                status.kinds().getOrDefault(lane.name(), ""),
                lane.waiting(),
                lane.ends().getOrDefault(Entry.End.DELIVERED, 0L),
                lane.lost(),
                lane.failing(),
                lane.lastError(),
                lane.lastErrorMicros(),
                lane.lastDeliveredMicros(),
                test.micros(),
                test.delivered(),
                test.reason());
    }

    @Override
    public void test(String channel) {
        notifier.test(channel, desk::tested);
    }

    @Override
    public void close() throws IOException {
        notifier.close();
    }

    /** What the log says of notifications; on the notifier's threads. */
    private record Told(NodeContext node) implements NotifierListener {
        @Override
        public void news(Effect.News news, String channel, long count, String reason) {
            switch (news) {
                case FAILING ->
                    node.log().event("notifications_failing", "channel", channel, "waiting", count, "reason", reason);
                case WORKS -> node.log().event("notifications_work_again", "channel", channel);
                case REFUSED ->
                    node.log().event("notifications_refused", "channel", channel, "count", count, "reason", reason);
                case DROPPED ->
                    node.log().event("notifications_dropped", "channel", channel, "count", count, "reason", reason);
            }
        }

        @Override
        public void stored(Optional<String> failure) {
            node.log()
                    .event(
                            failure.isPresent() ? "notifications_not_stored" : "notifications_stored_again",
                            "error",
                            failure.orElse(""));
        }

        @Override
        public void damaged(int lines) {
            node.log().event("notifications_damaged", "lines", lines);
        }

        @Override
        public void failed(RuntimeException defect) {
            node.log().event("internal_error", "error", defect.toString(), "at", "notifications");
        }
    }
}
