package com.hookprobe.qsecbit.detection.zeek;

import com.hookprobe.qsecbit.detection.read.Timestamps;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.util.Arrays;

/**
 * The values of one record, whichever form it came in: absent ones are empty, of a vector or set the last element is
 * kept, and what is true is {@code T}. The getters refuse a value of the wrong kind by an
 * {@link IllegalArgumentException}.
 */
final class ZeekRecord {
    private static final int PORT_MAX = 65_535;
    private static final int VLAN_MAX = 4095;

    private final String[] values = new String[ZeekField.values().length];

    ZeekRecord() {
        clear();
    }

    void clear() {
        Arrays.fill(values, "");
    }

    void put(ZeekField field, String value) {
        values[field.ordinal()] = value;
    }

    String text(ZeekField field) {
        return values[field.ordinal()];
    }

    boolean has(ZeekField field) {
        return !text(field).isEmpty();
    }

    boolean isTrue(ZeekField field) {
        return text(field).equals("T");
    }

    /** A time, microseconds since the epoch. */
    long micros(ZeekField field) {
        long micros = Timestamps.parseAny(text(field));
        if (micros == Timestamps.INVALID) {
            throw new IllegalArgumentException("expected a time in " + field + ", found \"" + text(field) + '"');
        }
        return micros;
    }

    /** A time that may be absent: 0. */
    long microsOrZero(ZeekField field) {
        return has(field) ? micros(field) : 0;
    }

    /** An interval in seconds as microseconds; 0 when absent. */
    long intervalMicros(ZeekField field) {
        if (!has(field)) {
            return 0;
        }
        long micros = Timestamps.seconds(text(field));
        if (micros == Timestamps.INVALID) {
            throw new IllegalArgumentException("expected seconds in " + field + ", found \"" + text(field) + '"');
        }
        return micros;
    }

    /** A number from 0 up; 0 when absent. */
    long count(ZeekField field) {
        if (!has(field)) {
            return 0;
        }
        long value = Long.parseLong(text(field));
        if (value < 0) {
            throw new IllegalArgumentException("expected a count in " + field + ", found " + value);
        }
        return value;
    }

    int port(ZeekField field) {
        long port = count(field);
        if (port > PORT_MAX) {
            throw new IllegalArgumentException("expected a port in " + field + ", found " + port);
        }
        return (int) port;
    }

    int vlan(ZeekField field) {
        return has(field) ? (int) Math.min(VLAN_MAX, count(field)) : -1;
    }

    IpAddress address(ZeekField field) {
        return has(field)
                ? IpAddress.parse(text(field))
                        .orElseThrow(() -> new IllegalArgumentException("expected an address in " + field))
                : IpAddress.NONE;
    }

    MacAddress mac(ZeekField field) {
        return has(field)
                ? MacAddress.parse(text(field))
                        .orElseThrow(() -> new IllegalArgumentException("expected a hardware address in " + field))
                : MacAddress.NONE;
    }
}
