/** Recordings through the detectors: what is found, and how that compares with what is known about them. */
@NullMarked
package com.hookprobe.qsecbit.detection.tool;

import org.jspecify.annotations.NullMarked;
