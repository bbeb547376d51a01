package com.hookprobe.network.core;

/**
 * One change.
 *
 * @param to what shall be
 * @param back what takes it back
 */
public record Step(State to, State back) {}
