package com.hookprobe.notify.core;

/** A template that cannot be used; the message says what was found and which fields there are. */
public final class TemplateException extends Exception {
    private static final long serialVersionUID = 1L;

    TemplateException(String message) {
        super(message);
    }
}
