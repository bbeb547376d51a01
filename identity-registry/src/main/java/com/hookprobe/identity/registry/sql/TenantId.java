package com.hookprobe.identity.registry.sql;

import java.util.regex.Pattern;

/**
 * Names a customer of the provider; fixed for ever, and shown.
 *
 * @param value 1 to 63 characters {@code a-z}, {@code 0-9} and {@code -}, a letter or digit at both ends
 */
public record TenantId(String value) implements Comparable<TenantId> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** Where devices are that nobody gave to a tenant; it always exists. */
    public static final TenantId DEFAULT = new TenantId("default");

    /** Checks the form. */
    public TenantId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "tenant: expected 1 to 63 characters a-z, 0-9 and '-', a letter or digit" + " at both ends");
        }
    }

    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
