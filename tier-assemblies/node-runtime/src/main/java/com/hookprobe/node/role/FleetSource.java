package com.hookprobe.node.role;

import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.node.fleet.FleetView;
import java.util.Optional;

/** Where the console reads the fleet, and brings an operator's orders. Asked on the node's loop. */
interface FleetSource {
    /** How the fleet stands, of all tenants. */
    FleetView view() throws Exception;

    /**
     * Has a group's roll-out go to its next stage now.
     *
     * @param by the operator's login
     * @return why nothing was done; empty when it was
     */
    Optional<String> promote(TenantId tenant, String group, String by) throws Exception;

    /** Has all nodes of a group go back to the policy before; as {@link #promote}. */
    Optional<String> rollback(TenantId tenant, String group, String by) throws Exception;
}
