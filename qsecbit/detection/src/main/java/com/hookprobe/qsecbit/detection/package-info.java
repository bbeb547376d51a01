/** Sensor lines to normalised events to detections. */
@NullMarked
package com.hookprobe.qsecbit.detection;

import org.jspecify.annotations.NullMarked;
