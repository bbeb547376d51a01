package com.hookprobe.dsm.api;

import com.hookprobe.http.Problem;
import com.hookprobe.http.Response;
import java.util.List;
import java.util.Locale;

/** Which of a resource's forms the client would rather have (RFC 9110 12.5.1). */
final class Accept {
    private static final List<String> BOTH = List.of(Response.JSON, Response.BYTES);
    private static final int RANGES_MAX = 32;

    private Accept() {}

    /** True for the canonical bytes, false for JSON, the default. */
    static boolean bytes(String header) throws Problem {
        if (header.isBlank()) {
            return false;
        }
        String best = "";
        double bestQuality = 0;
        for (String type : BOTH) {
            double quality = quality(header, type);
            if (quality > bestQuality) {
                best = type;
                bestQuality = quality;
            }
        }
        if (best.isEmpty()) {
            throw Problem.of(
                    406, "Not acceptable", "one of " + BOTH + " in Accept", header, "leave the header out for JSON");
        }
        return best.equals(Response.BYTES);
    }

    /** True when the client takes gzip. */
    static boolean gzip(String header) {
        for (String part : header.split(",", RANGES_MAX)) {
            String[] fields = part.split(";", -1);
            if (fields[0].strip().equalsIgnoreCase("gzip") && quality(fields) > 0) {
                return true;
            }
        }
        return false;
    }

    private static double quality(String header, String type) {
        double quality = 0;
        int closest = -1;
        for (String part : header.split(",", RANGES_MAX)) {
            String[] fields = part.split(";", -1);
            int close = closeness(fields[0].strip().toLowerCase(Locale.ROOT), type);
            if (close > closest) {
                closest = close;
                quality = quality(fields);
            }
        }
        return quality;
    }

    private static int closeness(String range, String type) {
        if (range.equals(type)) {
            return 2;
        }
        return range.equals("application/*") ? 1 : range.equals("*/*") ? 0 : -1;
    }

    private static double quality(String[] fields) {
        for (int i = 1; i < fields.length; i++) {
            String field = fields[i].strip().toLowerCase(Locale.ROOT);
            if (field.matches("q=[01](\\.\\d{0,3})?")) {
                return Double.parseDouble(field.substring(2));
            }
        }
        return 1;
    }
}
