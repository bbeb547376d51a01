/** A node's part in a model that sites learn together (LEARNING 10): no threads, sockets or clocks of its own. */
@NullMarked
package com.hookprobe.node.learning;

import org.jspecify.annotations.NullMarked;
