package com.hookprobe.console;

import com.hookprobe.http.Response;

/** The headers of all that the console answers with. (console.md 4.) */
final class Security {
    /** What a page may load and do: its own files and its own server. */
    static final String PAGE = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";

    private Security() {}

    static Response of(Response response) {
        return response.header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cross-Origin-Resource-Policy", "same-origin");
    }

    static Response page(Response response) {
        return of(response)
                .header("Content-Security-Policy", PAGE)
                .header("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    }
}
