package com.hookprobe.identity.registry;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.KeyRotation;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;

/**
 * The devices that a provider knows, on SQLite or PostgreSQL. (identity.md, section 10.)
 *
 * <p>A device enters as PENDING, by its own signed request; only {@link #approve}, which names a person, or a token that a person
 * has made, makes it ACTIVE. Each change of a device is one transaction together with its row in the audit chain, and is on disk
 * when the method returns. Times are whole seconds since 1970.
 *
 * <p>A registry sees one {@link Scope}: the platform all devices, a tenant its own; those of others are not there for it. What
 * scope a caller may have is not decided here.
 *
 * <p>All methods throw {@link RegistryException} BUSY, DAMAGED or STORAGE besides what they say. Safe for use by many threads, and
 * many processes may have the same database open.
 */
public final class DeviceRegistry extends RegistryNotes implements AutoCloseable {
    /** How many devices of a tenant may wait for approval: anybody who reaches the registry can send requests. */
    public static final int PENDING_MAX = 10_000;

    /** How many addresses are kept per device. */
    public static final int SIGHTINGS_MAX = 10;

    private final TokenGate gate;
    private final boolean owner;

    private DeviceRegistry(Store store, GeoLocator locator, TokenGate gate, boolean owner) {
        super(store, locator);
        this.gate = gate;
        this.owner = owner;
    }

    /**
     * Opens the registry at a path, for the platform; makes an empty one, mode 0600, when there is no file.
     *
     * @throws RegistryException DAMAGED when the file is something else, VERSION
     */
    public static DeviceRegistry open(Path path) throws RegistryException {
        return open(path, RegistryOptions.DEFAULT);
    }

    /** As {@link #open(Path)}, with the clock that dates the changes. */
    public static DeviceRegistry open(Path path, Clock clock) throws RegistryException {
        return open(path, RegistryOptions.DEFAULT.withClock(clock));
    }

    /**
     * As {@link #open(Path)}.
     *
     * @throws RegistryException ROLLED_BACK when the guard has seen a newer or another chain
     */
    public static DeviceRegistry open(Path path, RegistryOptions options) throws RegistryException {
        Database database;
        try {
            database = Database.sqlite(path);
        } catch (DatabaseException e) {
            throw RegistryException.of(e);
        }
        try {
            DeviceRegistry shared = open(database, options);
            return new DeviceRegistry(shared.store, shared.locator, shared.gate, true);
        } catch (RegistryException e) {
            database.close();
            throw e;
        }
    }

    /**
     * Opens the registry in a database that others use as well, for the platform; closing the registry leaves it open.
     *
     * @throws RegistryException ROLLED_BACK when the guard has seen a newer or another chain
     */
    public static DeviceRegistry open(Database database, RegistryOptions options) throws RegistryException {
        Store store = new Store(database, Scope.platform(), options.clock(), options.guard());
        new AuditChain(store).open();
        return new DeviceRegistry(store, options.locator(), new TokenGate(), false);
    }

    /** The same registry as seen in another scope; valid until this one is closed. */
    public DeviceRegistry within(Scope scope) {
        return new DeviceRegistry(store.within(scope), locator, gate, false);
    }

    /** Returns the customers and their sites. */
    public Tenants tenants() {
        return new Tenants(store);
    }

    /** Returns the one-time enrolment tokens. */
    public EnrolmentTokens tokens() {
        return new EnrolmentTokens(store);
    }

    /**
     * Takes in a request, for this scope's tenant or the default one; the device is PENDING, whatever the request says. The same
     * request again changes nothing.
     *
     * @return the device as it now stands
     * @throws RegistryException CONFLICT when the id or key is known from another request or tenant, FULL
     */
    public RegisteredDevice enrol(EnrolmentRequest request) throws RegistryException {
        return enrol(request, Enrolments.Destination.of(store.home()));
    }

    /**
     * Takes in a request that a person has brought, for a tenant and perhaps a site; the device is PENDING.
     *
     * @throws RegistryException NOT_FOUND when tenant or site are not there; NOT_ALLOWED for a tenant outside this scope; as
     *     {@link #enrol(EnrolmentRequest)}
     */
    public RegisteredDevice enrol(EnrolmentRequest request, TenantId tenant, Optional<SiteId> site, String by)
            throws RegistryException {
        return enrol(request, destination(tenant, site, by));
    }

    private RegisteredDevice enrol(EnrolmentRequest request, Enrolments.Destination to) throws RegistryException {
        return store.write(journal -> {
            Tenants.required(journal.sql(), to.tenant());
            Optional<RegisteredDevice> known = Enrolments.known(journal.sql(), request, to.tenant());
            if (known.isPresent()) {
                return known.get();
            }
            Enrolments.room(journal.sql(), to.tenant());
            return Enrolments.insert(journal, request, to);
        });
    }

