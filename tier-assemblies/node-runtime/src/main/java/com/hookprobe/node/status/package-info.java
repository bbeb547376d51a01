/** What a node says of itself to its operator, in files of its data directory that other processes read while it runs. */
@NullMarked
package com.hookprobe.node.status;

import org.jspecify.annotations.NullMarked;
