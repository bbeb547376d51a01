package com.hookprobe.node.fleet.core;

/**
 * A policy that has a number. Immutable.
 *
 * @param number of its tenant's, from 1: each one higher than all before
 * @param group whose it is; empty for nodes of no group
 * @param content number of the policy that first said this; its own when it says something new
 * @param yaml what it says
 * @param by who wants it
 * @param block hexadecimal hash of the block that seals it; empty while none does
 * @param proven whether that block is final, so that the policy may go out
 */
public record Policy(long number, String group, long content, String yaml, String by, String block, boolean proven) {
    Policy sealed(String hash) {
        return new Policy(number, group, content, yaml, by, hash, proven);
    }

    Policy shown() {
        return new Policy(number, group, content, yaml, by, block, true);
    }
}
