package com.hookprobe.identity.registry;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.RegistryException.Kind;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Transaction;
import java.util.Optional;

/** Looks devices up inside a transaction. */
final class Devices {
    private Devices() {}

    static Optional<RegisteredDevice> find(Transaction transaction, NodeId id)
            throws RegistryException, DatabaseException {
        return transaction.query(RegistryRows::device, RegistryRows.SELECT + " AND d.device_id = ?", id.hex()).stream()
                .findFirst();
    }

    static RegisteredDevice required(Transaction transaction, NodeId id) throws RegistryException, DatabaseException {
        return find(transaction, id).orElseThrow(() -> none(id));
    }

    static RegistryException none(NodeId id) {
        return new RegistryException(
                Kind.NOT_FOUND, "registry: expected a device " + id.hex() + ", found none; let it enrol first");
    }

    static RegisteredDevice notRevoked(Transaction transaction, NodeId id) throws RegistryException, DatabaseException {
        RegisteredDevice device = required(transaction, id);
        if (device.status() == DeviceStatus.REVOKED) {
            throw new RegistryException(
                    Kind.NOT_ALLOWED,
                    "registry: expected a device that is not revoked, found " + id.shortHex() + " REVOKED");
        }
        return device;
    }

    static void siteExists(Transaction transaction, String tenant, SiteId site)
            throws RegistryException, DatabaseException {
        long found = transaction.number(
                "SELECT count(*) FROM sites WHERE tenant_id = ? AND site_id = ? AND {tenant}", tenant, site.value());
        if (found == 0) {
            throw new RegistryException(
                    Kind.NOT_FOUND,
                    "registry: expected a site " + site + " of tenant " + tenant + ", found none; add it first");
        }
    }
}
