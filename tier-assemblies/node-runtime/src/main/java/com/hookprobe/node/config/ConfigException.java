package com.hookprobe.node.config;

/** A configuration that cannot be used. The message names file, line where known, what was expected and what was found. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }
}
