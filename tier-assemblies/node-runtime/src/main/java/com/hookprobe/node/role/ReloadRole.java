package com.hookprobe.node.role;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.EffectiveConfig;
import com.hookprobe.node.config.LogSettings;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Nodes;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.node.reload.ConfigSource;
import com.hookprobe.node.reload.LiveConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the node's configuration anew when an operator asks for it (docs/spec/fleet.md, 1). */
final class ReloadRole implements Role {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Metric RELOADS =
            Metric.counter(Nodes.EVERY, "config_reloads", "Changes of the configuration's file that came into force.");
    private static final Metric REFUSALS =
            Metric.counter(Nodes.EVERY, "config_reloads_refused", "Changes of the configuration's file that did not.");

    private final NodeContext node;
    private @Nullable ConfigSource source;
    private long reloads;
    private long refusals;

    ReloadRole(NodeContext node) {
        this.node = node;
        node.live().on(this::logging, "log.quiet", "log.per_minute");
    }

    /** Where the configuration comes from; without, a request is refused. */
    void source(ConfigSource from) {
        source = from;
    }

    private Runnable logging(NodeConfig next) {
        LogSettings settings = next.logging();
        return () -> settings.limit(node.log());
    }

    @Override
    public void start() {
        node.loop().every(LOOK, this::look);
    }

    private void look() throws IOException {
        for (Path file : ConfigRequest.waiting(node.data())) {
            ConfigRequest.settle(file, answer(file));
        }
    }

    private ConfigRequest.Answer answer(Path file) {
        try {
            if (ConfigRequest.read(file).request().equals(ConfigRequest.SHOW)) {
                String yaml = EffectiveConfig.yaml(node.live().layers());
                return new ConfigRequest.Answer(null, List.of(), List.of(), List.of(), yaml);
            }
            if (source == null) {
                throw new ConfigException("this node was not started from a file");
            }
            LiveConfig.Report report = node.live().reload(source.load());
            reloads++;
            node.log()
                    .event(
                            "config_reloaded",
                            "in_force",
                            String.join(",", report.inForce()),
                            "waiting",
                            String.join(",", report.waiting()));
            return new ConfigRequest.Answer(null, report.inForce(), report.waiting(), report.kept(), null);
        } catch (ConfigException | RuntimeException e) {
            refusals++;
            node.log().event("config_not_reloaded", "error", String.valueOf(e.getMessage()));
            return new ConfigRequest.Answer(String.valueOf(e.getMessage()), List.of(), List.of(), List.of(), null);
        }
    }

    @Override
    public void measure(Sheet sheet) {
        sheet.set(RELOADS, reloads);
        sheet.set(REFUSALS, refusals);
    }
}
