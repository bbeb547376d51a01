/** STIX 2.1, as far as indicators and sightings go: patterns, objects out, objects in. */
@NullMarked
package com.hookprobe.qsecbit.exchange.stix;

import org.jspecify.annotations.NullMarked;
