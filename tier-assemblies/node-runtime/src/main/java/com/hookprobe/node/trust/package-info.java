/** Neural trust: a continuous score of each node at its verifier (docs/spec/trust.md). Pure; one owner thread. */
@org.jspecify.annotations.NullMarked
package com.hookprobe.node.trust;
