package com.hookprobe.identity.access;

import com.hookprobe.identity.PasswordHash;
import com.hookprobe.identity.access.AccessException.Kind;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hashes and compares passwords, a few at a time: each takes 19 MiB, and anybody may ask. Who finds no place within two seconds is told
 * BUSY. Safe for use by many threads.
 */
final class Passwords {
    private static final int NOISE_BYTES = 32;

    /** How a new password is hashed. */
    interface Hasher {
        PasswordHash hash(char[] password, SecureRandom random);
    }

    /** How many are worked on at once; 38 MiB. */
    static final int AT_ONCE = 2;

    /** How many may wait for a place. */
    static final int WAITING_MAX = 32;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final SecureRandom random;
    private final Hasher hasher;
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    /** Made when a password is compared for the first time: what only reads must not wait for it. */
    private @Nullable PasswordHash nobodys;

    Passwords(SecureRandom random, Hasher hasher) {
        this.random = random;
        this.hasher = hasher;
    }

    /** Hashes a new password after {@link PasswordRules#check}. */
    String hash(char[] password, String accountName) {
        char[] normal = PasswordRules.normal(password);
        try {
            PasswordRules.check(normal, accountName);
            return inPlace(() -> hasher.hash(normal, random).text());
        } finally {
            Arrays.fill(normal, '\0');
        }
    }

    /**
     * Compares.
     *
     * @param stored null when there is no account or it has no password; then the work is the same and the answer no
     */
    boolean matches(char[] password, @Nullable String stored) {
        // One beyond the bound is hashed as well as any other would be: its length is no reason to answer sooner.
        boolean possible = password.length > 0
                && password.length <= PasswordRules.CHARS_MAX
                && PasswordRules.isWellFormed(password);
        char[] normal = PasswordRules.normal(possible ? password : new char[] {'x'});
        try {
            PasswordHash other = nobodys();
            PasswordHash hash = stored == null ? other : PasswordHash.parse(stored);
            boolean equal = inPlace(() -> hash.matches(normal));
            return equal & possible & stored != null;
        } finally {
            Arrays.fill(normal, '\0');
        }
    }

    /** The password of nobody, which nobody knows. */
    private synchronized PasswordHash nobodys() {
        PasswordHash made = nobodys;
        if (made == null) {
            byte[] noise = new byte[NOISE_BYTES];
            random.nextBytes(noise);
            made = hasher.hash(HexFormat.of().formatHex(noise).toCharArray(), random);
            nobodys = made;
        }
        return made;
    }

    private <T> T inPlace(Supplier<T> work) {
        boolean placed = false;
        try {
            placed = places.getQueueLength() < WAITING_MAX
                    && places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!placed) {
                throw new AccessException(
                        Kind.BUSY, "login: expected a free place, found all taken by others who log in; try again");
            }
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AccessException(Kind.BUSY, "login: interrupted");
        } finally {
            if (placed) {
                places.release();
            }
        }
    }
}
