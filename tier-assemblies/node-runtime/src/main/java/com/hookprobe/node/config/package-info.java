/** The YAML configuration of a node: the seed's tree, strict keys, environment substitution. */
@NullMarked
package com.hookprobe.node.config;

import org.jspecify.annotations.NullMarked;
