package com.hookprobe.node.role;

import com.hookprobe.console.view.NotificationsPage;
import com.hookprobe.notify.Notifier;
import com.hookprobe.notify.NotifierStatus;
import com.hookprobe.notify.TestResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Takes an operator's requests about notifications. Owned by the loop, but for {@link #tested}. */
final class NotifyDesk {
    private static final int ANSWERS_KEPT = 16;

    private final NodeContext node;
    private final Notifier notifier;
    /** Tests that run: their requests stay until it is known what came of them. */
    private final Set<Path> running = new HashSet<>();

    NotifyDesk(NodeContext node, Notifier notifier) {
        this.node = node;
        this.notifier = notifier;
    }

    void look() throws IOException {
        for (Path file : RequestFolder.waiting(NotifyRequest.folder(node.data()))) {
            if (!running.contains(file)) {
                take(file);
            }
        }
    }

    private void take(Path file) throws IOException {
        try {
            NotifyRequest request = NotifyRequest.read(RequestFolder.bytes(file));
            if (request.channel() == null) {
                settle(file, new NotifyRequest.Answer(null, rows()));
                return;
            }
            notifier.test(request.channel(), result -> {
                tested(result);
                node.loop().execute(() -> {
                    running.remove(file);
                    settle(
                            file,
                            new NotifyRequest.Answer(
                                    result.delivered() ? null : result.reason(),
                                    List.of(Map.of("channel", result.channel(), "note", result.reason()))));
                });
            });
            running.add(file);
        } catch (IllegalArgumentException e) {
            settle(file, new NotifyRequest.Answer(String.valueOf(e.getMessage()), List.of()));
        }
    }

    private static void settle(Path file, NotifyRequest.Answer answer) throws IOException {
        NotifyRequest.settle(file, answer, ANSWERS_KEPT);
    }

    /** From any thread. */
    void tested(TestResult result) {
        node.log()
                .event(
                        "notification_test",
                        "channel",
                        result.channel(),
                        "delivered",
                        result.delivered(),
                        "reason",
                        result.reason());
    }

    private List<Map<String, Object>> rows() {
        NotifierStatus status = notifier.status();
        return status.channels().stream()
                .map(lane -> {
                    NotificationsPage.Channel channel = NotifyRole.row(lane, status);
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("channel", channel.name());
                    row.put("kind", channel.kind());
                    row.put("waiting", channel.waiting());
                    row.put("delivered", channel.delivered());
                    lane.ends()
                            .forEach((end, count) -> row.putIfAbsent(end.name().toLowerCase(Locale.ROOT), count));
                    row.put("failing", channel.failing());
                    row.put("last_error", channel.lastError());
                    row.put("last_error_us", channel.lastErrorMicros());
                    row.put("last_delivered_us", channel.lastDeliveredMicros());
                    row.put("stored", status.durable());
                    return row;
                })
                .toList();
    }
}
