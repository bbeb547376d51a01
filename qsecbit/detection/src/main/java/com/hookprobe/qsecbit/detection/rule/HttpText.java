package com.hookprobe.qsecbit.detection.rule;

import java.util.Locale;

/** What can be told from the texts of a request. */
final class HttpText {
    private static final String[] LOGIN_WORDS = {
        "login", "signin", "sign-in", "sign_in", "logon", "xmlrpc.php", "/session", "authenticate", "/auth/token"
    };

    private HttpText() {}

    /** True when the path of a URL is where people log in. */
    static boolean isLoginPath(String url) {
        int query = url.indexOf('?');
        String path = (query < 0 ? url : url.substring(0, query)).toLowerCase(Locale.ROOT);
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
