package com.hookprobe.qsecbit.federation.core.alert;

import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.Relation;
import java.nio.ByteBuffer;

/**
 * When one alert class was seen at this site in quiet times: how often in each of the last 168 hours, and on which of the
 * last 32 days.
 *
 * <p>Only whole hours and days before the time asked for count: what begins now may be the attack.
 */
final class ClassHistory {
    static final long HOUR_MICROS = 3_600_000_000L;
    static final long DAY_MICROS = 24 * HOUR_MICROS;
    static final long TIME_MAX_MICROS = Long.MAX_VALUE / 4;

    /** ALERT-BASELINE 2.1: on 3 days, as a good relation with an address. */
    static final int DAYS_MIN = 3;

    /** Or in 12 different hours of a week. */
    static final int HOURS_MIN = 12;

    /** Or 20 times in a week, in at least 3 different hours: an attack in one sitting must not make itself at home. */
    static final int SIGHTS_MIN = 20;

    static final int BUSY_HOURS_MIN = 3;

    private static final int HOURS = 168;
    private static final int DAYS = 32;
    private static final int DAY_HOURS = 24;
    private static final int SUSPECT_HOURS_MIN = 20;
    private static final long NEVER = Long.MIN_VALUE;

    /** Sights in an hour, of which no more than {@link #SIGHTS_MIN} matter; the hour modulo 168 is the place. */
    private final byte[] sights = new byte[HOURS];

    /** The length of its encoding. */
    static final int BYTES = HOURS + 6 * Long.BYTES + Integer.BYTES + Long.BYTES + 1;

    /** The one instance that is kept of it. */
    private final IndicatorValue value;

    private final long firstHour;
    private long newestHour;
    private int dayBits;
    private long newestDay;
    private long onlyHost;
    private boolean severalHosts;
    private long doubtedMicros = NEVER;
    private long announcedMicros = NEVER;
    private long forgivenMicros = NEVER;
    private long askedHour = NEVER;
    private boolean askedAnswer;

    ClassHistory(IndicatorValue value, long micros, long host) {
        this.value = value;
        this.firstHour = micros / HOUR_MICROS;
        this.newestHour = firstHour;
        this.newestDay = micros / DAY_MICROS;
        this.onlyHost = host;
    }

    /** Reads what {@link #write} wrote. */
    static ClassHistory read(IndicatorValue value, ByteBuffer from) throws MalformedException {
        byte[] sights = new byte[HOURS];
        from.get(sights);
        long firstHour = from.getLong();
        ClassHistory history = new ClassHistory(value, Math.max(0, firstHour) * HOUR_MICROS, 0);
        System.arraycopy(sights, 0, history.sights, 0, HOURS);
        history.newestHour = from.getLong();
        history.newestDay = from.getLong();
        history.doubtedMicros = from.getLong();
        history.announcedMicros = from.getLong();
        history.forgivenMicros = from.getLong();
        history.dayBits = from.getInt();
        history.onlyHost = from.getLong();
        int several = from.get();
        history.severalHosts = several == 1;
        // Beyond these the arithmetic on times could overflow.
        boolean valid = firstHour >= 0
                && firstHour <= TIME_MAX_MICROS / HOUR_MICROS
                && history.newestHour >= 0
                && history.newestHour <= TIME_MAX_MICROS / HOUR_MICROS
                && history.newestDay >= 0
                && history.newestDay <= TIME_MAX_MICROS / DAY_MICROS
                && isTime(history.doubtedMicros)
                && isTime(history.announcedMicros)
                && isTime(history.forgivenMicros)
                && (several & ~1) == 0;
        for (byte count : sights) {
            valid &= count >= 0 && count <= SIGHTS_MIN;
        }
        if (!valid) {
            throw new MalformedException("the history of a class is out of range");
        }
        return history;
    }

    IndicatorValue value() {
        return value;
    }

    void write(ByteBuffer to) {
        to.put(sights)
                .putLong(firstHour)
                .putLong(newestHour)
                .putLong(newestDay)
                .putLong(doubtedMicros)
                .putLong(announcedMicros)
                .putLong(forgivenMicros)
                .putInt(dayBits)
                .putLong(onlyHost)
                .put((byte) (severalHosts ? 1 : 0));
    }

