package com.hookprobe.notify.core;

import com.hookprobe.notify.core.Entry.End;
import com.hookprobe.notify.core.LaneState.Flight;
import com.hookprobe.notify.core.LaneState.Pending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The queue of a node's notifications (docs/spec/notifications.md, 5): who waits for what, what goes out when, and what is dropped. Each
 * channel goes on by itself. A notification waits until each of its channels has settled it. Owned by one thread.
 *
 * <p>Times in nanoseconds are of a clock that does not jump; microseconds are the wall clock's and count for quiet hours only.
 */
public final class Dispatch {
    /** After a restart, so much of the time that it is kept is left to a notification at least, whatever the wall clock says. */
    private static final Duration SECOND_WIND = Duration.ofHours(1);

    private static final int OVERHEAD_BYTES = 256;

    /**
     * What bounds the queue.
     *
     * @param perChannel notifications that wait for one channel, 1 to 100,000
     * @param bytes of all that wait, about
     * @param keep so long a notification waits
     */
    public record Bounds(int perChannel, long bytes, Duration keep) {
        /** 1,000 for a channel, 8 MiB, 3 days. */
        public static final Bounds STANDARD = new Bounds(1_000, 8 << 20, Duration.ofDays(3));

        /** @throws IllegalArgumentException for a value out of its range */
        public Bounds {
            if (perChannel < 1 || perChannel > 100_000 || bytes < 65_536 || keep.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("bounds of a queue out of range: " + perChannel + ", " + bytes);
            }
        }
    }

    private record Held(Notification notification, long bytes, Set<String> channels) {}

    private final Map<String, LaneState> lanes = new LinkedHashMap<>();
    private final SortedMap<Long, Held> held = new TreeMap<>();
    private final Bounds bounds;
    private final Backoff backoff;
    private long bytes;
    private long next = 1;

    /** An empty queue. */
    public Dispatch(List<Lane> lanes, Bounds bounds, Backoff backoff, long nowNs) {
        lanes.forEach(lane -> this.lanes.put(lane.name(), new LaneState(lane, nowNs)));
        this.bounds = bounds;
        this.backoff = backoff;
    }

    /** Takes what a journal tells, before anything else. What waits for a channel that is no more is settled. */
    public List<Effect> restore(List<Entry> journal, long nowNs, long nowMicros) {
        Map<String, List<Long>> gone = new LinkedHashMap<>();
        for (Entry entry : journal) {
            if (entry instanceof Entry.Queued queued) {
                hold(queued, nowNs - age(queued.notification(), nowMicros));
            } else if (entry instanceof Entry.Settled settled) {
                forget(settled);
            } else if (entry instanceof Entry.Counted counted) {
                next = Math.max(next, counted.nextSequence());
                LaneState lane = lanes.get(counted.channel());
                if (lane != null) {
                    lane.ends.putAll(counted.ends());
                    lane.untold = counted.untold();
                }
            }
        }
        held.forEach((sequence, one) -> one.channels().stream()
                .filter(channel -> !lanes.containsKey(channel))
                .forEach(channel ->
                        gone.computeIfAbsent(channel, key -> new ArrayList<>()).add(sequence)));
        List<Effect> effects = new ArrayList<>();
        gone.forEach((channel, sequences) -> {
            effects.add(new Effect.Write(new Entry.Settled(channel, sequences, End.GONE, 0)));
            sequences.forEach(sequence -> release(sequence, channel));
        });
        return effects;
    }

    private long age(Notification notification, long nowMicros) {
        Duration left = bounds.keep().dividedBy(2).compareTo(SECOND_WIND) < 0
                ? bounds.keep().dividedBy(2)
                : SECOND_WIND;
        long most = bounds.keep().minus(left).toNanos();
        long micros = Math.max(0, nowMicros - notification.micros());
        return micros > most / 1_000 ? most : micros * 1_000;
    }

    private void forget(Entry.Settled settled) {
        LaneState lane = lanes.get(settled.channel());
        if (lane != null) {
            settled.sequences().forEach(lane.waiting::remove);
            lane.ended(settled.end(), settled.sequences().size());
            lane.untold -= Math.min(lane.untold, settled.told());
        }
        settled.sequences().forEach(sequence -> release(sequence, settled.channel()));
    }

