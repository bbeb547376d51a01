/** The public description of a mesh: its members, their keys and addresses, and the ledger's genesis. */
@NullMarked
package com.hookprobe.node.mesh;

import org.jspecify.annotations.NullMarked;
