package com.hookprobe.dsm.projection;

/** The words of a failure and of what lies behind it, on one line of bounded length. */
final class FailureText {
    private static final int DEPTH = 6;
    private static final int CHARACTERS = 600;

    private FailureText() {}

    static String of(Throwable failure) {
        StringBuilder text = new StringBuilder(describe(failure));
        Throwable cause = failure.getCause();
        for (int i = 0; i < DEPTH && cause != null; i++) {
            String more = describe(cause);
            if (text.indexOf(more) < 0) {
                text.append("; ").append(more);
            }
            cause = cause.getCause();
        }
        return text.length() <= CHARACTERS ? text.toString() : text.substring(0, CHARACTERS) + "...";
    }

    /** Drivers draw boxes below their first line. */
    private static String describe(Throwable failure) {
        String message = failure.getMessage();
        String first = message == null ? "" : message.lines().findFirst().orElse("");
        return first.isBlank() ? failure.getClass().getSimpleName() : first;
    }
}
