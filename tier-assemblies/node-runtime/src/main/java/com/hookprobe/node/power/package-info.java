/** What this node and its peers have left in their batteries, and what the next hop of a report costs; pure but for the reader. */
@org.jspecify.annotations.NullMarked
package com.hookprobe.node.power;
