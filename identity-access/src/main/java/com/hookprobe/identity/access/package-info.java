/**
 * Operators of a provider and of its tenants: roles and what they may do, accounts, API tokens, sessions, and the audit of
 * what they did. ({@code docs/spec/access.md}.)
 *
 * <p>{@link com.hookprobe.identity.access.Policy} is the one place that decides; it reads the one table, {@code policy.md} beside
 * it. Nothing else compares roles.
 */
@NullMarked
package com.hookprobe.identity.access;

import org.jspecify.annotations.NullMarked;
