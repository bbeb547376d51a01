/**
 * Witness verification (docs/spec/witness.md): a decision of the mesh is acted upon only with a quorum of validators who have
 * judged it themselves. Pure state machines and records: time is an argument; no threads, sockets, files or logs.
 */
@NullMarked
package com.hookprobe.node.witness;

import org.jspecify.annotations.NullMarked;
