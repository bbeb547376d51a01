/** Who follows which policy, and how a new one comes to a group in stages (docs/spec/fleet.md, 4 to 6): pure. */
@NullMarked
package com.hookprobe.node.fleet.core;

import org.jspecify.annotations.NullMarked;
