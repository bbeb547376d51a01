/** How a node's traffic looks, and when alerts go by more than one way (docs/spec/routing.md, 3). Pure. */
@NullMarked
package com.hookprobe.node.shape;

import org.jspecify.annotations.NullMarked;
