package com.hookprobe.dsm.consensus;

import com.hookprobe.identity.NodeId;

/**
 * What evidence in a checkpoint cost a validator: its place in the set, and a part of its bond where it had one.
 *
 * @param height of the checkpoint that carries the evidence
 * @param evidence its kind
 * @param bondBefore units before
 * @param bondAfter units after: bondBefore less slash per mille of it, rounded up
 */
public record Penalty(long height, NodeId validator, String evidence, long bondBefore, long bondAfter) {}