    /**
     * Takes in many requests that a person has brought, some hundred in a transaction. What is wrong with one does not keep the
     * others out.
     *
     * @return what became of each, in their order
     * @throws RegistryException NOT_FOUND, NOT_ALLOWED; then those of earlier transactions are in
     */
    public List<EnrolmentOutcome> enrolAll(
            List<EnrolmentRequest> requests, TenantId tenant, Optional<SiteId> site, String by)
            throws RegistryException {
        return BulkEnrolment.run(store, requests, destination(tenant, site, by));
    }

    private Enrolments.Destination destination(TenantId tenant, Optional<SiteId> site, String by)
            throws RegistryException {
        store.mustHold(tenant);
        return new Enrolments.Destination(tenant, site, Optional.empty(), Optional.of(Texts.by(by)));
    }

    /**
     * Takes in a device by a one-time token that a person has made; it is ACTIVE, and the token used up.
     *
     * @param token as {@link EnrolmentTokens#issue} gave it
     * @throws RegistryException REFUSED, with one message for every reason; {@link EnrolmentTokens#failures} tells the operator
     *     which it was
     */
    public RegisteredDevice enrolWithToken(EnrolmentRequest request, String token) throws RegistryException {
        return gate.enrol(store, request, TokenText.secret(token));
    }

    /**
     * As the other {@code enrolWithToken}, with the token that was sealed into the request.
     *
     * @param token 32 bytes; the caller overwrites them
     */
    public RegisteredDevice enrolWithToken(EnrolmentRequest request, byte[] token) throws RegistryException {
        return gate.enrol(store, request, Optional.of(token));
    }

    /**
     * PENDING to ACTIVE.
     *
     * @param by the person who answers for it, 1..128 characters
     * @throws RegistryException NOT_FOUND, NOT_ALLOWED
     */
    public RegisteredDevice approve(NodeId id, String by) throws RegistryException {
        return change(id, StatusAction.APPROVE, OptionalLong.empty(), by, "approved");
    }

    /**
     * ACTIVE to SUSPENDED.
     *
     * @param reason 1..512 characters
     * @throws RegistryException NOT_FOUND, NOT_ALLOWED
     */
    public RegisteredDevice suspend(NodeId id, String by, String reason) throws RegistryException {
        return change(id, StatusAction.SUSPEND, OptionalLong.empty(), by, reason);
    }

    /**
     * SUSPENDED to ACTIVE.
     *
     * @throws RegistryException NOT_FOUND, NOT_ALLOWED
     */
    public RegisteredDevice reinstate(NodeId id, String by, String reason) throws RegistryException {
        return change(id, StatusAction.REINSTATE, OptionalLong.empty(), by, reason);
    }

    /**
     * PENDING, ACTIVE or SUSPENDED to REVOKED, from which nothing leads back.
     *
     * @throws RegistryException NOT_FOUND, NOT_ALLOWED when it is revoked already
     */
    public RegisteredDevice revoke(NodeId id, String by, String reason) throws RegistryException {
        return change(id, StatusAction.REVOKE, OptionalLong.empty(), by, reason);
    }

    /**
     * Changes a device's status.
     *
     * @param expectedVersion the {@link RegisteredDevice#stateVersion} that the person saw who decides; empty for any
     * @throws RegistryException NOT_FOUND, NOT_ALLOWED; CONFLICT when it is at another version
     */
    public RegisteredDevice change(
            NodeId id, StatusAction action, OptionalLong expectedVersion, String by, String reason)
            throws RegistryException {
        Texts.by(by);
        Texts.reason(reason);
        return store.write(journal -> Lifecycle.change(journal, id, action.text(), expectedVersion, by, reason));
    }

    /**
     * Puts a device in another one's place, in one transaction: the old one is REVOKED and linked; the new one takes its name,
     * tenant, site and roles, and is ACTIVE.
     *
     * @param old ACTIVE or SUSPENDED
     * @param request of the new device, of the same tier; it may be waiting as PENDING
     * @throws RegistryException NOT_FOUND, NOT_ALLOWED; CONFLICT when the new device is known otherwise
     */
    public RegisteredDevice replace(NodeId old, EnrolmentRequest request, String by, String reason)
            throws RegistryException {
        Texts.by(by);
        Texts.reason(reason);
        return store.write(journal -> Lifecycle.replace(journal, old, request, by, reason));
    }

