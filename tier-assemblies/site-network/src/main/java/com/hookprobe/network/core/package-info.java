/** Applying a plan with a way back, pure: states of what is touched, steps, the machine and what it writes down. */
@NullMarked
package com.hookprobe.network.core;

import org.jspecify.annotations.NullMarked;
