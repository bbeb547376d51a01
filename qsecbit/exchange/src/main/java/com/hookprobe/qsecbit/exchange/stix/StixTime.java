package com.hookprobe.qsecbit.exchange.stix;

import com.hookprobe.qsecbit.exchange.RefusedException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times as STIX 2.1, 3.16, and TAXII 2.1 have them: RFC 3339 in UTC, here always with six digits behind the second. */
public final class StixTime {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final int CHARS_MAX = 40;

    /** The end of the year 9999: later has another form. */
    private static final long MICROS_MAX = 253_402_300_799_999_999L;

    private StixTime() {}

    /** Writes a time. */
    public static String format(long micros) {
        return FORMAT.format(Instant.EPOCH.plus(Math.min(micros, MICROS_MAX), ChronoUnit.MICROS));
    }

    /**
     * Reads one, in microseconds since the epoch; what is finer is left out.
     *
     * @throws RefusedException for another form, a zone that is not Z, and years before 1970
     */
    public static long parse(String text) throws RefusedException {
        try {
            if (text.length() <= CHARS_MAX && text.endsWith("Z") && text.indexOf('T') == 10) {
                long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text));
                if (micros >= 0 && micros <= MICROS_MAX) {
                    return micros;
                }
            }
        } catch (DateTimeException | ArithmeticException e) {
            // Refused below.
        }
        throw new RefusedException("a time such as 2026-11-27T17:00:00.000000Z", text);
    }
}
