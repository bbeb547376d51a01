package com.hookprobe.qsecbit.exchange.taxii;

import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import java.util.Locale;

/** The media types that TAXII 2.1, 3.7, lets a client name. */
final class TaxiiMedia {
    private static final String NAME = "application/taxii+json";
    private static final int RANGES_MAX = 16;

    private TaxiiMedia() {}

    /** 406 when the client takes nothing that we have. A version that is not named is ours. */
    static void requireAccepted(Request request) throws Problem {
        String accept = request.accept();
        if (accept.isBlank()) {
            return;
        }
        for (String range : accept.split(",", RANGES_MAX)) {
            String[] parts = range.toLowerCase(Locale.ROOT).split(";", -1);
            String type = parts[0].strip();
            if (type.equals("*/*") || type.equals("application/*") || (type.equals(NAME) && isOurVersion(parts))) {
                return;
            }
        }
        throw Problem.of(406, "Not acceptable", TaxiiForm.TYPE + " in Accept", accept, "name that, or nothing");
    }

    /** 415 when the body is something else. */
    static void requireSent(Request request) throws Problem {
        String[] parts = request.header("Content-Type").toLowerCase(Locale.ROOT).split(";", -1);
        if (!parts[0].strip().equals(NAME) || !isOurVersion(parts)) {
            throw Problem.of(
                    415,
                    "Unsupported media type",
                    TaxiiForm.TYPE + " as Content-Type",
                    request.header("Content-Type"),
                    "send an envelope of STIX 2.1 objects");
        }
    }

    private static boolean isOurVersion(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("version=") && !parameter.replace("\"", "").equals("version=2.1")) {
                return false;
            }
        }
        return true;
    }
}
