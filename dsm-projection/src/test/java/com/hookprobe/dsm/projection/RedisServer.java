package com.hookprobe.dsm.projection;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

/** A real Redis on one folder and one port, with a journal, that can be stopped, killed and started again. */
final class RedisServer implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final File executable;
    private final Path folder;
    private final int port;
    private final List<String> settings;
    private Process running;

    RedisServer(Path folder, String... settings) throws Exception {
        this.executable =
                ExecutableProvider.newJarResourceProvider(folder.toFile()).get();
        this.folder = folder;
        this.port = PostgresServer.freePort();
        this.settings = List.of(settings);
        start();
    }

    RedisConfig config() {
        return RedisConfig.of("127.0.0.1", port);
    }

    Jedis connect() {
        return new Jedis("127.0.0.1", port);
    }

    boolean up() {
        return running != null;
    }

    void start() throws Exception {
        if (running != null) {
            return;
        }
        List<String> command = new ArrayList<>(List.of(
                executable.getAbsolutePath(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "yes",
                "--dir",
                folder.toString()));
        command.addAll(settings);
        running = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("redis.log").toFile()))
                .start();
        Await.until("Redis answers", this::answers);
    }

    private boolean answers() {
        try (Jedis client = connect()) {
            return client.ping().equals("PONG");
        } catch (JedisException e) {
            // With a password it answers, too: with a refusal.
            return String.valueOf(e.getMessage()).contains("NOAUTH");
        }
    }

    void stop() throws Exception {
        end(false);
    }

    void kill() throws Exception {
        end(true);
    }

    /** The journal as well: what a Redis without one loses at every restart. */
    void loseData() throws IOException {
        Files.deleteIfExists(folder.resolve("appendonly.aof"));
    }

    private void end(boolean hard) throws Exception {
        if (running == null) {
            return;
        }
        if (hard) {
            running.destroyForcibly();
        } else {
            running.destroy();
        }
        if (!running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("Redis did not end");
        }
        running = null;
    }

    @Override
    public void close() throws Exception {
        kill();
    }
}
