/** A whole mesh on one machine. */
@NullMarked
package com.hookprobe.demo;

import org.jspecify.annotations.NullMarked;