    /**
     * Takes in a change of a device's key. The rotation carries the old key's consent, so no person is asked. The same
     * rotation again changes nothing.
     *
     * @throws RegistryException NOT_FOUND; NOT_ALLOWED when the device is not ACTIVE; CONFLICT when the old key or index is
     *     not the current one, or the new key is known
     */
    public RegisteredDevice rotateKey(KeyRotation rotation) throws RegistryException {
        return store.write(journal -> Lifecycle.rotateKey(journal, rotation));
    }

    /**
     * Sets the hash of the software that a device should run, after an upgrade that a person stands for.
     *
     * @param baseline 20 bytes
     * @throws RegistryException NOT_FOUND; NOT_ALLOWED when it is revoked
     */
    public RegisteredDevice setBaseline(NodeId id, byte[] baseline, String by, String reason) throws RegistryException {
        if (baseline.length != EnrolmentRequest.BASELINE_BYTES) {
            throw new IllegalArgumentException("baseline integrity hash: expected " + EnrolmentRequest.BASELINE_BYTES
                    + " bytes, found " + baseline.length);
        }
        Texts.reason(reason);
        byte[] kept = baseline.clone();
        return set(
                id,
                by,
                "set-baseline",
                HexFormat.of().formatHex(kept) + " " + reason,
                (sql, device) -> sql.update(
                        "UPDATE device_enrolments SET baseline_integrity = ? WHERE device_id = ? AND {tenant}",
                        kept,
                        id.hex()));
    }

    /**
     * Notes whether a person checked who owns the device.
     *
     * @throws RegistryException NOT_FOUND; NOT_ALLOWED when it is revoked
     */
    public RegisteredDevice setKycVerified(NodeId id, boolean verified, String by) throws RegistryException {
        return set(
                id,
                by,
                "set-kyc",
                verified ? "verified" : "not verified",
                (sql, device) -> sql.update(
                        "UPDATE devices SET kyc_verified = ? WHERE device_id = ? AND {tenant}",
                        verified ? 1 : 0,
                        id.hex()));
    }

    /**
     * Notes where a device stands.
     *
     * @param site of its tenant; empty for none
     * @throws RegistryException NOT_FOUND; NOT_ALLOWED when it is revoked
     */
    public RegisteredDevice setSite(NodeId id, Optional<SiteId> site, String by) throws RegistryException {
        String detail = site.map(s -> "site " + s).orElse("no site");
        return set(id, by, "set-site", detail, (sql, device) -> {
            if (site.isPresent()) {
                Devices.siteExists(sql, device.tenant().value(), site.get());
            }
            sql.update(
                    "UPDATE devices SET site_id = ? WHERE device_id = ? AND {tenant}",
                    site.map(SiteId::value).orElse(null),
                    id.hex());
        });
    }

    /**
     * Sets what a device is to do.
     *
     * @param roles at most 16 words of {@code a-z}, {@code 0-9} and {@code -}; opaque here
     * @throws RegistryException NOT_FOUND; NOT_ALLOWED when it is revoked
     */
    public RegisteredDevice setRoles(NodeId id, Collection<String> roles, String by) throws RegistryException {
        SortedSet<String> sorted = Roles.check(roles);
        return set(
                id,
                by,
                "set-roles",
                "roles " + Roles.text(sorted),
                (sql, device) -> sql.update(
                        "UPDATE device_enrolments SET roles = ? WHERE device_id = ? AND {tenant}",
                        Roles.text(sorted),
                        id.hex()));
    }

    private RegisteredDevice set(NodeId id, String by, String action, String detail, Setting setting)
            throws RegistryException {
        Texts.by(by);
        return store.write(journal -> {
            RegisteredDevice device = Devices.notRevoked(journal.sql(), id);
            setting.apply(journal.sql(), device);
            journal.record(device, device.status(), action, by, detail);
            return Devices.required(journal.sql(), id);
        });
    }

    /** A change beside the status. */
    private interface Setting {
        void apply(com.hookprobe.identity.registry.sql.Transaction sql, RegisteredDevice device)
                throws RegistryException, DatabaseException;
    }

    /**
     * Checks that the database still holds the chain that the guard remembers, verifies what others have added since, and lets the
     * guard remember that. Who follows a registry that others change, too, calls it when something has changed: what the guard
     * has not been told, a backup could take back unseen.
     *
     * @throws RegistryException ROLLED_BACK, DAMAGED
     */
    public void remember() throws RegistryException {
        new AuditChain(store).open();
    }

    /** Closes the database if this registry opened it; every later call then fails with STORAGE. */
    @Override
    public void close() throws RegistryException {
        if (owner) {
            store.database().close();
        }
    }
}
