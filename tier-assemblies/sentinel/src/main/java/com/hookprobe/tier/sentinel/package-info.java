/** The sentinel tier: an assembly of the pillars, nothing more. */
@NullMarked
package com.hookprobe.tier.sentinel;

import org.jspecify.annotations.NullMarked;
