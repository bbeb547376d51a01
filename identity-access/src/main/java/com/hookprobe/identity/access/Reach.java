package com.hookprobe.identity.access;

/** Whose a thing is, seen from where a role was granted: the columns below each role of the policy table. */
enum Reach {
    /** Of a tenant in which the role was granted, alone or with all others. */
    OWN,
    /** Of another tenant. For PLATFORM_ADMIN, who belongs to none, of any. */
    OTHER,
    /** Of no tenant: the mesh, the provider's own accounts, lists over all tenants. Only roles granted in all tenants reach it. */
    PLATFORM
}
