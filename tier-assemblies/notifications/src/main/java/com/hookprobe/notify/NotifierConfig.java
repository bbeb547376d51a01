package com.hookprobe.notify;

import com.hookprobe.notify.core.Backoff;
import com.hookprobe.notify.core.Dispatch;
import com.hookprobe.notify.core.Rule;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/**
 * All that a node's notifications need.
 *
 * @param node the node's name
 * @param site what people call the place
 * @param zone of times that people read
 * @param folder of the queue
 * @param channels each name once
 * @param rules who hears of what
 * @param bounds of the queue
 * @param backoff of retries
 * @param patience for a receiver's answer
 */
public record NotifierConfig(
        String node,
        String site,
        ZoneId zone,
        Path folder,
        List<ChannelConfig> channels,
        List<Rule> rules,
        Dispatch.Bounds bounds,
        Backoff backoff,
        Duration patience) {
    /** What is waited for an answer when nobody says otherwise. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    public NotifierConfig {
        channels = List.copyOf(channels);
        rules = List.copyOf(rules);
    }
}
