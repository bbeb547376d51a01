package com.hookprobe.qsecbit.detection.rule;

import java.util.Locale;

/** What can be told from the texts of a request. */
final class HttpText {
    private static final String[] LOGIN_WORDS = {
        "login", "signin", "sign-in", "sign_in", "logon", "xmlrpc.php", "/session", "authenticate", "/auth/token"
    };

    private HttpText() {}

    /** A URL without its query. */
    static String path(String url) {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query);
    }

    /** True for what pages load by themselves: pictures, styles, scripts, fonts. */
    static boolean isStatic(String url) {
        String path = path(url);
        int dot = path.lastIndexOf('.');
        if (dot < 0 || path.length() - dot > 6) {
            return false;
        }
        return switch (path.substring(dot + 1).toLowerCase(Locale.ROOT)) {
            case "css",
                    "js",
                    "map",
                    "mjs",
                    "png",
                    "jpg",
                    "jpeg",
                    "gif",
                    "svg",
                    "ico",
                    "webp",
                    "avif",
                    "woff",
                    "woff2",
                    "ttf",
                    "eot",
                    "mp4",
                    "webm",
                    "mp3",
                    "ts",
                    "m3u8" -> true;
            default -> false;
        };
    }

    /** True when the path of a URL is where people log in. */
    static boolean isLoginPath(String url) {
        String path = path(url).toLowerCase(Locale.ROOT);
        for (String word : LOGIN_WORDS) {
            if (path.contains(word)) {
                return true;
            }
        }
        return false;
    }

    /** The host without its port. */
    static String hostName(String host) {
        int colon = host.indexOf(':');
        return colon > 0 && host.charAt(0) != '[' ? host.substring(0, colon) : host;
    }
}
