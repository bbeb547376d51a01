/** Neural trust: a continuous score of each node at its verifier (docs/spec/trust.md). and what it comes to on the wire. Pure. */
@org.jspecify.annotations.NullMarked
package com.hookprobe.node.trust;
