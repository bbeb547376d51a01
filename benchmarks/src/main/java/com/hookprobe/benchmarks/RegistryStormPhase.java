package com.hookprobe.benchmarks;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** One step of all devices' lives, each tried by several at the same time. */
enum RegistryStormPhase {
    ENROL(false) {
        @Override
        void act(DeviceRegistry registry, EnrolmentRequest request, String by) throws RegistryException {
            registry.enrol(request);
        }
    },
    APPROVE(true) {
        @Override
        void act(DeviceRegistry registry, EnrolmentRequest request, String by) throws RegistryException {
            registry.approve(request.card().nodeId(), by);
        }
    },
    REVOKE(true) {
        @Override
        void act(DeviceRegistry registry, EnrolmentRequest request, String by) throws RegistryException {
            registry.revoke(request.card().nodeId(), by, "storm");
        }
    };

    private final boolean once;

    RegistryStormPhase(boolean once) {
        this.once = once;
    }

    abstract void act(DeviceRegistry registry, EnrolmentRequest request, String by) throws RegistryException;

    /** How many of so many tries of one device must succeed: enrolling again is no change and no failure. */
    int successes(int tries) {
        return once ? 1 : tries;
    }

    /**
     * Every request so many times, one after the other in the queue, so that the threads meet.
     *
     * @return how often the step succeeded, for each device
     */
    AtomicIntegerArray run(
            List<DeviceRegistry> registries, List<EnrolmentRequest> requests, int tries, int threads, String who)
            throws Exception {
        AtomicInteger next = new AtomicInteger();
        AtomicIntegerArray done = new AtomicIntegerArray(requests.size());
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                DeviceRegistry mine = registries.get(t % registries.size());
                String by = who + " thread " + t;
                workers.add(pool.submit(() -> {
                    for (int task = next.getAndIncrement();
                            task < requests.size() * tries;
                            task = next.getAndIncrement()) {
                        int device = task / tries;
                        try {
                            act(mine, requests.get(device), by);
                            done.incrementAndGet(device);
                        } catch (RegistryException e) {
                            if (e.kind() != RegistryException.Kind.NOT_ALLOWED) {
                                throw e;
                            }
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } finally {
            pool.shutdownNow();
        }
        return done;
    }
}
