/** The site's network on a node: where its files lie, and what a running node does for it. */
@NullMarked
package com.hookprobe.node.network;

import org.jspecify.annotations.NullMarked;
