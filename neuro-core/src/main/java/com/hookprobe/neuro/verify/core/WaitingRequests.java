package com.hookprobe.neuro.verify.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Requests that wait, by device, and when a device is due.
 *
 * <p>Why requests wait: the weights of one device are larger than what a core keeps close, so it pays to do much with
 * them once they are there. Devices that are due are served in the order in which they became so; none can starve another. Who only asks
 * comes before uploads of others: what is asked is about the device's last upload, and its history may be gone from memory when all
 * others had their turn.
 */
final class WaitingRequests {
    /** A visit takes no further request when it has so many records: other devices wait too. */
    static final long VISIT_RECORDS_MAX = Upload.TERS_MAX;

    private final WorkerLimits limits;
    /** By the arrival of the oldest request, so the first is due first. */
    private final Map<DeviceId, Queue> ageing = new LinkedHashMap<>();

    private final Map<DeviceId, Queue> due = new LinkedHashMap<>();
    /** Those that are asked about. */
    private final Map<DeviceId, Queue> soon = new LinkedHashMap<>();

    private int requests;

    /** One request with the number of whoever waits for the answer. */
    record Waiting(long promise, Request request) {}

    private static final class Queue {
        final Deque<Waiting> waiting = new ArrayDeque<>();
        final long oldestMicros;
        long records;

        Queue(long oldestMicros) {
            this.oldestMicros = oldestMicros;
        }
    }

    WaitingRequests(WorkerLimits limits) {
        this.limits = limits;
    }

    int requests() {
        return requests;
    }

    /** False when a bound is reached. */
    boolean add(DeviceId device, Waiting one, long nowMicros) {
        Queue known = holding(device).get(device);
        if (known == null && ageing.size() + due.size() + soon.size() >= limits.devicesQueued()) {
            return false;
        }
        if (known != null && known.waiting.size() >= limits.requestsPerDevice()) {
            return false;
        }
        // One device must not take the room of all: what waits of it is at most as much as one upload may have.
        if (known != null && known.records + one.request().records() > Upload.TERS_MAX) {
            return false;
        }
        Queue queue = known;
        if (queue == null) {
            queue = new Queue(nowMicros);
            ageing.put(device, queue);
        }
        queue.waiting.addLast(one);
        queue.records += one.request().records();
        requests++;
        if (!(one.request() instanceof Request.Judge)) {
            holding(device).remove(device);
            soon.put(device, queue);
        } else if (queue.records >= limits.visitRecords() && ageing.remove(device, queue)) {
            due.put(device, queue);
        }
        return true;
    }

    private Map<DeviceId, Queue> holding(DeviceId device) {
        return soon.containsKey(device) ? soon : due.containsKey(device) ? due : ageing;
    }

    /** The device to be visited now. */
    Optional<DeviceId> nextDue(long nowMicros) {
        while (dueMicros() <= nowMicros) {
            makeFirstDue();
        }
        return (soon.isEmpty() ? due : soon).keySet().stream().findFirst();
    }

    /** When the next device is due that is not yet. */
    long dueMicros() {
        return ageing.isEmpty()
                ? Long.MAX_VALUE
                : ageing.values().iterator().next().oldestMicros + limits.visitDelayMicros();
    }

    /** Nobody waits any longer. */
    void makeAllDue() {
        while (!ageing.isEmpty()) {
            makeFirstDue();
        }
    }

    /**
     * The requests of one visit. Uploads between two other requests are put in the order of their records, so that what
     * overtook on the way is no gap.
     */
    List<Waiting> take(DeviceId device) {
        Queue queue = soon.remove(device);
        if (queue == null) {
            queue = due.remove(device);
        }
        if (queue == null) {
            return List.of();
        }
        List<Waiting> visit = new ArrayList<>();
        List<Waiting> uploads = new ArrayList<>();
        long records = 0;
        while (!queue.waiting.isEmpty() && records < VISIT_RECORDS_MAX) {
            Waiting one = queue.waiting.removeFirst();
            records += one.request().records();
            if (one.request() instanceof Request.Judge) {
                uploads.add(one);
            } else {
                addInOrder(uploads, visit);
                visit.add(one);
            }
        }
        addInOrder(uploads, visit);
        queue.records -= records;
        requests -= visit.size();
        if (!queue.waiting.isEmpty()) {
            due.put(device, queue);
        }
        return visit;
    }

    /** All requests of a device that cannot be visited. */
    List<Waiting> drop(DeviceId device) {
        Queue queue = holding(device).remove(device);
        if (queue == null) {
            return List.of();
        }
        requests -= queue.waiting.size();
        return List.copyOf(queue.waiting);
    }

    private void makeFirstDue() {
        Map.Entry<DeviceId, Queue> first = ageing.entrySet().iterator().next();
        ageing.remove(first.getKey());
        due.put(first.getKey(), first.getValue());
    }

    private static void addInOrder(List<Waiting> uploads, List<Waiting> visit) {
        uploads.sort(Comparator.comparingLong(
                one -> ((Request.Judge) one.request()).upload().from()));
        visit.addAll(uploads);
        uploads.clear();
    }
}
