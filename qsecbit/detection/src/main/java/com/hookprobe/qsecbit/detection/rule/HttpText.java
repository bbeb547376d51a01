package com.hookprobe.qsecbit.detection.rule;

import java.util.Locale;

/** What can be told from the texts of a request. */
final class HttpText {
    private static final String[] LOGIN_WORDS = {
        "login",
        "signin",
        "sign-in",
        "sign_in",
        "logon",
        "xmlrpc.php",
        "/session",
        "authenticate",
        "/auth/token",
        "auth.owa",
        "security_check"
    };

    /** Digits of MD5, the shortest hash that things are named by. */
    private static final int HASH_DIGITS_MIN = 32;

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
                    "m3u8",
                    "m4s",
                    "m4a",
                    "mpd",
                    "vtt",
                    "aac",
                    "ogg" -> true;
            default -> false;
        };
    }

    /**
     * True for what nobody types and no word list holds: source maps that the tools of a browser ask for, icons and
     * notices that browsers and crawlers look for on every site, check sums of packages, and what is named by its hash.
     */
    static boolean isAskedUnseen(String url) {
        String path = path(url).toLowerCase(Locale.ROOT);
        if (path.startsWith("/.well-known/")) {
            return !path.contains(".php") && !path.contains("..");
        }
        return path.endsWith(".map")
                || path.endsWith(".sha1")
                || path.endsWith(".sha256")
                || path.endsWith(".pom")
                || path.startsWith("/apple-touch-icon")
                || switch (path) {
                    case "/favicon.ico",
                            "/robots.txt",
                            "/ads.txt",
                            "/app-ads.txt",
                            "/security.txt",
                            "/humans.txt",
                            "/sitemap.xml",
                            "/browserconfig.xml",
                            "/site.webmanifest",
                            "/manifest.json" -> true;
                    default -> endsInHash(path);
                };
    }

    private static boolean endsInHash(String path) {
        int at = path.length();
        while (at > 0 && Character.digit(path.charAt(at - 1), 16) >= 0) {
            at--;
        }
        return path.length() - at >= HASH_DIGITS_MIN;
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
