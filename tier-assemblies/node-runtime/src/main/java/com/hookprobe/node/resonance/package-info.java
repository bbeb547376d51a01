/** Resonance between the pillars: TER upload, replay at the verifier, certificates and revocation. */
@NullMarked
package com.hookprobe.node.resonance;

import org.jspecify.annotations.NullMarked;
