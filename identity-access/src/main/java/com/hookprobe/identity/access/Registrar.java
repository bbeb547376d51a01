package com.hookprobe.identity.access;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.KeyRotation;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.DeviceFilter;
import com.hookprobe.identity.registry.DevicePage;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.EnrolmentOutcome;
import com.hookprobe.identity.registry.EnrolmentToken;
import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.RegistryEntry.Change;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.RegistryHead;
import com.hookprobe.identity.registry.SiteId;
import com.hookprobe.identity.registry.StatusAction;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The device registry for operators: what they may not do is refused and written down, what they do carries their name, and devices of
 * tenants that are not theirs are not there. Safe for use by many threads.
 *
 * <p>All methods throw {@link AccessException} NOT_FOUND and NOT_PERMITTED, {@link RegistryException} as {@link DeviceRegistry} does, and
 * {@link DatabaseException} when the audit cannot be written; then nothing was done.
 */
public final class Registrar {
    private final Passage passage;

    Registrar(Passage passage) {
        this.passage = passage;
    }

    /** One page of the devices of a tenant, or with the platform of all; see {@link DeviceRegistry#page}. */
    public DevicePage list(Principal who, Scope where, DeviceFilter filter, Optional<NodeId> after, int limit)
            throws RegistryException, DatabaseException {
        return passage.through(
                who,
                Operation.DEVICES_LIST,
                where,
                "devices of " + Places.text(where),
                registry -> registry.page(filter, after, limit));
    }

    /** Finds a device. */
    public RegisteredDevice show(Principal who, NodeId id) throws RegistryException, DatabaseException {
        RegisteredDevice device = find(who, Operation.DEVICES_SHOW, id);
        return passage.through(who, Operation.DEVICES_SHOW, home(device), what(id), registry -> device);
    }

    /** A device with all that is known of its past; see {@link DeviceHistory}. */
    public DeviceHistory history(Principal who, NodeId id) throws RegistryException, DatabaseException {
        RegisteredDevice found = find(who, Operation.DEVICES_SHOW, id);
        return passage.through(who, Operation.DEVICES_SHOW, home(found), what(id), registry -> {
            RegisteredDevice device = registry.find(id).orElse(found);
            return new DeviceHistory(device, registry.keys(id), registry.sightings(id), registry.audit(id));
        });
    }

    /** Changes of a tenant's devices, or with the platform of all; see {@link DeviceRegistry#changesSince}. */
    public List<Change> changes(Principal who, Scope where, long sequence, int limit)
            throws RegistryException, DatabaseException {
        return passage.through(
                who,
                Operation.AUDIT_READ,
                where,
                "device audit of " + Places.text(where),
                registry -> registry.changesSince(sequence, limit));
    }

    /** Recomputes the chain of all changes, which needs the platform; see {@link DeviceRegistry#verifyAudit}. */
    public RegistryHead verifyAudit(Principal who) throws RegistryException, DatabaseException {
        return passage.through(
                who, Operation.AUDIT_READ, Scope.platform(), "device audit chain", DeviceRegistry::verifyAudit);
    }

    /** Takes in a request for a tenant; the device is PENDING. */
    public RegisteredDevice enrol(Principal who, EnrolmentRequest request, TenantId tenant, Optional<SiteId> site)
            throws RegistryException, DatabaseException {
        return passage.through(
                who,
                Operation.DEVICES_ENROL,
                Scope.tenant(tenant),
                what(request.card().nodeId()),
                registry -> registry.enrol(request, tenant, site, Passage.by(who)));
    }

    /** Takes in many requests for a tenant, as one operation; see {@link DeviceRegistry#enrolAll}. */
    public List<EnrolmentOutcome> enrolAll(
            Principal who, List<EnrolmentRequest> requests, TenantId tenant, Optional<SiteId> site)
            throws RegistryException, DatabaseException {
        return passage.through(
                who,
                Operation.DEVICES_ENROL,
                Scope.tenant(tenant),
                requests.size() + " devices of " + tenant,
                registry -> registry.enrolAll(requests, tenant, site, Passage.by(who)));
    }

