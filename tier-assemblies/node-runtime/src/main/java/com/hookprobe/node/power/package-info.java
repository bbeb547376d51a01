/**
 * What this node and its peers have left in their batteries, and what the next hop of a report costs (docs/spec/routing.md, 1 and 2).
 * Pure but for {@link com.hookprobe.node.power.BatteryReader}.
 */
@NullMarked
package com.hookprobe.node.power;

import org.jspecify.annotations.NullMarked;
