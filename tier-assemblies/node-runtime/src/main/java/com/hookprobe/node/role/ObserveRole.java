package com.hookprobe.node.role;

import com.hookprobe.node.ProductVersion;
import com.hookprobe.node.config.WebSettings;
import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Nodes;
import com.hookprobe.node.observe.OtlpExporter;
import com.hookprobe.node.observe.OtlpJson;
import com.hookprobe.node.observe.OtlpSchedule;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.node.status.NodePage;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Tells of the node by itself: its status page every few seconds, and its metrics to a collector where the configuration says so. */
final class ObserveRole implements Role {
    private static final long WRITE_EVERY_MS = 10_000;
    private static final Metric PUSHES = Metric.counter(
                    Nodes.EVERY, "otlp_pushes", "Pushes of metrics to the collector.", "outcome")
            .when("`api.otlp`");

    private final NodeContext node;
    private final Observatory observatory;
    private final long startedMicros;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread writer;
    private final @Nullable OtlpExporter exporter;
    private boolean unwritten;

    ObserveRole(NodeContext node, Observatory observatory) {
        this.node = node;
        this.observatory = observatory;
        this.startedMicros = node.loop().wallMicros();
        this.writer = new Thread(this::run, "status-" + node.self().name());
        writer.setDaemon(true);
        WebSettings settings = node.config().api();
        this.exporter = settings == null || settings.otlp() == null ? null : exporter(settings.otlp());
    }

    private OtlpExporter exporter(WebSettings.Otlp otlp) {
        Map<String, String> resource = new LinkedHashMap<>();
        resource.put("service.name", "hookprobe-" + node.self().tier().text());
        resource.put("service.instance.id", node.self().id().hex());
        resource.put("service.version", ProductVersion.TEXT);
        resource.put("hookprobe.node", node.self().name());
        resource.put("hookprobe.mesh", node.mesh().name());
        return new OtlpExporter(
                "otlp-" + node.self().name(),
                URI.create(String.valueOf(otlp.endpoint())),
                otlp.sent(),
                new OtlpSchedule(otlp.every().toNanos(), System.nanoTime(), new SecureRandom()),
                () -> OtlpJson.request(observatory.sheet(), resource, ProductVersion.TEXT, startedMicros),
                (failing, why) -> node.log().event(failing ? "otlp_failing" : "otlp_delivered_again", "reason", why));
    }

    @Override
    public void start() {
        writer.start();
        if (exporter != null) {
            exporter.start();
        }
    }

    private void run() {
        try {
            do {
                guardedWrite();
            } while (!stop.await(WRITE_EVERY_MS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What looks at the disk and the stores must not end, whatever there is. */
    private void guardedWrite() throws InterruptedException {
        try {
            write();
        } catch (RuntimeException | LinkageError | InternalError e) {
            node.log().event("internal_error", "error", e.toString(), "at", "the status page");
        }
    }

    private void write() throws InterruptedException {
        observatory.look();
        NodePage page = page().shown();
        try {
            replace(page);
            unwritten = false;
        } catch (IOException | RuntimeException e) {
            if (!unwritten && stop.getCount() > 0) {
                node.log().event("status_not_written", "error", e.toString());
            }
            unwritten = true;
        }
    }

    private synchronized void replace(NodePage page) throws IOException {
        if (stop.getCount() > 0) {
            page.write(node.data());
        }
    }

    /** As it is now; without metrics when the loop does not answer in time. */
    NodePage page() throws InterruptedException {
        Readiness readiness = observatory.readiness();
        Map<String, Double> values = new TreeMap<>();
        try {
            values.putAll(NodePage.values(observatory.sheet()));
        } catch (TimeoutException e) {
            // The checks say so.
            values.clear();
        }
        return new NodePage(
                node.self().name(),
                node.self().tier().text(),
                node.self().id().hex(),
                ProductVersion.TEXT,
                ProcessHandle.current().pid(),
                NodeLoop.machineMicros(),
                readiness.ready(),
                readiness.checks(),
                values);
    }

    @Override
    public void measure(Sheet sheet) {
        OtlpExporter pushing = exporter;
        if (pushing != null) {
            measure(sheet, pushing.delivered(), pushing.failed());
        }
    }

    static void measure(Sheet sheet, long delivered, long failed) {
        sheet.set(PUSHES, delivered, "delivered");
        sheet.set(PUSHES, failed, "failed");
    }

    /** Takes the page away: who does not run says nothing. Does not wait for the writer, which may wait for the loop that closes this. */
    @Override
    public synchronized void close() throws IOException {
        stop.countDown();
        writer.interrupt();
        NodePage.remove(node.data());
        if (exporter != null) {
            exporter.close();
        }
    }
}
