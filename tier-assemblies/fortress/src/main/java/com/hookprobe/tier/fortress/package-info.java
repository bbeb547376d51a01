/** The fortress tier: an assembly of the pillars, nothing more. */
@NullMarked
package com.hookprobe.tier.fortress;

import org.jspecify.annotations.NullMarked;
