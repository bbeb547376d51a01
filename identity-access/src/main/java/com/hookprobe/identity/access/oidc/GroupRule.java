package com.hookprobe.identity.access.oidc;

import com.hookprobe.identity.access.Grant;

/** A group of the provider and the role that its members have here. Groups are compared exactly, upper and lower case included. */
public record GroupRule(String group, Grant grant) {}
