package com.hookprobe.qsecbit.detection.eve;

import com.fasterxml.jackson.core.JsonParser;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.read.JsonFields;
import java.io.IOException;
import java.util.Locale;

/**
 * Reads a DNS message, and those of mDNS and LLMNR. Versions 1 and 2 have the question beside the type; version 3, and the
 * form inside an alert, have lists of questions, of which the first counts.
 */
final class EveDns {
    private static final int NAME_CHARS = 2 * JsonFields.NAME_CHARS;

    private String type = "";
    private String name = "";
    private String recordType = "";
    private String responseCode = "";

    private EveDns() {}

    static NetworkEvent.Dns read(JsonParser parser) throws IOException {
        EveDns dns = new EveDns();
        dns.readMessage(parser);
        return dns.finish();
    }

    private void readMessage(JsonParser p) throws IOException {
        for (String key = JsonFields.firstField(p); key != null; key = JsonFields.nextField(p)) {
            switch (key) {
                case "type" -> type = EveParts.word(p);
                case "rrname" -> name = JsonFields.text(p, NAME_CHARS);
                case "rrtype" -> recordType = EveParts.word(p);
                case "rcode" -> responseCode = EveParts.word(p);
                case "queries", "query" -> readQuestions(p);
                // Beside its question, inside an alert.
                case "answer" -> readAnswer(p);
                default -> JsonFields.skip(p);
            }
        }
    }

    private void readQuestions(JsonParser p) throws IOException {
        boolean array = p.isExpectedStartArrayToken();
        for (boolean more = JsonFields.firstElement(p); more; more = JsonFields.nextElement(p, array)) {
            boolean first = name.isEmpty();
            for (String key = JsonFields.firstField(p); key != null; key = JsonFields.nextField(p)) {
                switch (key) {
                    case "rrname" -> {
                        String text = JsonFields.text(p, NAME_CHARS);
                        name = first ? text : name;
                    }
                    case "rrtype" -> {
                        String text = EveParts.word(p);
                        recordType = recordType.isEmpty() ? text : recordType;
                    }
                    case "type" -> type = EveParts.word(p);
                    default -> JsonFields.skip(p);
                }
            }
        }
    }

    private void readAnswer(JsonParser p) throws IOException {
        for (String key = JsonFields.firstField(p); key != null; key = JsonFields.nextField(p)) {
            String text = JsonFields.text(p, NAME_CHARS);
            switch (key) {
                case "rrname" -> name = name.isEmpty() ? text : name;
                case "rrtype" -> recordType = recordType.isEmpty() ? text : recordType;
                case "rcode" -> responseCode = text;
                default -> {
                    // Flags and the records of the answer.
                }
            }
        }
    }

    private NetworkEvent.Dns finish() {
        String lower = name.toLowerCase(Locale.ROOT);
        String bare = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        boolean query = type.equals("query") || type.equals("request");
        return new NetworkEvent.Dns(query, bare, recordType, responseCode);
    }
}
