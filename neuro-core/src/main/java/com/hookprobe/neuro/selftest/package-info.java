/** Checks this copy of NEURO, on this machine, against the published vectors. NEURO 11. */
@org.jspecify.annotations.NullMarked
package com.hookprobe.neuro.selftest;
