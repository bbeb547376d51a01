/** What every tier shares: configuration, lifecycle, logs, wiring of the pillars. */
@NullMarked
package com.hookprobe.node;

import org.jspecify.annotations.NullMarked;
