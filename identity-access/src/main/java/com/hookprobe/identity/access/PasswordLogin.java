package com.hookprobe.identity.access;

import com.hookprobe.identity.access.AccessException.Kind;
import com.hookprobe.identity.access.AccountTable.Stored;
import com.hookprobe.identity.access.AuditRecord.Outcome;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Login by name and password. Every failure has one answer and takes the same work: whether an account exists, is disabled or has no
 * password is not told. Attempts are throttled by account and by address. Safe for use by many threads. (access.md 5.)
 */
public final class PasswordLogin {
    /** Failures of one name that are free, the first delay, the longest. */
    static final int NAME_FREE = 5;

    static final Duration NAME_FIRST = Duration.ofSeconds(1);

    /** Short: whoever wants to keep somebody out can fail in his name for ever. */
    static final Duration NAME_LONGEST = Duration.ofMinutes(1);

    /** The same for an address (IPv6: its /64). */
    static final int ADDRESS_FREE = 20;

    static final Duration ADDRESS_FIRST = Duration.ofSeconds(1);
    static final Duration ADDRESS_LONGEST = Duration.ofMinutes(15);

    private static final int IPV6_NETWORK_BYTES = 8;
    private static final int NAME_CHARS_MAX = 130;

    private final AccessStore store;
    private final Passwords passwords;
    private final Sessions sessions;
    private final Throttle names = new Throttle(NAME_FREE, NAME_FIRST, NAME_LONGEST);
    private final Throttle addresses = new Throttle(ADDRESS_FREE, ADDRESS_FIRST, ADDRESS_LONGEST);

    PasswordLogin(AccessStore store, Passwords passwords, Sessions sessions) {
        this.store = store;
        this.passwords = passwords;
        this.sessions = sessions;
    }

    /**
     * Logs in.
     *
     * @param name {@code TENANT/NAME} or {@code NAME}
     * @param password not overwritten
     * @param from the client's address; behind a proxy the one that the proxy names
     * @throws AccessException NOT_AUTHENTICATED, THROTTLED, BUSY
     */
    public Sessions.Opened login(String name, char[] password, InetAddress from) throws DatabaseException {
        Instant now = store.now();
        String nameKey = name.length() > NAME_CHARS_MAX ? "(long)" : name.toLowerCase(Locale.ROOT);
        String addressKey = network(from);
        begin(nameKey, addressKey, now);
        Optional<LoginName> read = LoginName.read(name);
        @Nullable Stored stored = read.isEmpty() ? null : find(read.get());
        boolean right;
        try {
            right = passwords.matches(password, stored == null ? null : stored.password());
        } catch (AccessException e) {
            // BUSY says nothing about the password, so it does not count.
            names.takeBack(nameKey, now);
            addresses.takeBack(addressKey, now);
            throw e;
        }
        if (stored == null || !right || stored.account().disabled()) {
            throw refused(stored, from);
        }
        Account account = stored.account();
        Optional<Sessions.Opened> opened = store.change(account.home(), (tx, audit) -> {
            // Between the comparison and here it may have been disabled, or the password changed.
            Optional<Stored> still = AccountTable.byId(tx, account.id())
                    .filter(s -> !s.account().disabled())
                    .filter(s -> java.util.Objects.equals(s.password(), stored.password()));
            return still.isEmpty()
                    ? Optional.<Sessions.Opened>empty()
                    : Optional.of(sessions.open(tx, audit, still.get().account(), "login", from.getHostAddress()));
        });
        if (opened.isEmpty()) {
            throw refused(stored, from);
        }
        names.succeeded(nameKey);
        addresses.takeBack(addressKey, now);
        return opened.get();
    }

    private @Nullable Stored find(LoginName name) throws DatabaseException {
        return store.read(Scope.platform(), tx -> AccountTable.byName(tx, name)).orElse(null);
    }

    private AccessException refused(@Nullable Stored stored, InetAddress from) throws DatabaseException {
        // A name that is no account's is not written down: people type passwords into the wrong field.
        store.record(new AuditEntry(
                stored == null ? Scope.platform() : stored.account().home(),
                stored == null ? AuditEntry.UNKNOWN : stored.account().login(),
                Principal.Origin.UNKNOWN,
                "login",
                Outcome.REFUSED,
                "",
                stored == null ? "no such account" : stored.account().disabled() ? "disabled" : "wrong password",
                from.getHostAddress()));
        return new AccessException(
                Kind.NOT_AUTHENTICATED, "login: the name or the password is wrong, or the account may not log in");
    }

    private void begin(String nameKey, String addressKey, Instant now) {
        Duration wait = addresses.attempt(addressKey, now);
        if (wait.isZero()) {
            wait = names.attempt(nameKey, now);
            if (!wait.isZero()) {
                addresses.takeBack(addressKey, now);
            }
        }
        if (!wait.isZero()) {
            // Rounded up: who comes back when told so must not be told again.
            Duration told = Duration.ofSeconds(wait.plusNanos(999_999_999).toSeconds());
            throw new AccessException(
                    Kind.THROTTLED, "login: too many failures; try again in " + told.toSeconds() + " s", told);
        }
    }

    /** An IPv6 host has a whole /64 to choose its address from. */
    static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        int length = address instanceof Inet6Address ? IPV6_NETWORK_BYTES : bytes.length;
        return HexFormat.of().formatHex(bytes, 0, length);
    }
}
