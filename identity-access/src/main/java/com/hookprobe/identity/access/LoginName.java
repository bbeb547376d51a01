package com.hookprobe.identity.access;

import com.hookprobe.identity.access.AccessException.Kind;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An account's name with its home: {@code TENANT/NAME}, or {@code NAME} for one of the provider. Names are unique within a home, so
 * that whether a name is free in one tenant says nothing about another.
 *
 * @param name 1 to 64 characters {@code a-z}, {@code 0-9}, {@code . _ - @ +}, a letter or digit at both ends
 */
public record LoginName(Scope home, String name) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9._@+-]{0,62}[a-z0-9])?");

    public LoginName {
        if (!FORM.matcher(name).matches()) {
            throw new AccessException(
                    Kind.INVALID,
                    "account name: expected 1 to 64 characters a-z, 0-9 and . _ - @ +, a letter or digit at both ends");
        }
    }

    /**
     * Reads the text form.
     *
     * @throws AccessException INVALID
     */
    public static LoginName parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return new LoginName(Scope.platform(), text);
        }
        try {
            return new LoginName(Scope.tenant(new TenantId(text.substring(0, slash))), text.substring(slash + 1));
        } catch (IllegalArgumentException e) {
            throw new AccessException(Kind.INVALID, "account name: expected TENANT/NAME or NAME; " + e.getMessage());
        }
    }

    /** As {@link #parse}, for what came from somebody who is not known yet. */
    static Optional<LoginName> read(String text) {
        try {
            return Optional.of(parse(text));
        } catch (AccessException e) {
            return Optional.empty();
        }
    }

    /** Returns the text form. */
    public String text() {
        return home instanceof Scope.Tenant tenant ? tenant.id().value() + "/" + name : name;
    }

    @Override
    public String toString() {
        return text();
    }
}
