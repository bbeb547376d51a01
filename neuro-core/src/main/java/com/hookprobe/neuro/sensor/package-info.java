/** What a machine tells about itself: readings, watched files, and the record made of them. */
@NullMarked
package com.hookprobe.neuro.sensor;

import org.jspecify.annotations.NullMarked;
