/** The network that a guardian or a fortress gives its site: the tree of its configuration, and the plan that it comes to. */
@NullMarked
package com.hookprobe.network;

import org.jspecify.annotations.NullMarked;
