package com.hookprobe.qsecbit.exchange.core;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Times as the language of CrowdSec writes them: {@code 3h59m49.4s}. */
public final class GoDuration {
    private static final long SECOND = 1_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final int CHARS_MAX = 64;
    private static final Pattern NUMBER = Pattern.compile("\\d+\\.?\\d*|\\.\\d+");

    private GoDuration() {}

    /** Hours, minutes and seconds, each that has a larger one before it even when it is zero; below a second in ms or us. */
    public static String format(long micros) {
        if (micros < 0) {
            return micros == Long.MIN_VALUE ? format(micros + 1) : "-" + format(-micros);
        }
        if (micros == 0) {
            return "0s";
        }
        if (micros < 1_000) {
            return micros + "\u00b5s";
        }
        if (micros < SECOND) {
            return decimal(micros, 3) + "ms";
        }
        StringBuilder text = new StringBuilder();
        if (micros >= HOUR) {
            text.append(micros / HOUR).append('h');
        }
        if (micros >= MINUTE) {
            text.append(micros % HOUR / MINUTE).append('m');
        }
        return text.append(decimal(micros % MINUTE, 6)).append('s').toString();
    }

    /** In microseconds, rounded down; empty for what is no such time, or beyond 292 years. */
    public static OptionalLong parse(String text) {
        if (text.length() > CHARS_MAX) {
            return OptionalLong.empty();
        }
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return OptionalLong.of(0);
        }
        BigDecimal nanos = BigDecimal.ZERO;
        int at = 0;
        while (at < rest.length()) {
            int digits = at;
            while (at < rest.length() && (isDigit(rest.charAt(at)) || rest.charAt(at) == '.')) {
                at++;
            }
            int unit = at;
            while (at < rest.length() && !isDigit(rest.charAt(at)) && rest.charAt(at) != '.') {
                at++;
            }
            long factor = factor(rest.substring(unit, at));
            String number = rest.substring(digits, unit);
            if (factor == 0 || !isNumber(number)) {
                return OptionalLong.empty();
            }
            nanos = nanos.add(new BigDecimal(number).multiply(BigDecimal.valueOf(factor)));
        }
        if (rest.isEmpty() || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            return OptionalLong.empty();
        }
        long micros = nanos.divide(BigDecimal.valueOf(1_000), RoundingMode.DOWN).longValue();
        return OptionalLong.of(negative ? -micros : micros);
    }

    private static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static long factor(String unit) {
        return switch (unit) {
            case "ns" -> 1L;
            case "us", "\u00b5s", "\u03bcs" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 0L;
        };
    }

    private static String decimal(long value, int places) {
        return BigDecimal.valueOf(value, places).stripTrailingZeros().toPlainString();
    }
}
