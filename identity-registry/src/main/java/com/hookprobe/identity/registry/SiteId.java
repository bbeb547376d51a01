package com.hookprobe.identity.registry;

import java.util.regex.Pattern;

/**
 * Names a place of a tenant; unique within the tenant.
 *
 * @param value 1 to 63 characters {@code a-z}, {@code 0-9} and {@code -}, a letter or digit at both ends
 */
public record SiteId(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** Checks the form. */
    public SiteId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "site: expected 1 to 63 characters a-z, 0-9 and '-', a letter or digit at both ends");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
