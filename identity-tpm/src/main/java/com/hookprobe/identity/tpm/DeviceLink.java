package com.hookprobe.identity.tpm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A character device of Linux, {@code /dev/tpmrm0}: one write is a command, one read its answer. A thread of its own waits for
 * the chip, so that one that hangs is given up.
 */
final class DeviceLink extends TpmLink {
    private static final long ANSWER_SECONDS = 120;

    private final FileChannel channel;
    private final ExecutorService waiter = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "tpm");
        thread.setDaemon(true);
        return thread;
    });

    DeviceLink(Path device) throws IOException {
        channel = FileChannel.open(device, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    byte[] exchange(byte[] command) throws IOException {
        try {
            return waiter.submit(() -> turn(command)).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            channel.close();
            throw new IOException("no answer in " + ANSWER_SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            channel.close();
            throw new IOException("interrupted", e);
        }
    }

    private byte[] turn(byte[] command) throws IOException {
        int written = channel.write(ByteBuffer.wrap(command));
        if (written != command.length) {
            throw new IOException("expected to write a command at once, wrote " + written + " of " + command.length);
        }
        ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES_MAX);
        int length = channel.read(answer);
        return Arrays.copyOf(answer.array(), Math.max(0, length));
    }

    @Override
    public void close() {
        waiter.shutdownNow();
        try {
            channel.close();
        } catch (IOException e) {
            throw new TpmLinkException(e);
        }
    }
}
