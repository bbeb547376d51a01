package com.hookprobe.identity.access;

/** What the policy says. The reason is for the operator and the audit; it names no thing of another's. */
public record Decision(boolean allowed, String reason) {}
