/** Packs what the tiers' modules have built into archives and Debian packages, byte for byte the same each time. */
@NullMarked
package com.hookprobe.distribution;

import org.jspecify.annotations.NullMarked;