    private void hold(Entry.Queued queued, long queuedNs) {
        Notification notification = queued.notification();
        Held one = new Held(notification, size(notification), new LinkedHashSet<>(queued.channels()));
        next = Math.max(next, queued.sequence() + 1);
        held.put(queued.sequence(), one);
        bytes += one.bytes();
        for (String channel : queued.channels()) {
            LaneState lane = lanes.get(channel);
            if (lane != null) {
                lane.waiting.put(queued.sequence(), new Pending(queued.sequence(), notification.severity(), queuedNs));
            }
        }
    }

    private static long size(Notification notification) {
        long chars = notification.id().length() + notification.subject().length();
        for (Map.Entry<String, Object> field : notification.data().entrySet()) {
            chars += field.getKey().length() + String.valueOf(field.getValue()).length();
        }
        return OVERHEAD_BYTES + 2 * chars;
    }

    /** Something is to be told to these channels, of which some may be unknown. */
    public List<Effect> happened(Notification notification, Collection<String> channels, long nowNs, long nowMicros) {
        List<String> known = channels.stream().filter(lanes::containsKey).toList();
        List<Effect> effects = new ArrayList<>();
        if (known.isEmpty()) {
            return effects;
        }
        Entry.Queued entry = new Entry.Queued(next, notification, known);
        hold(entry, nowNs);
        effects.add(new Effect.Write(entry));
        known.forEach(channel -> crowd(lane(channel), effects));
        crowd(effects);
        known.forEach(channel -> advance(lane(channel), nowNs, nowMicros, effects));
        return effects;
    }

    /** So many for these channels never came into the queue. */
    public List<Effect> missed(Map<String, Long> counts) {
        List<Effect> effects = new ArrayList<>();
        counts.forEach((channel, count) -> {
            LaneState lane = lanes.get(channel);
            if (lane != null && count > 0) {
                lane.ended(End.FULL, count);
                effects.add(new Effect.Tell(
                        Effect.News.DROPPED, channel, count, "more came at once than the node can write down"));
            }
        });
        return effects;
    }

    /** What came of a message of {@link Effect.Send}. */
    public List<Effect> came(String channel, Outcome outcome, long nowNs, long nowMicros, RandomGenerator random) {
        LaneState lane = lane(channel);
        Flight flight = lane.flight;
        if (flight == null || !lane.sending) {
            throw new IllegalStateException("nothing was being sent to " + channel);
        }
        lane.sending = false;
        List<Effect> effects = new ArrayList<>();
        if (outcome instanceof Outcome.Delivered delivered) {
            if (lane.failures > 0) {
                effects.add(new Effect.Tell(
                        Effect.News.WORKS, channel, flight.items().size(), ""));
            }
            lane.failures = 0;
            lane.lastDeliveredMicros = nowMicros;
            note(lane, delivered.note(), nowMicros);
            lane.flight = null;
            settle(lane, flight.items(), End.DELIVERED, flight.message().lost(), effects);
        } else if (outcome instanceof Outcome.Retry retry) {
            if (lane.failures == 0) {
                effects.add(new Effect.Tell(
                        Effect.News.FAILING, channel, flight.items().size(), retry.reason()));
            }
            lane.failures++;
            lane.nextTryNs = nowNs + backoff.delayNs(lane.failures, retry.after(), random);
            note(lane, retry.reason(), nowMicros);
        } else if (outcome instanceof Outcome.Refused refused) {
            note(lane, refused.reason(), nowMicros);
            lane.flight = null;
            settle(lane, flight.items(), End.REFUSED, 0, effects);
            effects.add(
                    new Effect.Tell(Effect.News.REFUSED, channel, flight.items().size(), refused.reason()));
        }
        advance(lane, nowNs, nowMicros, effects);
        return effects;
    }

    private static void note(LaneState lane, String reason, long nowMicros) {
        if (!reason.isEmpty()) {
            lane.lastError = Notification.line(reason, Notification.TEXT_MAX);
            lane.lastErrorMicros = nowMicros;
        }
    }

