package com.hookprobe.benchmarks;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.SiteId;
import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Fills a registry with devices below its API: what reads of it meet is as large as real rows, but no request would verify, and
 * there are no audit rows. The same seed makes the same devices.
 */
final class RegistryRowsMade {
    static final int TENANTS = 100;
    static final int SITES = 10;

    /** Half of all devices are this tenant's. */
    static final TenantId LARGEST = tenant(0);

    private static final int BATCH = 2_000;
    /** A card without optional fields, and what surrounds it in a request. */
    private static final int REQUEST_BYTES = 1_480;

    private static final String[] TIERS = {"sentinel", "guardian", "guardian", "guardian", "fortress", "nexus", "mssp"};
    private static final int[] SHARE = {10, 30, 20, 10, 25, 4, 1};
    private static final String[] PLACES = {"gate", "branch", "office", "plant", "depot"};

    private final SplittableRandom random = new SplittableRandom(1);

    static TenantId tenant(int index) {
        return new TenantId("tenant-" + index);
    }

    static SiteId site(int index) {
        return new SiteId("site-" + index);
    }

    void tenants(DeviceRegistry registry) throws Exception {
        for (int t = 0; t < TENANTS; t++) {
            registry.tenants().add(tenant(t), "Tenant " + t, "generator");
            for (int s = 0; s < SITES; s++) {
                registry.tenants().addSite(tenant(t), site(s), "Site " + s, "generator");
            }
        }
    }

    void devices(Database database, int count) throws Exception {
        for (int at = 0; at < count; at += BATCH) {
            int from = at;
            int until = Math.min(count, at + BATCH);
            SplittableRandom batch = random.split();
            int added = database.<Integer, RuntimeException>write(
                    Scope.platform(), sql -> batch(sql, batch.split(), from, until));
            if (added != until - from) {
                throw new IllegalStateException("expected " + (until - from) + " new rows, found " + added);
            }
            if (until % 100_000 < BATCH) {
                System.err.printf("%,d devices%n", until);
            }
        }
        for (int first = 0; first < 256; first++) {
            String prefix = String.format("%02x", first);
            database.<Integer, RuntimeException>write(Scope.platform(), sql -> statuses(sql, prefix));
        }
    }

    private static int batch(
            com.hookprobe.identity.registry.sql.Transaction sql, SplittableRandom random, int from, int until)
            throws DatabaseException {
        List<@Nullable Object[]> devices = new ArrayList<>();
        List<@Nullable Object[]> enrolments = new ArrayList<>();
        List<@Nullable Object[]> keys = new ArrayList<>();
        for (int i = from; i < until; i++) {
            String id = hex(random);
            String key = hex(random);
            String tenant =
                    tenant(random.nextBoolean() ? 0 : random.nextInt(TENANTS)).value();
            String tier = tier(random.nextInt(100));
            String name = PLACES[random.nextInt(PLACES.length)] + "-" + String.format("%08d", i);
            byte[] request = new byte[REQUEST_BYTES];
            random.nextBytes(request);
            devices.add(new Object[] {
                id,
                tier.equals("mssp") ? "cloud" : "edge",
                hex(random),
                key,
                1_800_000_000L,
                1_800_000_000L,
                tenant,
                site(random.nextInt(SITES)).value(),
                tier
            });
            enrolments.add(new Object[] {id, tenant, name, name, tier, request, new byte[20]});
            keys.add(new Object[] {id, tenant, key, 1_800_000_000L});
        }
        int added = sql.batch(
                        "INSERT INTO devices(device_id, device_type, hardware_fingerprint, public_key_ed25519, status,"
                                + " kyc_verified, first_seen, last_seen, tenant_id, site_id, tier)"
                                + " VALUES (?, ?, ?, ?, 'PENDING', 0, ?, ?, ?, ?, ?)",
                        devices)
                .length;
        sql.batch(
                "INSERT INTO device_enrolments(device_id, tenant_id, name, name_key, tier, request, baseline_integrity,"
                        + " state_version, roles) VALUES (?, ?, ?, ?, ?, ?, ?, 1, '')",
                enrolments);
        sql.batch(
                "INSERT INTO device_keys(device_id, key_index, tenant_id, public_key_ed25519, valid_from)"
                        + " VALUES (?, 0, ?, ?, ?)",
                keys);
        return added;
    }

    /** Of 256 parts 1 stays PENDING, 2 become SUSPENDED and 10 REVOKED; the rest is ACTIVE. */
    private static int statuses(com.hookprobe.identity.registry.sql.Transaction sql, String prefix)
            throws DatabaseException {
        int part = Integer.parseInt(prefix, 16);
        if (part == 0) {
            return 0;
        }
        String to = "UPDATE devices SET status = ? WHERE {tenant} AND device_id >= ? AND device_id < ?";
        int changed = sql.update(to, part <= 10 ? "REVOKED" : "ACTIVE", prefix, prefix + "g");
        return part == 11 || part == 12 ? sql.update(to, "SUSPENDED", prefix, prefix + "g") : changed;
    }

    /** Any id, of a device or between two. */
    static NodeId anywhere(SplittableRandom random) {
        return NodeId.parse(hex(random));
    }

    private static String tier(int percent) {
        int sum = 0;
        for (int i = 0; i < TIERS.length; i++) {
            sum += SHARE[i];
            if (percent < sum) {
                return TIERS[i];
            }
        }
        throw new IllegalStateException("shares sum to less than 100");
    }

    private static String hex(SplittableRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
