/** Snort 3. */
@NullMarked
package com.hookprobe.qsecbit.detection.snort;

import org.jspecify.annotations.NullMarked;
