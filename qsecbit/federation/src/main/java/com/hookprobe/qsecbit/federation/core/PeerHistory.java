package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.Relation;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What one remote address did here: on which of the last 32 days and in which of the last 168 hours a two-way flow ended
 * well, and when something bad was last detected. 60 bytes of numbers, whatever the traffic.
 *
 * <p>Hours and not flows are counted: twenty flows in one minute are cheap for an attacker who prepares an alibi; twenty
 * different hours take it most of a day, three days take it three days.
 */
final class PeerHistory {
    static final long HOUR_MICROS = 3_600_000_000L;
    static final long DAY_MICROS = 24 * HOUR_MICROS;
    static final int DAYS_MIN = 3;
    static final int HOURS_MIN = 20;
    static final int BYTES = 76;
    static final long TIME_MAX_MICROS = Long.MAX_VALUE / 4;
    private static final int DAYS = 32;
    private static final int HOURS = 168;
    private static final int WORDS = 3;

    private final IpAddress address;
    private final long[] hourBits = new long[WORDS];
    private long newestHour;
    private int dayBits;
    private long newestDay;
    private long lastMicros;
    private long badMicros = Long.MIN_VALUE;

    PeerHistory(IpAddress address, long nowMicros) {
        this.address = address;
        this.newestHour = nowMicros / HOUR_MICROS;
        this.newestDay = nowMicros / DAY_MICROS;
        this.lastMicros = nowMicros;
    }

    /** Reads what {@link #write} wrote. */
    static PeerHistory read(ByteBuffer from) throws MalformedException {
        PeerHistory peer = new PeerHistory(new IpAddress(from.getLong(), from.getLong()), 0);
        for (int i = 0; i < WORDS; i++) {
            peer.hourBits[i] = from.getLong();
        }
        peer.newestHour = from.getLong();
        peer.dayBits = from.getInt();
        peer.newestDay = from.getLong();
        peer.lastMicros = from.getLong();
        peer.badMicros = from.getLong();
        // Beyond these the arithmetic on times could overflow.
        boolean valid = peer.lastMicros >= 0
                && peer.lastMicros <= TIME_MAX_MICROS
                && peer.newestHour >= 0
                && peer.newestHour <= TIME_MAX_MICROS / HOUR_MICROS
                && peer.newestDay >= 0
                && peer.newestDay <= TIME_MAX_MICROS / DAY_MICROS
                && (peer.badMicros == Long.MIN_VALUE || (peer.badMicros >= 0 && peer.badMicros <= TIME_MAX_MICROS));
        if (!valid) {
            throw new MalformedException("a time of " + peer.address + " is out of range");
        }
        return peer;
    }

    void write(ByteBuffer to) {
        to.putLong(address.high()).putLong(address.low());
        for (long word : hourBits) {
            to.putLong(word);
        }
        to.putLong(newestHour)
                .putInt(dayBits)
                .putLong(newestDay)
                .putLong(lastMicros)
                .putLong(badMicros);
    }

    IpAddress address() {
        return address;
    }

    long lastMicros() {
        return lastMicros;
    }

    /** A two-way flow ended well. */
    void good(long micros) {
        long day = micros / DAY_MICROS;
        if (day > newestDay) {
            dayBits = day - newestDay >= DAYS ? 0 : dayBits << (day - newestDay);
            newestDay = day;
        }
        if (newestDay - day < DAYS) {
            dayBits |= 1 << (newestDay - day);
        }
        long hour = micros / HOUR_MICROS;
        if (hour > newestHour) {
            shiftHours(hour - newestHour);
            newestHour = hour;
        }
        if (newestHour - hour < HOURS) {
            int bit = (int) (newestHour - hour);
            hourBits[bit / Long.SIZE] |= 1L << bit;
        }
        lastMicros = Math.max(lastMicros, micros);
    }

    /** Something bad was detected here about the address. */
    void bad(long micros) {
        badMicros = Math.max(badMicros, micros);
        lastMicros = Math.max(lastMicros, micros);
    }

    /** Forgets the bad: a person looked at it. */
    void forgive() {
        badMicros = Long.MIN_VALUE;
    }

    /** What all this amounts to, counting whole hours and days before a time. */
    Relation relation(long asOfMicros) {
        // FEDERATION 8.3: one detection of this site's own outweighs every good flow for as long as days are
        // remembered.
        if (badMicros != Long.MIN_VALUE && asOfMicros - badMicros < DAYS * DAY_MICROS) {
            return Relation.NONE;
        }
        int days = days(asOfMicros / DAY_MICROS);
        int hours = hours(asOfMicros / HOUR_MICROS);
        if (days >= DAYS_MIN || hours >= HOURS_MIN) {
            return Relation.ESTABLISHED;
        }
        return days > 0 || hours > 0 ? Relation.WEAK : Relation.NONE;
    }

    /** Days with good flows among the 32 that end before a day. */
    private int days(long beforeDay) {
        int count = 0;
        for (int age = 0; age < DAYS; age++) {
            long day = newestDay - age;
            if ((dayBits >>> age & 1) == 1 && day < beforeDay && day >= beforeDay - DAYS) {
                count++;
            }
        }
        return count;
    }

    /** Hours with good flows among the 168 that end before an hour. */
    private int hours(long beforeHour) {
        int count = 0;
        for (int age = 0; age < HOURS; age++) {
            long hour = newestHour - age;
            boolean good = (hourBits[age / Long.SIZE] >>> age & 1) == 1;
            if (good && hour < beforeHour && hour >= beforeHour - HOURS) {
                count++;
            }
        }
        return count;
    }

    private void shiftHours(long by) {
        if (by >= HOURS) {
            Arrays.fill(hourBits, 0);
            return;
        }
        int words = (int) by / Long.SIZE;
        int bits = (int) by % Long.SIZE;
        for (int i = WORDS - 1; i >= 0; i--) {
            long high = i - words >= 0 ? hourBits[i - words] << bits : 0;
            long low = bits > 0 && i - words - 1 >= 0 ? hourBits[i - words - 1] >>> (Long.SIZE - bits) : 0;
            hourBits[i] = high | low;
        }
    }
}
