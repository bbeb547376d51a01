/** The mssp tier: an assembly of the pillars, nothing more. */
@NullMarked
package com.hookprobe.tier.mssp;

import org.jspecify.annotations.NullMarked;
