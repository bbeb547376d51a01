/** Groups of nodes, and the policies that their MSSP has them follow (docs/spec/fleet.md). */
@NullMarked
package com.hookprobe.node.fleet;

import org.jspecify.annotations.NullMarked;
