package com.hookprobe.identity.registry;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pages of devices in bounded work, wherever they lie in the list and whatever is filtered, without trusting a planner: an index
 * holds the ids of each status and tier in order, and a page is merged from the first rows of each such range. A search by
 * name goes through a bounded number of names.
 */
final class DevicePages {
    static final int LIMIT_MAX = 1_000;

    /** Names that one page of a filtered search looks at. */
    static final int NAMES_MAX = 400;

    private static final String FIRST_ID = "";
    private static final String ID_PREFIX = "[0-9a-f]{8,64}";
    private static final String BEYOND_HEX = "g";
    private static final String BEYOND_NAMES = "\u007f";

    /** SQLite keeps the order of a CROSS JOIN: from the few ids to their rows, never from an index of a common status. */
    private static final String DEVICES = " CROSS JOIN devices d CROSS JOIN device_enrolments e"
            + " WHERE d.device_id = p.device_id AND e.device_id = p.device_id AND {d.tenant} AND {e.tenant}";

    private record Query(String sql, List<@Nullable Object> arguments) {
        List<RegisteredDevice> run(Transaction transaction) throws RegistryException, DatabaseException {
            return transaction.query(RegistryRows::device, sql, arguments.toArray());
        }
    }

    private DevicePages() {}

    static DevicePage page(Transaction transaction, DeviceFilter filter, Optional<NodeId> after, int limit)
            throws RegistryException, DatabaseException {
        if (filter.site().isPresent() && transaction.scope() instanceof Scope.Platform) {
            throw new IllegalArgumentException(
                    "site: expected the scope of the tenant whose site it is; a site's id may"
                            + " be another place's at another tenant");
        }
        String text = filter.text().orElse("").toLowerCase(Locale.ROOT);
        if (!text.isEmpty() && !text.matches(ID_PREFIX)) {
            return byName(transaction, filter, text, after, limit);
        }
        String from = after.map(NodeId::hex).orElse(FIRST_ID);
        List<RegisteredDevice> found = byId(filter, text, from, limit + 1).run(transaction);
        return cut(found, limit);
    }

    private static DevicePage cut(List<RegisteredDevice> found, int limit) {
        if (found.size() <= limit) {
            return new DevicePage(List.copyOf(found), Optional.empty());
        }
        List<RegisteredDevice> kept = List.copyOf(found.subList(0, limit));
        return new DevicePage(kept, Optional.of(kept.get(limit - 1).id()));
    }

    private static Query byId(DeviceFilter filter, String prefix, String after, int limit) {
        boolean whole = filter.status().isEmpty()
                && filter.tier().isEmpty()
                && filter.site().isEmpty();
        List<@Nullable Object> arguments = new ArrayList<>();
        List<String> ranges = new ArrayList<>();
        if (whole) {
            ranges.add(range("", prefix, after, limit, arguments));
        } else {
            for (DeviceStatus status : filter.status().map(List::of).orElse(Arrays.asList(DeviceStatus.values()))) {
                for (Tier tier : filter.tier().map(List::of).orElse(Arrays.asList(Tier.values()))) {
                    filter.site().ifPresent(site -> arguments.add(site.value()));
                    arguments.add(status.name());
                    arguments.add(tier.text());
                    String which = (filter.site().isPresent() ? " AND r.site_id = ?" : "")
                            + " AND r.status = ? AND r.tier = ?";
                    ranges.add(range(which, prefix, after, limit, arguments));
                }
            }
        }
        arguments.add(limit);
        String ids = String.join(" UNION ALL ", ranges);
        return new Query(
                "SELECT " + RegistryRows.COLUMNS + " FROM (SELECT device_id FROM (" + ids
                        + ") AS u ORDER BY device_id LIMIT ?) AS p" + DEVICES
                        + " ORDER BY p.device_id",
                arguments);
    }

    private static String range(
            String which, String prefix, String after, int limit, List<@Nullable Object> arguments) {
        String sql = "SELECT * FROM (SELECT r.device_id FROM devices r WHERE {r.tenant}" + which;
        if (!prefix.isEmpty()) {
            sql += " AND r.device_id >= ? AND r.device_id < ?";
            arguments.add(prefix);
            arguments.add(prefix + BEYOND_HEX);
        }
        arguments.add(after);
        arguments.add(limit);
        return sql + " AND r.device_id > ? ORDER BY r.device_id LIMIT ?) AS r";
    }

    private static DevicePage byName(
            Transaction transaction, DeviceFilter filter, String prefix, Optional<NodeId> after, int limit)
            throws RegistryException, DatabaseException {
        String fromName = prefix;
        String fromId = FIRST_ID;
        if (after.isPresent()) {
            fromId = after.get().hex();
            List<String> names = transaction.query(
                    row -> row.getString(1),
                    "SELECT name_key FROM device_enrolments WHERE device_id = ? AND {tenant}",
                    fromId);
            if (names.isEmpty() || !names.get(0).startsWith(prefix)) {
                throw new IllegalArgumentException("after: expected the next of a page of this search");
            }
            fromName = names.get(0);
        }
        boolean unfiltered = filter.status().isEmpty()
                && filter.tier().isEmpty()
                && filter.site().isEmpty();
        int walk = unfiltered ? limit + 1 : NAMES_MAX;
        String names = "SELECT n.name_key, n.device_id FROM device_enrolments n WHERE {n.tenant} AND n.name_key < ?"
                + " AND (n.name_key, n.device_id) > (?, ?) ORDER BY n.name_key, n.device_id LIMIT ?";
        List<@Nullable Object> arguments = new ArrayList<>(List.of(prefix + BEYOND_NAMES, fromName, fromId, walk));
        String sql = "SELECT " + RegistryRows.COLUMNS + " FROM (" + names
                + ") AS p" + DEVICES
                + (filter.status().isPresent() ? " AND d.status = ?" : "")
                + (filter.tier().isPresent() ? " AND d.tier = ?" : "")
                + (filter.site().isPresent() ? " AND d.site_id = ?" : "")
                + " ORDER BY p.name_key, p.device_id LIMIT ?";
        filter.status().ifPresent(status -> arguments.add(status.name()));
        filter.tier().ifPresent(tier -> arguments.add(tier.text()));
        filter.site().ifPresent(site -> arguments.add(site.value()));
        arguments.add(limit + 1);
        List<RegisteredDevice> found = new Query(sql, arguments).run(transaction);
        if (unfiltered || found.size() > limit) {
            return cut(found, limit);
        }
        // The last name that was looked at, if the walk did not end before.
        List<String> last = transaction.query(
                row -> row.getString(1),
                "SELECT device_id FROM (" + names + ") AS p ORDER BY name_key, device_id LIMIT 1 OFFSET ?",
                prefix + BEYOND_NAMES,
                fromName,
                fromId,
                walk,
                walk - 1);
        return new DevicePage(List.copyOf(found), last.stream().findFirst().map(NodeId::parse));
    }
}
