/** What a node tells the service manager that has started it. */
@NullMarked
package com.hookprobe.node.service;

import org.jspecify.annotations.NullMarked;
