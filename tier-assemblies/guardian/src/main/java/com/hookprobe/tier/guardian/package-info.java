/** The guardian tier: an assembly of the pillars, nothing more. */
@NullMarked
package com.hookprobe.tier.guardian;

import org.jspecify.annotations.NullMarked;
