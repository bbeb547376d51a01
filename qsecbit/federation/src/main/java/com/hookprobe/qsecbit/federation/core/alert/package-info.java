/** A site's own quiet baseline of alerts, and what it announces of the rest (docs/spec/alert-baseline.md). */
@NullMarked
package com.hookprobe.qsecbit.federation.core.alert;

import org.jspecify.annotations.NullMarked;
