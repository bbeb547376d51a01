/** Suricata EVE. */
@NullMarked
package com.hookprobe.qsecbit.detection.eve;

import org.jspecify.annotations.NullMarked;