    /** Time has gone on; to be called about once a second. */
    public List<Effect> tick(long nowNs, long nowMicros) {
        List<Effect> effects = new ArrayList<>();
        lanes.values().forEach(lane -> advance(lane, nowNs, nowMicros, effects));
        return effects;
    }

    private void advance(LaneState lane, long nowNs, long nowMicros, List<Effect> effects) {
        List<Pending> old = lane.older(bounds.keep().toNanos(), nowNs);
        drop(lane, old, End.OLD, "not taken in " + bounds.keep().toSeconds() + " s", effects);
        if (lane.sending || (lane.failures > 0 && nowNs - lane.nextTryNs < 0)) {
            return;
        }
        Flight flight = lane.flight;
        if (flight == null) {
            List<Pending> taken = lane.take(nowNs, nowMicros);
            if (taken.isEmpty()) {
                return;
            }
            flight = new Flight(message(taken, lane.untold), taken);
            lane.flight = flight;
        }
        lane.sending = true;
        effects.add(new Effect.Send(lane.lane.name(), flight.message()));
    }

    private Message message(List<Pending> taken, long lost) {
        List<Notification> all = taken.stream()
                .map(one -> Objects.requireNonNull(held.get(one.sequence())).notification())
                .toList();
        String first = all.get(0).id();
        return new Message(all.size() == 1 ? first : first + "." + all.size(), all, lost);
    }

    private void crowd(LaneState lane, List<Effect> effects) {
        List<Pending> dropped = new ArrayList<>();
        while (lane.size() > bounds.perChannel() && !lane.waiting.isEmpty()) {
            dropped.add(Objects.requireNonNull(lane.waiting.remove(lane.waiting.firstKey())));
        }
        drop(lane, dropped, End.FULL, "more than " + bounds.perChannel() + " wait", effects);
    }

    private void crowd(List<Effect> effects) {
        for (long sequence : List.copyOf(held.keySet())) {
            if (bytes <= bounds.bytes()) {
                return;
            }
            for (LaneState lane : lanes.values()) {
                Pending oldest = lane.waiting.remove(sequence);
                if (oldest != null) {
                    drop(
                            lane,
                            List.of(oldest),
                            End.FULL,
                            "all that waits has more than " + bounds.bytes() + " bytes",
                            effects);
                }
            }
        }
    }

    private void drop(LaneState lane, List<Pending> items, End end, String reason, List<Effect> effects) {
        if (!items.isEmpty()) {
            settle(lane, items, end, 0, effects);
            effects.add(new Effect.Tell(Effect.News.DROPPED, lane.lane.name(), items.size(), reason));
        }
    }

    private void settle(LaneState lane, List<Pending> items, End end, long told, List<Effect> effects) {
        String channel = lane.lane.name();
        List<Long> sequences = items.stream().map(Pending::sequence).toList();
        lane.ended(end, items.size());
        lane.untold -= Math.min(lane.untold, told);
        sequences.forEach(sequence -> release(sequence, channel));
        effects.add(new Effect.Write(new Entry.Settled(channel, sequences, end, told)));
    }

    private void release(long sequence, String channel) {
        Held one = held.get(sequence);
        if (one != null && one.channels().remove(channel) && one.channels().isEmpty()) {
            held.remove(sequence);
            bytes -= one.bytes();
        }
    }

    private LaneState lane(String channel) {
        return Objects.requireNonNull(lanes.get(channel), channel);
    }

    /** A journal that tells all of the state, and nothing else. */
    public List<Entry> image() {
        List<Entry> entries = new ArrayList<>();
        lanes.values().forEach(lane -> entries.add(new Entry.Counted(lane.lane.name(), lane.ends, lane.untold, next)));
        held.forEach((sequence, one) ->
                entries.add(new Entry.Queued(sequence, one.notification(), List.copyOf(one.channels()))));
        return entries;
    }

    /** How each channel is, in the configuration's order. */
    public List<LaneStatus> status() {
        return lanes.values().stream().map(LaneState::status).toList();
    }

    /** Notifications that wait for a channel at least. */
    public int waiting() {
        return held.size();
    }
}
