package com.hookprobe.qsecbit.federation.sim;

import java.util.PriorityQueue;

/** Virtual time: events in the order of their time, and of their making where times are equal. Microseconds. */
final class Clockwork {
    static final long MILLI = 1_000;
    static final long SECOND = 1_000_000;
    static final long MINUTE = 60 * SECOND;
    static final long HOUR = 60 * MINUTE;
    static final long DAY = 24 * HOUR;

    /** When every run begins: noon of a day, so that the histories of days before it are the same for all seeds. */
    static final long START = 1_790_000_000_000_000L / DAY * DAY + 12 * HOUR;

    private record Event(long atMicros, long serial, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int order = Long.compare(atMicros, other.atMicros);
            return order != 0 ? order : Long.compare(serial, other.serial);
        }
    }

    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private long nowMicros = START;
    private long serial;

    long now() {
        return nowMicros;
    }

    /** Later, or at once when the time has passed. */
    void at(long micros, Runnable action) {
        queue.add(new Event(Math.max(micros, nowMicros), serial++, action));
    }

    void run(long untilMicros) {
        while (!queue.isEmpty() && queue.peek().atMicros() <= untilMicros) {
            Event event = queue.poll();
            nowMicros = event.atMicros();
            event.action().run();
        }
        nowMicros = untilMicros;
    }

    long events() {
        return serial;
    }
}
