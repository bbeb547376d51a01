/** The nexus tier: an assembly of the pillars, nothing more. */
@NullMarked
package com.hookprobe.tier.nexus;

import org.jspecify.annotations.NullMarked;
