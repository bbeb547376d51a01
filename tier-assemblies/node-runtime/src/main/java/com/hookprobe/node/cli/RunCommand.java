package com.hookprobe.node.cli;

import com.hookprobe.identity.Tier;
import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.network.NetworkWatch;
import com.hookprobe.node.role.NodeKeeper;
import com.hookprobe.node.service.ServiceManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the node until it is told to stop. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs the node in the foreground; SIGTERM or Ctrl-C stops it in order.")
final class RunCommand implements Callable<Integer> {
    /** Less than a service manager waits. */
    private static final long STOP_SECONDS = 12;

    private final Tier tier;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "YAML configuration")
    private Path config = Path.of("");

    @Option(names = "--log", description = "text or json, instead of what the configuration says")
    private EventLog.@Nullable Format log;

    @Option(names = "--exit-with-parent", description = "stop when standard input ends")
    private boolean exitWithParent;

    RunCommand(Tier tier) {
        this.tier = tier;
    }

    @Override
    public Integer call() throws Exception {
        NodeConfig loaded = new ConfigLoader(System.getenv()).load(config);
        MeshFile mesh = MeshFile.load(Path.of(loaded.mesh()));
        CountDownLatch stop = new CountDownLatch(1);
        EventLog events = loaded.logging().open(loaded.node().name(), tier.text(), log, System.out);
        Thread.setDefaultUncaughtExceptionHandler(new DeadThreads(events));
        try (ServiceManager manager = ServiceManager.of(System.getenv(), events);
                NetworkWatch network = NetworkWatch.start(loaded, events);
                NodeKeys keys = Unlocks.keys(loaded);
                NodeKeeper node = NodeKeeper.start(tier, loaded, mesh, keys, events)) {
            AtomicReference<@Nullable Exception> lost = new AtomicReference<>();
            node.onLost(e -> {
                lost.set(e);
                stop.countDown();
            });
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stopInOrder(stop, stopped), "stop"));
            if (exitWithParent) {
                watchParent(stop);
            }
            node.tell(manager);
            node.reloadsFrom(() -> new ConfigLoader(System.getenv()).load(config));
            stop.await();
            manager.stopping();
            node.close();
            stopped.countDown();
            Exception why = lost.get();
            if (why != null) {
                throw why;
            }
        }
        return 0;
    }

    /** A signal asks the main thread to close the node, and holds the process until that is done. */
    private static void stopInOrder(CountDownLatch stop, CountDownLatch stopped) {
        stop.countDown();
        try {
            if (!stopped.await(STOP_SECONDS, java.util.concurrent.TimeUnit.SECONDS)) {
                System.err.println(
                        "hookprobe: the node did not stop in " + STOP_SECONDS + " s; giving up on an orderly stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void watchParent(CountDownLatch stop) {
        Thread watcher = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Only the end of the stream matters.
                        }
                    } catch (IOException e) {
                        // A broken pipe is an end, too.
                        stop.countDown();
                    }
                    stop.countDown();
                },
                "parent-watch");
        watcher.setDaemon(true);
        watcher.start();
    }
}
