package com.hookprobe.qsecbit.exchange.misp;

import com.hookprobe.qsecbit.exchange.Subject;
import com.hookprobe.qsecbit.exchange.Subject.Kind;
import java.util.Optional;

/** The types of attributes that name a subject. */
final class MispAttribute {
    private MispAttribute() {}

    static String type(Kind kind) {
        return switch (kind) {
            case IP, RANGE -> "ip-src";
            case DOMAIN -> "domain";
            case URL -> "url";
            case MD5 -> "md5";
            case SHA1 -> "sha1";
            case SHA256 -> "sha256";
        };
    }

    static String category(Kind kind) {
        return switch (kind) {
            case IP, RANGE, DOMAIN, URL -> "Network activity";
            case MD5, SHA1, SHA256 -> "Payload delivery";
        };
    }

    /** True for a type that names a subject. */
    static boolean isKnown(String type) {
        return switch (type) {
            case "ip-src",
                    "ip-dst",
                    "ip-src|port",
                    "ip-dst|port",
                    "domain",
                    "hostname",
                    "url",
                    "md5",
                    "sha1",
                    "sha256" -> true;
            case "domain|ip", "filename|md5", "filename|sha1", "filename|sha256" -> true;
            default -> false;
        };
    }

    /** What an attribute of a known type names; empty when its value is none. */
    static Optional<Subject> subject(String type, String value) {
        String front = value.indexOf('|') < 0 ? value : value.substring(0, value.indexOf('|'));
        String back = value.substring(value.lastIndexOf('|') + 1);
        return switch (type) {
            case "ip-src", "ip-dst" -> Subject.ofAddress(value);
            case "ip-src|port", "ip-dst|port" -> Subject.ofAddress(front);
            case "domain", "hostname" -> Subject.of(Kind.DOMAIN, value);
            case "domain|ip" -> Subject.of(Kind.DOMAIN, front);
            case "url" -> Subject.of(Kind.URL, value);
            case "md5" -> Subject.of(Kind.MD5, value);
            case "sha1" -> Subject.of(Kind.SHA1, value);
            case "sha256" -> Subject.of(Kind.SHA256, value);
            case "filename|md5" -> Subject.of(Kind.MD5, back);
            case "filename|sha1" -> Subject.of(Kind.SHA1, back);
            case "filename|sha256" -> Subject.of(Kind.SHA256, back);
            default -> Optional.empty();
        };
    }
}