    /**
     * Takes in a request by the one-time token that it brought; the device is ACTIVE, in the token's tenant. Whoever may enrol
     * there may carry the request; that the device is approved stands on who made the token.
     *
     * @param token 32 bytes; the caller overwrites them
     */
    public RegisteredDevice enrolWithToken(Principal who, EnrolmentRequest request, byte[] token)
            throws RegistryException, DatabaseException {
        String id = EnrolmentToken.idOf(token);
        for (Scope scope : who.scopes()) {
            Optional<EnrolmentToken> found = passage.within(scope).tokens().find(id);
            if (found.isPresent()) {
                return passage.through(
                        who,
                        Operation.DEVICES_ENROL,
                        Scope.tenant(found.get().tenant()),
                        what(request.card().nodeId()) + " by token " + id,
                        registry -> registry.enrolWithToken(request, token));
            }
        }
        throw passage.gate().notFound(who, Operation.DEVICES_ENROL, "enrolment token " + id);
    }

    /**
     * Takes in a change of a device's key; see {@link DeviceRegistry#rotateKey}. The device has signed it, so that whoever may
     * bring requests of devices may bring this.
     */
    public RegisteredDevice rotateKey(Principal who, KeyRotation rotation) throws RegistryException, DatabaseException {
        return on(who, Operation.DEVICES_ENROL, rotation.nodeId(), registry -> registry.rotateKey(rotation));
    }

    /** Changes a device's status; see {@link DeviceRegistry#change}. */
    public RegisteredDevice change(
            Principal who, NodeId id, StatusAction action, OptionalLong expectedVersion, String reason)
            throws RegistryException, DatabaseException {
        Operation operation = switch (action) {
            case APPROVE -> Operation.DEVICES_APPROVE;
            case SUSPEND -> Operation.DEVICES_SUSPEND;
            case REINSTATE -> Operation.DEVICES_REINSTATE;
            case REVOKE -> Operation.DEVICES_REVOKE;
        };
        return on(
                who, operation, id, registry -> registry.change(id, action, expectedVersion, Passage.by(who), reason));
    }

    /** Puts a device in another one's place; see {@link DeviceRegistry#replace}. */
    public RegisteredDevice replace(Principal who, NodeId old, EnrolmentRequest request, String reason)
            throws RegistryException, DatabaseException {
        return on(
                who,
                Operation.DEVICES_REPLACE,
                old,
                registry -> registry.replace(old, request, Passage.by(who), reason));
    }

    /** Sets what a device should run; see {@link DeviceRegistry#setBaseline}. */
    public RegisteredDevice setBaseline(Principal who, NodeId id, byte[] baseline, String reason)
            throws RegistryException, DatabaseException {
        return on(
                who,
                Operation.DEVICES_SET_BASELINE,
                id,
                registry -> registry.setBaseline(id, baseline, Passage.by(who), reason));
    }

    /** Notes whether a person checked who owns a device. */
    public RegisteredDevice setKycVerified(Principal who, NodeId id, boolean verified)
            throws RegistryException, DatabaseException {
        return on(
                who, Operation.DEVICES_SET_KYC, id, registry -> registry.setKycVerified(id, verified, Passage.by(who)));
    }

    /** Sets the words by which a fleet's groups know a device; see {@link DeviceRegistry#setRoles}. */
    public RegisteredDevice setLabels(Principal who, NodeId id, Collection<String> labels)
            throws RegistryException, DatabaseException {
        return on(who, Operation.DEVICES_SET_LABELS, id, registry -> registry.setRoles(id, labels, Passage.by(who)));
    }

    private RegisteredDevice on(Principal who, Operation operation, NodeId id, Passage.Call<RegisteredDevice> call)
            throws RegistryException, DatabaseException {
        RegisteredDevice device = find(who, operation, id);
        return passage.through(who, operation, home(device), what(id), call);
    }

    /** Looks in the principal's own scopes only: that another tenant has the device is not even read. */
    private RegisteredDevice find(Principal who, Operation operation, NodeId id)
            throws RegistryException, DatabaseException {
        for (Scope scope : who.scopes()) {
            Optional<RegisteredDevice> device = passage.within(scope).find(id);
            if (device.isPresent()) {
                return device.get();
            }
        }
        throw passage.gate().notFound(who, operation, what(id));
    }

    private static Scope home(RegisteredDevice device) {
        return Scope.tenant(device.tenant());
    }

    private static String what(NodeId id) {
        return "device " + id.hex();
    }
}
