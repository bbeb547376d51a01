/** JMH benchmarks. */
@NullMarked
package com.hookprobe.benchmarks;

import org.jspecify.annotations.NullMarked;
