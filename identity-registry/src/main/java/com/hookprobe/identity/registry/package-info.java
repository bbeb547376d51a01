/** The devices that a provider knows: enrolment, status, tenants, tokens, and the chain of what happened to them. */
@NullMarked
package com.hookprobe.identity.registry;

import org.jspecify.annotations.NullMarked;