    /** The class was seen, and teaches something. */
    void seen(long micros) {
        long hour = micros / HOUR_MICROS;
        forwardTo(hour);
        if (newestHour - hour < HOURS) {
            int place = (int) (hour % HOURS);
            sights[place] = (byte) Math.min(SIGHTS_MIN, sights[place] + 1);
        }
        long day = micros / DAY_MICROS;
        if (day > newestDay) {
            dayBits = day - newestDay >= DAYS ? 0 : dayBits << (day - newestDay);
            newestDay = day;
        }
        if (newestDay - day < DAYS) {
            dayBits |= 1 << (newestDay - day);
        }
        askedHour = hour < askedHour ? NEVER : askedHour;
    }

    /** A host caused it, whether or not it teaches something. */
    void causedBy(long host) {
        severalHosts |= host != onlyHost;
    }

    boolean isCausedOnlyBy(long host) {
        return !severalHosts && onlyHost == host;
    }

    void doubt(long micros) {
        doubtedMicros = Math.max(doubtedMicros, micros);
    }

    /** A person says that it is harmless; what is detected later outweighs that. */
    void forgive(long micros) {
        doubtedMicros = NEVER;
        forgivenMicros = Math.max(forgivenMicros, micros);
    }

    /** True when it may be announced now, which is then noted. */
    boolean announce(long micros, long repeatMicros) {
        boolean due = announcedMicros == NEVER || micros - announcedMicros >= repeatMicros;
        announcedMicros = due ? micros : announcedMicros;
        return due;
    }

    Relation relation(long asOfMicros) {
        // A person's word is nobody's alibi: it holds for what was before it, too.
        boolean forgiven = forgivenMicros != NEVER && asOfMicros - forgivenMicros < DAYS * DAY_MICROS;
        if (forgiven && forgivenMicros > doubtedMicros) {
            return Relation.ESTABLISHED;
        }
        // FEDERATION 8.3, as for addresses: the site's own detection outweighs all that is remembered.
        if (doubtedMicros != NEVER && asOfMicros - doubtedMicros < DAYS * DAY_MICROS) {
            return Relation.NONE;
        }
        return isOwn(asOfMicros) ? Relation.ESTABLISHED : Relation.NONE;
    }

    /** True when it was there in the first hour of all, in nearly each hour of the last day, and one host causes it alone. */
    boolean isSuspect(long beganMicros, long nowMicros) {
        return !severalHosts
                && firstHour == beganMicros / HOUR_MICROS
                && count(nowMicros / HOUR_MICROS, DAY_HOURS, 1) >= SUSPECT_HOURS_MIN;
    }

    private static boolean isTime(long micros) {
        return micros == NEVER || (micros >= 0 && micros <= TIME_MAX_MICROS);
    }

    private boolean isOwn(long asOfMicros) {
        long hour = asOfMicros / HOUR_MICROS;
        if (hour != askedHour) {
            int hours = count(hour, HOURS, 1);
            askedAnswer = days(asOfMicros / DAY_MICROS) >= DAYS_MIN
                    || hours >= HOURS_MIN
                    || (hours >= BUSY_HOURS_MIN && count(hour, HOURS, SIGHTS_MIN) >= SIGHTS_MIN);
            askedHour = hour;
        }
        return askedAnswer;
    }

    /** The sights of the hours before one, of each hour no more than a number. */
    private int count(long beforeHour, int back, int hourMax) {
        int count = 0;
        for (long hour = Math.max(0, beforeHour - back); hour < beforeHour; hour++) {
            boolean kept = hour <= newestHour && hour > newestHour - HOURS;
            count += kept ? Math.min(hourMax, sights[(int) (hour % HOURS)]) : 0;
        }
        return count;
    }

    private int days(long beforeDay) {
        int count = 0;
        for (int age = 0; age < DAYS; age++) {
            long day = newestDay - age;
            count += (dayBits >>> age & 1) == 1 && day < beforeDay && day >= beforeDay - DAYS ? 1 : 0;
        }
        return count;
    }

    private void forwardTo(long hour) {
        for (long empty = Math.max(newestHour + 1, hour - HOURS + 1); empty <= hour; empty++) {
            sights[(int) (empty % HOURS)] = 0;
        }
        newestHour = Math.max(newestHour, hour);
    }
}
