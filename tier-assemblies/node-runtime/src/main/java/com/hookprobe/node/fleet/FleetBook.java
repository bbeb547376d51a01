package com.hookprobe.node.fleet;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.node.fleet.core.TenantFleet;
import com.hookprobe.node.learning.Shelf;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Groups and policies of all tenants, on disk; what is not stored is not so. */
final class FleetBook {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .visibility(PropertyAccessor.GETTER, JsonAutoDetect.Visibility.NONE)
            .visibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
            .build();

    private final Shelf shelf;
    private final Map<TenantId, TenantFleet> fleets = new TreeMap<>();

    private FleetBook(Shelf shelf) {
        this.shelf = shelf;
    }

    /** @throws IOException also when it is damaged: numbers would be given twice */
    static FleetBook open(Shelf shelf) throws IOException {
        FleetBook book = new FleetBook(shelf);
        Optional<byte[]> stored = shelf.read();
        if (stored.isPresent()) {
            JSON.readValue(stored.get(), new TypeReference<Map<String, TenantFleet>>() {})
                    .forEach((tenant, fleet) -> book.fleets.put(new TenantId(tenant), fleet));
        }
        return book;
    }

    Map<TenantId, TenantFleet> all() {
        return Map.copyOf(fleets);
    }

    TenantFleet of(TenantId tenant) {
        return fleets.getOrDefault(tenant, TenantFleet.NEW);
    }

    /** Without the disk: the next {@link #put} takes it along. */
    void keep(TenantId tenant, TenantFleet fleet) {
        fleets.put(tenant, fleet);
    }

    /** Returns when it is on disk; when that fails all is as before. */
    void put(TenantId tenant, TenantFleet fleet) throws IOException {
        Map<String, TenantFleet> next = new TreeMap<>();
        fleets.forEach((each, its) -> next.put(each.value(), its));
        next.put(tenant.value(), fleet);
        shelf.write(JSON.writeValueAsBytes(next));
        fleets.put(tenant, fleet);
    }
}
