package com.hookprobe.console;

import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.access.DeviceHistory;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.access.Registrar;
import com.hookprobe.identity.registry.DeviceFilter;
import com.hookprobe.identity.registry.DevicePage;
import com.hookprobe.identity.registry.DeviceStatus;
import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.SiteId;
import com.hookprobe.identity.registry.StatusAction;
import com.hookprobe.identity.registry.sql.Scope;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Devices of tenants; {@link Registrar} asks the gate, works in the tenant's scope, and writes the audit. */
final class DeviceRoutes {
    private static final int REASON_MAX = 512;
    private static final int ID_DIGITS = 64;

    private final Routes routes;
    private final Registrar registrar;

    DeviceRoutes(Routes routes, Registrar registrar) {
        this.routes = routes;
        this.registrar = registrar;
    }

    record Row(
            String id,
            String name,
            String tier,
            String type,
            String status,
            String tenant,
            String site,
            boolean kycVerified,
            long firstSeenMicros,
            long lastSeenMicros,
            long version,
            String replaces,
            String replacedBy,
            String key,
            String baseline) {}

    record Page(List<Row> devices, String next) {}

    record History(Row device, List<Key> keys, List<Sighting> sightings, List<Change> changes) {}

    record Key(int index, String key, long fromMicros, long untilMicros) {}

    record Sighting(long micros, String address, String place) {}

    record Change(long micros, String action, String from, String to, String by, String detail) {}

    List<Endpoint> endpoints() {
        return List.of(
                routes.get(
                        "/ui/api/devices",
                        Set.of("place", "status", "tier", "site", "text", "after", "limit"),
                        this::page),
                routes.get("/ui/api/devices/{id}", Set.of(), this::show),
                routes.post("/ui/api/devices/{id}/{action}", this::change));
    }

    private Object page(Principal who, Request request) throws Exception {
        Scope where = Places.of(request.query().text("place").orElse("*"));
        Optional<String> after = given(request, "after");
        DevicePage page = registrar.list(
                who,
                where,
                filter(request),
                after.isEmpty() ? Optional.empty() : Optional.of(id(after.get())),
                SiteRoutes.limit(request));
        return new Page(
                page.devices().stream().map(DeviceRoutes::row).toList(),
                page.next().map(NodeId::hex).orElse(""));
    }

    private static DeviceFilter filter(Request request) throws Problem {
        DeviceFilter filter = DeviceFilter.ALL;
        Optional<String> status = given(request, "status");
        if (status.isPresent()) {
            filter = filter.withStatus(Body.choice("status", status.get(), DeviceStatus.class));
        }
        Optional<String> tier = given(request, "tier");
        if (tier.isPresent()) {
            filter = filter.withTier(Body.choice("tier", tier.get(), Tier.class));
        }
        Optional<String> site = given(request, "site");
        if (site.isPresent()) {
            filter = filter.withSite(new SiteId(site.get()));
        }
        Optional<String> text = given(request, "text");
        return text.isPresent() ? filter.withText(text.get()) : filter;
    }

    private static Optional<String> given(Request request, String name) {
        return request.query().text(name).filter(text -> !text.isBlank());
    }

    private Object show(Principal who, Request request) throws Exception {
        DeviceHistory found = registrar.history(who, id(request.text("id")));
        return new History(
                row(found.device()),
                found.keys().stream()
                        .map(key -> new Key(
                                key.index(),
                                key.publicKeyHex(),
                                Micros.of(key.from()),
                                key.until().map(Micros::of).orElse(0L)))
                        .toList(),
                found.sightings().stream()
                        .map(seen -> new Sighting(
                                Micros.of(seen.at()),
                                seen.ipAddress(),
                                seen.place()
                                        .city()
                                        .or(() -> seen.place().country())
                                        .orElse("")))
                        .toList(),
                found.changes().stream()
                        .map(change -> new Change(
                                Micros.of(change.at()),
                                change.action(),
                                change.from().map(Enum::name).orElse(""),
                                change.to().map(Enum::name).orElse(""),
                                change.by(),
                                change.detail()))
                        .toList());
    }

    private Object change(Principal who, Request request, Body body) throws Exception {
        StatusAction action = Body.choice("action", request.text("action"), StatusAction.class);
        long version = body.number("version", 1, Long.MAX_VALUE, 0);
        String reason = action == StatusAction.APPROVE
                ? body.optional("reason", REASON_MAX).orElse("approved")
                : body.text("reason", REASON_MAX);
        return row(registrar.change(
                who,
                id(request.text("id")),
                action,
                version == 0 ? OptionalLong.empty() : OptionalLong.of(version),
                reason));
    }

    private static NodeId id(String hex) throws Problem {
        if (hex.length() == ID_DIGITS) {
            try {
                return NodeId.parse(hex);
            } catch (IllegalArgumentException e) {
                // Told below.
            }
        }
        throw Problem.badRequest("a node id of 64 hexadecimal digits", hex, "take it from a list of devices");
    }

    private static Row row(RegisteredDevice device) {
        return new Row(
                device.id().hex(),
                device.name(),
                device.tier().name().toLowerCase(Locale.ROOT),
                device.type().text(),
                device.status().name(),
                device.tenant().value(),
                device.site().map(SiteId::value).orElse(""),
                device.kycVerified(),
                Micros.of(device.firstSeen()),
                Micros.of(device.lastSeen()),
                device.stateVersion(),
                device.replaces().map(NodeId::hex).orElse(""),
                device.replacedBy().map(NodeId::hex).orElse(""),
                device.currentKeyHex(),
                device.baselineIntegrityHex());
    }
}
