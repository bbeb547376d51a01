/** The detectors. */
@NullMarked
package com.hookprobe.qsecbit.detection.rule;

import org.jspecify.annotations.NullMarked;
