/** What the simulators of HTP and DSM share: many seeds on several threads, progress, hashes of traces. It knows neither of them. */
@NullMarked
package com.hookprobe.sim;

import org.jspecify.annotations.NullMarked;
