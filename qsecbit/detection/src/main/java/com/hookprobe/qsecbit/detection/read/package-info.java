/** Files of sensors: reading on while they are written, rotated and cut; what the formats share. */
@NullMarked
package com.hookprobe.qsecbit.detection.read;

import org.jspecify.annotations.NullMarked;
