/** Zeek logs, as tab-separated text and as JSON. */
@NullMarked
package com.hookprobe.qsecbit.detection.zeek;

import org.jspecify.annotations.NullMarked;
