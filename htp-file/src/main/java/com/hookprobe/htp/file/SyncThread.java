package com.hookprobe.htp.file;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where transfers wait for the disk while the file thread goes on: one thread, which is there only while it has something
 * to do. What is queued is bounded by its users: each journal has one sync under way at most.
 */
final class SyncThread implements Executor, AutoCloseable {
    private static final long IDLE_MS = 1000;

    private final ThreadPoolExecutor threads;

    SyncThread(String name) {
        threads = new ThreadPoolExecutor(1, 1, IDLE_MS, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** What was begun is finished. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
